import {entityDetectors} from "../../../src/core/detectors/entity/registry.js";
import {flowModels} from "../../../src/core/detectors/flow-model.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";
import {setAsideOf} from "../../../src/core/schema/set-aside.js";
import type {Reporter} from "../../artifacts/context.js";
import {engineSettings} from "../../engine/engine-settings.js";
import type {Settings} from "../../config/settings.js";
import {updateAll, openSources} from "../../mirror/open.js";
import {run as runFlow} from "../../run/flow.js";
import type {RunResult} from "../../run/flow.js";
import type {RunRequest} from "../../run/request.js";
import {mostlyRejected} from "../../run/rejected-lines.js";
import {openStores} from "../../storage/open.js";
import {unmatchedLabels} from "../input-report.js";
import {readRequest} from "../read-request.js";
import {printRun} from "../full-evaluation.js";
import type {Command, CommandCall} from "./command.js";

const {flows, days, difficulty, seed, trees, sampleSize, trainShare, budgetPerDay} = runParameters;

/** Runs all phases over files, or over the synthetic feed. */
export const command: Command = {
  usage: "[files…]",
  description: `Reads logs of connections (Zeek's conn.log with its other logs, CSV or JSON lines; plain
or gzip; files, folders, globs or s3://BUCKET/PREFIX/), or else the built-in synthetic feed, and processes them in all phases: RAW,
SILVER, MODELS and EVAL. An artifact that exists is reused.

Entity detectors:
${listed(entityDetectors.map(({name}) => name))}.`,
  options: {
    flows: {type: "string"},
    days: {type: "string"},
    difficulty: {type: "string"},
    seed: {type: "string"},
    trees: {type: "string"},
    "sample-size": {type: "string"},
    "train-share": {type: "string"},
    "flow-model": {type: "string"},
    "train-on": {type: "string", multiple: true},
    model: {type: "string"},
    budget: {type: "string"},
    threshold: {type: "string"},
    detectors: {type: "string"},
    "local-net": {type: "string", multiple: true},
    "with-model": {type: "string"},
    "attack-labels": {type: "string"},
    rules: {type: "string", multiple: true},
    "own-rules": {type: "string"},
    fast: {type: "boolean"},
    full: {type: "boolean"},
    distributed: {type: "boolean"},
    "time-from": {type: "string"},
    "time-to": {type: "string"},
    "time-bounds": {type: "string"},
    "allow-partial": {type: "boolean"}
  },
  optionHelp: [
    ["--flows N", `flows in the synthetic feed (${flows.default})`],
    ["--days N", `days in the synthetic feed (${days.default})`],
    [
      "--difficulty N",
      `how hard its attacks are to find, 0 (loud) to 3 (low, slow, blended) (${difficulty.default})`
    ],
    ["--seed N", `seed of the models and of the synthetic feed (${seed.default})`],
    ["--trees N", `trees of each forest (${trees.default})`],
    ["--sample-size N", `rows drawn for each tree (${sampleSize.default})`],
    [
      "--train-share X",
      `share of the time span to train on, ${trainShare.min} to ${trainShare.max} (${trainShare.default})`
    ],
    ["--flow-model NAME", `model that scores flows: ${flowModels.join(", ")}`],
    ["--train-on FILES", "a clean past to train on instead; paths or globs; may be repeated"],
    ["--model MODEL", "a model of an earlier run, frozen: its file, the run, or its digest"],
    ["--budget N", `alert budget: alerts a day that a team can triage (${budgetPerDay.default})`],
    [
      "--threshold RULE",
      "rule of the threshold: budget, auto, quantile:Q, incidents:N, certified:A (budget)"
    ],
    ["--detectors A,B", "entity detectors to use, of those below (all)"],
    [
      "--local-net CIDR",
      "a local network, as 10.0.0.0/8; repeatable (what the sensor says, or private ranges)"
    ],
    ["--with-model FILE", "external model to compare the detectors with (`atalaya model import`)"],
    [
      "--attack-labels A,B",
      "labels that count as attacks, `*` at the end for any ending; others are benign"
    ],
    ["--rules DIR", "a folder or file of Sigma rules to run beside our own; may be repeated"],
    ["--own-rules off", "runs none of the rules that come with Atalaya (on)"],
    ["--fast", "omits other detectors, forests of other seeds and ablations"],
    ["--full", "then evaluates the run in full, as `atalaya evaluate` does"],
    ["--distributed", "has workers do it (`atalaya worker`), and follows it; needs PostgreSQL"],
    ["--time-from T", "the first time of the records to keep: ISO 8601, a day, or seconds (found)"],
    ["--time-to T", "the last time of the records to keep (found)"],
    ["--time-bounds off", "keeps records whatever their time, where no end is given (auto)"],
    ["--allow-partial", "exit with 0 even if an input was damaged or truncated"]
  ],
  takesPositionals: true,
  async run({positionals, values, json, id, settings, reporter, print}) {
    const sources = openSources(positionals, settings, (message) => reporter.warn(message));
    const request = readRequest(sources.paths, values);
    if (values.distributed) engineSettings(settings, "--distributed");
    await updateAll(sources.mirrors);
    const result = values.distributed
      ? await runDistributed(request, settings, reporter, id)
      : await runFlow(request, settings, reporter);
    await printRun(result, values.full === true, {json, settings, reporter, print});
    return warnOfInput(request, result, {values, settings, reporter});
  }
};

async function runDistributed(
  request: RunRequest,
  settings: Settings,
  reporter: Reporter,
  id: string | undefined
): Promise<RunResult> {
  const {submitRun} = await import("../../engine/submit.js");
  const {followRun} = await import("../../engine/follow.js");
  const onMessage = (message: string) => reporter.warn(message);
  const run = await submitRun(request, settings, {onMessage, id, feed: settings.feed ?? undefined});
  reporter.found?.(`run ${run} is submitted`);
  return followRun(run, settings, reporter);
}

/** Warns of what is amiss with the input of *result*, the run of *request*; returns the exit code, 0 or 3. */
export function warnOfInput(
  {attackLabels}: RunRequest,
  {results, partial}: RunResult,
  {values, settings, reporter}: Pick<CommandCall, "values" | "settings" | "reporter">
): number {
  const raw = results.ingestion.manifest;
  for (const label of unmatchedLabels(raw, attackLabels))
    reporter.warn(`no event has the label of --attack-labels: ${label}`);
  const rejected = mostlyRejected(raw, openStores(settings).raw);
  if (rejected) {
    reporter.warn(`${rejected}; the exit code is 3: what was accepted is kept`);
    return 3;
  }
  if (partial.length === 0 || values["allow-partial"]) return 0;
  const setAside = setAsideOf(Object.values(results).map(({manifest}) => manifest)).length;
  reporter.warn(
    setAside > 0
      ? "the run is partial (see above); the exit code is 3: remove the cause and run once more, or pass --allow-partial"
      : "the input is incomplete (see above); the exit code is 3: repair the files and run again, or pass --allow-partial"
  );
  return 3;
}

/** Returns *names* in lines of at most 80 characters. */
function listed(names: string[]): string {
  return names
    .join(", ")
    .replace(/(.{1,78})(?: |$)/g, "$1\n")
    .trimEnd();
}
