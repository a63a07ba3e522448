import type {SeverityCounts} from "../../../src/core/schema/incidents.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";
import type {VerdictSummary} from "../../../src/core/schema/verdict-measures.js";
import {UsageError} from "../../config/errors.js";
import {run as runFlow} from "../../run/flow.js";
import type {RunResult} from "../../run/flow.js";
import {defaultRequest, optionNames} from "../../run/request.js";
import type {RunInput, RunRequest} from "../../run/request.js";
import {modelsOf, readVerdicts, readSummary} from "../../run/results.js";
import type {Command, OptionValues} from "./command.js";
import {maybeInteger, maybeNumber} from "../option-values.js";

const {flows, days, seed, trees, sampleSize, trainShare, budgetPerDay} = runParameters;

/** Runs all phases over files, or over the synthetic feed. */
export const command: Command = {
  usage: "[files…]",
  description: `Reads logs of connections (Zeek's conn.log, CSV or JSON lines; plain or gzip; paths or
globs), or else the built-in synthetic feed, and processes them in all phases: RAW,
SILVER, MODELS and EVAL. An artifact that exists is reused.`,
  options: {
    flows: {type: "string"},
    days: {type: "string"},
    seed: {type: "string"},
    trees: {type: "string"},
    "sample-size": {type: "string"},
    "train-share": {type: "string"},
    budget: {type: "string"},
    "with-model": {type: "string"},
    "allow-partial": {type: "boolean"}
  },
  optionHelp: [
    ["--flows N", `flows in the synthetic feed (${flows.default})`],
    ["--days N", `days in the synthetic feed (${days.default})`],
    ["--seed N", `seed of the models and of the synthetic feed (${seed.default})`],
    ["--trees N", `trees of each forest (${trees.default})`],
    ["--sample-size N", `rows drawn for each tree (${sampleSize.default})`],
    [
      "--train-share X",
      `share of the time span to train on, ${trainShare.min} to ${trainShare.max} (${trainShare.default})`
    ],
    ["--budget N", `alert budget: alerts a day that a team can triage (${budgetPerDay.default})`],
    ["--with-model FILE", "external model to compare the detectors with (`atalaya model import`)"],
    ["--allow-partial", "exit with 0 even if an input was damaged or truncated"]
  ],
  takesPositionals: true,
  async run({positionals, values, json, settings, reporter, print}) {
    const result = await runFlow(readRequest(positionals, values), settings, reporter);
    print(json ? JSON.stringify(jsonOf(result)) : textOf(result));
    if (result.partial.length === 0 || values["allow-partial"]) return 0;
    reporter.warn(
      "the input is incomplete (see above); the exit code is 3: repair the files and run again, or pass --allow-partial"
    );
    return 3;
  }
};

/** Returns the request that the command line makes; throws a UsageError. */
function readRequest(patterns: string[], values: OptionValues): RunRequest {
  const integer = (name: IntegerName) =>
    maybeInteger(values, optionNames[name], runParameters[name]) ?? runParameters[name].default;
  const number = (name: NumberName) =>
    maybeNumber(values, optionNames[name], runParameters[name]) ?? runParameters[name].default;
  const seed = integer("seed");
  return {
    input:
      patterns.length > 0
        ? readFileInput(patterns, values)
        : {kind: "synthetic", flows: integer("flows"), days: integer("days"), seed},
    trees: integer("trees"),
    sampleSize: integer("sampleSize"),
    seed,
    trainShare: number("trainShare"),
    budgetPerDay: number("budgetPerDay"),
    withModel: readPath(values, "with-model") ?? defaultRequest.withModel
  };
}

type NumberName = "trainShare" | "budgetPerDay";
type IntegerName = Exclude<keyof typeof runParameters, NumberName>;

function readFileInput(patterns: string[], values: OptionValues): RunInput {
  for (const name of ["flows", "days"]) {
    if (values[name] !== undefined)
      throw new UsageError(
        `ambiguous input: --${name} is for the synthetic feed, and files are named too; omit one of them`
      );
  }
  if (patterns.includes(""))
    throw new UsageError("invalid file name: it is empty; was a shell variable unset?");
  return {kind: "files", patterns};
}

