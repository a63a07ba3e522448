import {existsSync} from "node:fs";
import {relative, resolve, sep} from "node:path";
import {setTimeout as wait} from "node:timers/promises";
import type {Severity} from "../../../src/core/schema/incidents.js";
import {UsageError} from "../../config/errors.js";
import {readWebhook} from "../../config/webhook.js";
import {run as runFlow} from "../../run/flow.js";
import {updateAll, openSources} from "../../mirror/open.js";
import type {Sources} from "../../mirror/open.js";
import {defaultPhases} from "../../run/phases.js";
import {commandOf} from "../../run/request.js";
import type {RunRequest} from "../../run/request.js";
import {buildSite} from "../../site/build.js";
import {siteDefaults} from "../../site/defaults.js";
import {openStores} from "../../storage/open.js";
import {severityNames} from "../../watch/new-incidents.js";
import type {Channel} from "../../watch/message.js";
import {commandChannel} from "../../watch/notify-command.js";
import {readIncidents, visibleIncidents} from "../../watch/read-incidents.js";
import {takeSnapshot} from "../../watch/snapshot.js";
import {findState, statePath, writeState} from "../../watch/state.js";
import {watch} from "../../watch/watch.js";
import type {Ran, WatchedRun, WatchEffects} from "../../watch/watch.js";
import {webhookChannel} from "../../watch/webhook.js";
import {feedLabel, maybeMetricsPlace, metricsHelp, metricsOptions} from "../metrics-option.js";
import type {MetricsPlace} from "../metrics-option.js";
import {maybeNumber} from "../option-values.js";
import {readModelNames, siteModelsHelp, siteModelsOption} from "../site-models-option.js";
import type {Command, CommandCall, OptionValues} from "./command.js";
import {readRequest} from "../read-request.js";
import {command as run, warnOfInput} from "./run.js";

const defaults = {every: 10, settle: 5, failOn: "high"} as const;

/** The most seconds of an interval: a day. */
const day = 86_400;

/** The options of a run, but for --full: what changes next would wait for it; and --distributed, which has triggers of its own. */
const {full: _, distributed: __, ...runOptions} = run.options;

/** Runs and builds whenever logs change, and notifies of new incidents. */
export const command: Command = {
  usage: "DIR…",
  description: `Looks at the logs in folders (or globs, or below prefixes of an object store: s3://BUCKET/PREFIX/)
again and again. When files are new, grown or rotated, it does what \`atalaya run\` does over all of them, with the same options, which its
help lists, and builds the site. One run at a time; what was processed is not again after a
restart. New incidents are passed to a program or posted as JSON, signed with
ATALAYA_WEBHOOK_SECRET.

With --once, the exit code is 10 if there are new incidents at or above --fail-on, else 0,
or 3 as of \`atalaya run\`.`,
  options: {
    ...runOptions,
    ...siteModelsOption,
    every: {type: "string"},
    settle: {type: "string"},
    once: {type: "boolean"},
    out: {type: "string"},
    "no-build": {type: "boolean"},
    "fail-on": {type: "string"},
    "notify-command": {type: "string", multiple: true},
    webhook: {type: "string"},
    ...metricsOptions
  },
  optionHelp: [
    ["--every SECONDS", `the time between two looks, 1 to ${day} (${defaults.every})`],
    [
      "--settle SECONDS",
      `how long no file may change before a run, 0 to ${day} (${defaults.settle})`
    ],
    ["--once", "look once, run if something changed, and exit: for cron and CI"],
    ["--out DIR", `the folder of the site (${siteDefaults.out})`],
    siteModelsHelp,
    ["--no-build", "no site"],
    ["--fail-on S", `notify of ${severityNames.join(", ")}, and above (${defaults.failOn})`],
    [
      "--notify-command CMD",
      "a program that gets the JSON on standard input; repeat it for each argument"
    ],
    ["--webhook URL", "an address to post the JSON to"],
    ...metricsHelp
  ],
  takesPositionals: true,
  async run(call) {
    const {positionals, values, settings} = call;
    const sources = openSources(positionals, settings, (message) => call.reporter.warn(message));
    requirePatterns(positionals, sources);
    const request = readRequest(sources.paths, values);
    const seconds = (name: "every" | "settle", min: number) =>
      maybeNumber(values, name, {min, max: day}) ?? defaults[name];
    const options = {
      command: commandOf(request),
      every: seconds("every", 1),
      settle: seconds("settle", 0),
      once: values.once === true,
      failOn: readSeverity(values)
    };
    const out = readOut(values);
    requireApart(sources.local, out === null ? [settings.workspace] : [settings.workspace, out]);
    const metrics = maybeMetricsPlace(values);
    const effects = effectsOf(request, sources, out, readChannels(values), call);
    await defaultPhases.checkRules(request.rules);
    if (request.withModel !== null) await defaultPhases.readModel(request.withModel);
    return watch(options, metrics ? await withMetrics(effects, metrics, call) : effects);
  }
};

