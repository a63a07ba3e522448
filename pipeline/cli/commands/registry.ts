import type {Command} from "./command.js";

/** The commands, in the order of the help: a summary, and the file of each. */
export const commands: Readonly<
  Record<string, {summary: string; load(): Promise<{command: Command}>}>
> = {
  start: {
    summary: "run the demo if there is no run yet, build the site, serve it",
    load: () => import("./start.js")
  },
  run: {
    summary: "process logs, or the synthetic feed, in all phases",
    load: () => import("./run.js")
  },
  evaluate: {
    summary: "evaluate a run in full: all detectors, several seeds, both regimes",
    load: () => import("./evaluate.js")
  },
  generate: {
    summary: "write the logs of the synthetic feed into a folder",
    load: () => import("./generate.js")
  },
  build: {summary: "build the site from the latest run", load: () => import("./build.js")},
  publish: {
    summary: "process logs, build the site, and make it the live one",
    load: () => import("./publish.js")
  },
  watch: {
    summary: "process logs and build the site when files change, and notify",
    load: () => import("./watch.js")
  },
  serve: {summary: "serve the built site", load: () => import("./serve.js")},
  "serve-model": {
    summary: "score rows that clients send, over HTTP",
    load: () => import("./serve-model.js")
  },
  dev: {
    summary: "preview the site while its pages are edited",
    load: () => import("./dev.js")
  },
  incidents: {
    summary: "print the incidents of a run, most severe first",
    load: () => import("./incidents.js")
  },
  rules: {
    summary: "check Sigma rules, match events with them, explain them",
    load: () => import("./rules.js")
  },
  "bench-suite": {
    summary: "measure every detector on a folder of labelled sets",
    load: () => import("./bench-suite.js")
  },
  metrics: {
    summary: "print how fresh the data is, and its drift, for Prometheus",
    load: () => import("./metrics.js")
  },
  worker: {
    summary: "do the tasks of distributed runs",
    load: () => import("./worker.js")
  },
  runs: {
    summary: "list the runs; watch, cancel and resume distributed ones",
    load: () => import("./runs.js")
  },
  model: {
    summary: "show, score, import and export a model",
    load: () => import("./model.js")
  },
  models: {
    summary: "list the versions of the models, promote one",
    load: () => import("./models.js")
  },
  promote: {
    summary: "compare a model with the champion, and promote it",
    load: () => import("./promote.js")
  },
  verdicts: {
    summary: "import and export verdicts on events",
    load: () => import("./verdicts.js")
  },
  suppressions: {
    summary: "import and export suppressions of alerts",
    load: () => import("./suppressions.js")
  },
  schedule: {
    summary: "start the runs of feeds when they are due",
    load: () => import("./schedule.js")
  },
  feeds: {
    summary: "list and check the feeds of a file",
    load: () => import("./feeds.js")
  },
  audit: {
    summary: "check that the audit has not been changed",
    load: () => import("./audit.js")
  },
  gc: {
    summary: "remove what killed runs left behind",
    load: () => import("./gc.js")
  },
  retention: {
    summary: "remove what a policy no longer keeps",
    load: () => import("./retention.js")
  },
  keys: {
    summary: "create and show the keys that sign runs",
    load: () => import("./keys.js")
  },
  verify: {
    summary: "check that no byte of a run has changed",
    load: () => import("./verify.js")
  },
  reproduce: {
    summary: "recompute a run from RAW, and compare digests",
    load: () => import("./reproduce.js")
  },
  doctor: {
    summary: "check packages, workspace, audit and artifacts",
    load: () => import("./doctor.js")
  },
  version: {summary: "print the version", load: () => import("./version.js")}
};