function readPath(values: OptionValues, name: string): string | undefined {
  const path = values[name];
  if (path === "") throw new UsageError(`invalid --${name}: it is empty; name a file`);
  return typeof path === "string" ? path : undefined;
}

/** Returns *result* as `run --json` prints it. */
function jsonOf({run, results, seconds}: RunResult): object {
  const {ingestion, transformation, training, evaluation} = results;
  const {files, lines, comments, accepted, rejected} = ingestion.manifest.facts;
  const {events, anomaly_rate, score_mean, score_std, alerts, labelled, ap, auroc} = readSummary(
    evaluation.manifest
  );
  return {
    run,
    raw: {files: (files as unknown[]).length, lines, comments, accepted, rejected},
    silver: {rows: transformation.manifest.rows, sha256: transformation.manifest.sha256},
    models: modelsOf(training.manifest).map(({name, sha256}) => ({name, sha256})),
    eval: {events, anomaly_rate, score_mean, score_std, alerts, labelled, ap, auroc},
    incidents: evaluation.manifest.facts.incidents,
    reused: byPhase(results, ({reused}) => reused),
    seconds: {...byPhase(results, (result) => round(result.seconds)), total: round(seconds)}
  };
}

function byPhase<T>(
  results: RunResult["results"],
  value: (result: RunResult["results"]["ingestion"]) => T
) {
  return Object.fromEntries(
    Object.entries(results).map(([phase, result]) => [phase, value(result)])
  );
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function textOf({run, results, seconds}: RunResult): string {
  const {ingestion, training, evaluation} = results;
  const count = (n: unknown) => Number(n).toLocaleString("en-US");
  const {lines, comments, accepted, rejected} = ingestion.manifest.facts;
  const summary = readSummary(evaluation.manifest);
  const found = [
    `run ${run} (${seconds.toFixed(1)} s)`,
    `  read    ${count(lines)} lines = ${count(comments)} comments + ${count(accepted)} events + ${count(rejected)} rejected`,
    `  scored  ${count(summary.events)} events; mean ${summary.score_mean.toFixed(3)}, deviation ${summary.score_std.toFixed(3)}`,
    `  found   ${count(summary.alerts)} alerts (${(summary.anomaly_rate * 100).toFixed(2)} % of the events) in ${count(summary.incidents)} incidents`,
    `  hosts   ${severityText(evaluation.manifest.facts.incidents)}; \`atalaya incidents\` prints them`,
    ...labelLines(summary),
    ...verdictLines(readVerdicts(evaluation.manifest)),
    ...modelsOf(training.manifest).map(
      ({name, sha256}) => `  model   ${name} ${sha256.slice(0, 12)}`
    ),
    "next: `atalaya build` makes the site, `atalaya serve` shows it, `atalaya runs` lists the runs"
  ];
  return found.join("\n");
}

function labelLines({labelled, ap, auroc, window}: ReturnType<typeof readSummary>): string[] {
  if (ap === null || auroc === null) return [];
  const events = window === "test" ? "after the training window" : "all events";
  return [
    `  against ${labelled.toLocaleString("en-US")} labels (${events}): average precision ${ap.toFixed(3)}, AUROC ${auroc.toFixed(3)}`
  ];
}

function verdictLines(measured: VerdictSummary | null): string[] {
  if (!measured) return [];
  const count = (n: number) => n.toLocaleString("en-US");
  const [{above, precision}] = measured.models;
  const found =
    precision === null
      ? "none of them above the threshold is a true or false positive"
      : `${count(above.true)} of ${count(above.true + above.false)} above the threshold are true positives (precision ${precision.toFixed(3)})`;
  const lost = measured.unmatched > 0 ? `; ${count(measured.unmatched)} name no event` : "";
  return [
    `  checked ${count(measured.matched)} of ${count(measured.verdicts)} verdicts matched${lost}; ${found}`
  ];
}

/** Returns how many incidents of behaviour there are of each severity; e.g., `3 critical, 1 low`. */
function severityText(counts: unknown): string {
  const found = Object.entries((counts ?? {}) as SeverityCounts).filter(([, n]) => n > 0);
  return found.length
    ? `${found.map(([name, n]) => `${n} ${name}`).join(", ")} incidents`
    : "no incidents";
}