function effectsOf(
  request: RunRequest,
  {local, mirrors}: Sources,
  out: string | null,
  channels: Channel[],
  call: CommandCall
): WatchEffects {
  const {positionals: patterns, settings, reporter} = call;
  const path = statePath(settings.workspace, patterns);
  const models = readModelNames(call.values);
  return {
    look: () => takeSnapshot(local, mirrors),
    async findObstacle() {
      await updateAll(mirrors);
      return findObstacle(request);
    },
    run: () => runOnce(request, call),
    build:
      out === null
        ? null
        : () => buildSite(out, settings, reporter, {models}).then(() => undefined),
    channels,
    findState: () => findState(path),
    writeState: (state) => writeState(path, state),
    sleep: (seconds) => wait(seconds * 1000),
    report: (watched) => call.print(call.json ? jsonOf(watched) : textOf(watched)),
    warn: (message) => reporter.warn(message)
  };
}

/** Serves the metrics of the data, which are read now and after each run, and returns *effects* that see to that. */
async function withMetrics(
  effects: WatchEffects,
  place: MetricsPlace,
  {settings, values, reporter}: CommandCall
): Promise<WatchEffects> {
  const {watchMetrics} = await import("../../telemetry/data/watch-metrics.js");
  const {address, refresh} = await watchMetrics(settings, feedLabel(values), place);
  reporter.found?.(`metrics at ${address}`);
  return {...effects, run: () => effects.run().finally(refresh)};
}

async function runOnce(request: RunRequest, call: CommandCall): Promise<Ran> {
  const {settings, reporter} = call;
  const result = await runFlow(request, settings, reporter);
  const code = warnOfInput(request, result, call);
  const stores = openStores(settings);
  const {key} = result.results.evaluation.manifest;
  const onWait = (message: string) => reporter.warn(message);
  return {
    run: result.run,
    incidents: await readIncidents(stores, key),
    partial: code !== 0,
    visible: (incidents) =>
      visibleIncidents(incidents, settings, {stores, key, now: Date.now(), onWait})
  };
}

/** Returns why the files of *request* cannot be read, as `atalaya run` says it; null if they can. */
async function findObstacle({input}: RunRequest): Promise<string | null> {
  try {
    await defaultPhases.checkInput(input);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** Throws a UsageError unless each of *patterns* is a glob, or is there: a folder may be empty, but not mistyped. */
function requirePatterns(patterns: readonly string[], {local}: Sources): void {
  if (patterns.length === 0) throw new UsageError("missing folder; name one to watch");
  for (const pattern of local)
    if (pattern !== "" && !/[*?[\]{}()!]/.test(pattern) && !existsSync(pattern))
      throw new UsageError(`folder not found: ${pattern}; make or mount it, or name a glob`);
}

/** Throws a UsageError if one of *folders*, which a run or a build writes, would be watched: each run would start the next. */
function requireApart(patterns: readonly string[], folders: readonly string[]): void {
  for (const folder of folders)
    for (const pattern of patterns) {
      const path = relative(resolve(pattern), resolve(folder));
      const parts = path.split(sep);
      if (parts[0] === ".." || resolve(path) === path) continue;
      if (parts.some((part) => part.startsWith("."))) continue; // nothing hidden is read
      throw new UsageError(
        `invalid folder: ${pattern} holds ${folder}, which runs write; keep logs in a folder of their own`
      );
    }
}

function readOut(values: OptionValues): string | null {
  const {out} = values as {out?: string};
  if (values["no-build"] !== true) return out ?? siteDefaults.out;
  if (out === undefined) return null;
  throw new UsageError("ambiguous site: --out is where it is built, and --no-build omits it; give one"); // prettier-ignore
}

function readSeverity({"fail-on": text = defaults.failOn}: OptionValues): Severity {
  if (severityNames.includes(text as Severity)) return text as Severity;
  throw new UsageError(
    `invalid --fail-on: ${String(text)}; try one of ${severityNames.join(", ")}`
  );
}

function readChannels(values: OptionValues): Channel[] {
  const program = [values["notify-command"] ?? []].flat().map(String);
  if (program[0] === "") throw new UsageError("invalid --notify-command: it is empty; name a program"); // prettier-ignore
  const {webhook} = values as {webhook?: string};
  const effects = {fetch, sleep: (seconds: number) => wait(seconds * 1000)};
  return [
    ...(program.length > 0 ? [commandChannel(program)] : []),
    ...(webhook === undefined ? [] : [webhookChannel(readWebhook(webhook), effects)])
  ];
}

function jsonOf({listed: _, ...watched}: WatchedRun): string {
  return JSON.stringify(watched);
}

/** New incidents that are printed of a run. */
const maxListed = 5;

function textOf({run: name, new: fresh, incidents, notified, listed}: WatchedRun): string {
  const counts = Object.entries(incidents).filter(([, n]) => n > 0);
  const all = counts.map(([severity, n]) => `${n.toLocaleString("en-US")} ${severity}`).join(", ");
  const answers = Object.entries(notified ?? {}).map(
    ([channel, {answer}]) => `${channel}: ${answer}`
  );
  return [
    `run ${name}: ${fresh.toLocaleString("en-US")} new incidents; in all ${all || "none"}`,
    ...listed
      .slice(0, maxListed)
      .map(({severity, entity, name: what}) => `  ${severity.padEnd(8)} ${entity}: ${what}`),
    ...(listed.length > maxListed ? [`  and ${listed.length - maxListed} more`] : []),
    ...(answers.length > 0 ? [`  notified by ${answers.join(", ")}`] : [])
  ].join("\n");
}
