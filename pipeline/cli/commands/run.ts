import {labelWord} from "../../../src/core/schema/labels.js";
import {parseNetwork} from "../../../src/core/detectors/entity/local-network.js";
import {detectorsCalled, entityDetectors} from "../../../src/core/detectors/entity/registry.js";
import type {TimeRequest} from "../../../src/core/readers/time-bounds.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";
import {defaultFlowModel, flowModels} from "../../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../../src/core/detectors/flow-model.js";
import {findNearest} from "../nearest-name.js";
import {UsageError} from "../../config/errors.js";
import {updateAll, openSources} from "../../mirror/open.js";
import {run as runFlow} from "../../run/flow.js";
import type {RunResult} from "../../run/flow.js";
import {defaultRequest, optionNames} from "../../run/request.js";
import type {RunInput, RunRequest} from "../../run/request.js";
import {mostlyRejected} from "../../run/rejected-lines.js";
import {openStores} from "../../storage/open.js";
import type {Command, CommandCall, OptionValues} from "./command.js";
import {maybeInteger, maybeNumber, maybeTime} from "../option-values.js";
import {unmatchedLabels} from "../input-report.js";
import {runJson, runText} from "../run-result.js";

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
    detectors: {type: "string"},
    "local-net": {type: "string", multiple: true},
    "with-model": {type: "string"},
    "attack-labels": {type: "string"},
    rules: {type: "string", multiple: true},
    "own-rules": {type: "string"},
    fast: {type: "boolean"},
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
    ["--time-from T", "the first time of the records to keep: ISO 8601, a day, or seconds (found)"],
    ["--time-to T", "the last time of the records to keep (found)"],
    ["--time-bounds off", "keeps records whatever their time, where no end is given (auto)"],
    ["--allow-partial", "exit with 0 even if an input was damaged or truncated"]
  ],
  takesPositionals: true,
  async run({positionals, values, json, settings, reporter, print}) {
    const sources = openSources(positionals, settings, (message) => reporter.warn(message));
    const request = readRequest(sources.paths, values);
    await updateAll(sources.mirrors);
    const result = await runFlow(request, settings, reporter);
    print(json ? JSON.stringify(runJson(result)) : runText(result));
    return warnOfInput(request, result, {values, settings, reporter});
  }
};

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
  reporter.warn(
    "the input is incomplete (see above); the exit code is 3: repair the files and run again, or pass --allow-partial"
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

/** Returns the request that the command line makes; throws a UsageError. */
export function readRequest(patterns: string[], values: OptionValues): RunRequest {
  const integer = (name: IntegerName) =>
    maybeInteger(values, optionNames[name], runParameters[name]) ?? runParameters[name].default;
  const number = (name: NumberName) =>
    maybeNumber(values, optionNames[name], runParameters[name]) ?? runParameters[name].default;
  const seed = integer("seed");
  const trainOn = readPatterns(values, "train-on");
  const model = readPath(values, "model") ?? defaultRequest.model;
  requireOneTraining(values, model);
  return {
    input:
      patterns.length > 0
        ? readFileInput(patterns, values)
        : {kind: "synthetic", ...readFeed(values), seed},
    trees: integer("trees"),
    sampleSize: integer("sampleSize"),
    seed,
    trainShare: number("trainShare"),
    budgetPerDay: number("budgetPerDay"),
    detectors: readDetectors(values),
    localNet: readLocalNet(values),
    flowModel: readFlowModel(values),
    trainOn,
    model,
    withModel: readPath(values, "with-model") ?? defaultRequest.withModel,
    attackLabels: readLabels(values) ?? defaultRequest.attackLabels,
    rules: readRuleFolders(values),
    ownRules: readSwitch(values, "own-rules"),
    fast: values.fast === true
  };
}

/** Returns the numbers of the synthetic feed but for its seed; throws a UsageError. */
function readFeed(values: OptionValues): {flows: number; days: number; difficulty: number} {
  for (const name of timeNames) {
    if (values[name] !== undefined)
      throw new UsageError(`missing files: --${name} is for files; name them, or omit it`);
  }
  const integer = (name: "flows" | "days" | "difficulty") =>
    maybeInteger(values, name, runParameters[name]) ?? runParameters[name].default;
  return {flows: integer("flows"), days: integer("days"), difficulty: integer("difficulty")};
}

type NumberName = "trainShare" | "budgetPerDay";
type IntegerName = Exclude<keyof typeof runParameters, NumberName>;

const feedOptions = ["flows", "days", "difficulty"] as const;
const timeNames = ["time-from", "time-to", "time-bounds"] as const;

function readFileInput(patterns: string[], values: OptionValues): RunInput {
  for (const name of feedOptions) {
    if (values[name] !== undefined)
      throw new UsageError(
        `ambiguous input: --${name} is for the synthetic feed, and files are named too; omit one of them`
      );
  }
  if (patterns.includes(""))
    throw new UsageError("invalid file name: it is empty; was a shell variable unset?");
  return {kind: "files", patterns, time: readTime(values)};
}

/** Returns which times are asked for; throws a UsageError. */
function readTime(values: OptionValues): TimeRequest {
  const from = maybeTime(values, "time-from", false);
  const to = maybeTime(values, "time-to", true);
  if (from !== null && to !== null && from > to)
    throw new UsageError(
      `invalid --time-to: ${String(values["time-to"])}; it is before --time-from`
    );
  const bounds = values["time-bounds"] ?? "auto";
  if (bounds === "auto" || bounds === "off") return {from, to, automatic: bounds === "auto"};
  throw new UsageError(`invalid --time-bounds: ${String(bounds)}; it is auto or off`);
}

function readDetectors({detectors}: OptionValues): string[] | null {
  if (detectors === undefined) return null;
  const names = String(detectors).split(",");
  return asUsage("detectors", () => detectorsCalled(names).map(({name}) => name));
}

function readLocalNet(values: OptionValues): string[] {
  const networks = [values["local-net"] ?? []].flat().map(String);
  return asUsage("local-net", () => {
    for (const network of networks) parseNetwork(network);
    return networks;
  });
}

/** Returns what *read* returns; a RangeError that it throws becomes a UsageError of the option. */
function asUsage<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`invalid --${option}: ${error.message}`, {cause: error});
  }
}

/** The short names of flow models. */
const flowAliases: Readonly<Record<string, string>> = {
  knn: "k-nearest-neighbours",
  lof: "local-outlier-factor"
};

function readFlowModel({"flow-model": text = defaultFlowModel}: OptionValues): FlowModelName {
  const asked = String(text);
  const found = flowModels.find(
    (name) => name === (Object.hasOwn(flowAliases, asked) ? flowAliases[asked] : asked)
  );
  if (found) return found;
  const nearest = findNearest(asked, flowModels);
  throw new UsageError(
    `unknown flow model: ${asked}; ${nearest ? `did you mean ${nearest}?` : `try ${flowModels.join(", ")}`}`
  );
}

/** Throws a UsageError if the command line says more than once what the model is trained on, or sets what has no effect. */
function requireOneTraining(values: OptionValues, model: RunRequest["model"]): void {
  const ways = ["train-share", "train-on", "model"].filter((name) => values[name] !== undefined);
  if (ways.length > 1)
    throw new UsageError(
      `ambiguous training: --${ways.join(" and --")}; a model is trained on a share of the log, on a clean past, or is frozen: give one`
    );
  if (model === null) return;
  for (const name of ["trees", "sample-size", "with-model"])
    if (values[name] !== undefined)
      throw new UsageError(
        `ambiguous training: --${name} is for training, and the model of --model is frozen; omit one of them`
      );
}

function readPatterns(values: OptionValues, name: string): string[] {
  const patterns = (values[name] ?? []) as unknown as string[];
  if (patterns.includes(""))
    throw new UsageError(`invalid --${name}: it is empty; name files, or a glob in quotes`);
  return patterns;
}

function readRuleFolders({rules = []}: OptionValues): string[] {
  const folders = [rules].flat().map(String);
  if (folders.includes("")) throw new UsageError("invalid --rules: it is empty; name a folder");
  return folders;
}

/** Returns whether the option *name*, on or off, is on; it is without. */
function readSwitch(values: OptionValues, name: string): boolean {
  const value = values[name] ?? "on";
  if (value === "on" || value === "off") return value === "on";
  throw new UsageError(`invalid --${name}: ${String(value)}; it is on or off`);
}

function readPath(values: OptionValues, name: string): string | undefined {
  const path = values[name];
  if (path === "") throw new UsageError(`invalid --${name}: it is empty; name a file`);
  return typeof path === "string" ? path : undefined;
}

/** Returns the labels of --attack-labels as they are compared; undefined without the option. */
function readLabels(values: OptionValues): string[] | undefined {
  const text = values["attack-labels"];
  if (typeof text !== "string") return undefined;
  const labels = text.split(",").map((label) => labelWord(label));
  if (labels.every((label) => label !== "")) return [...new Set(labels)].sort();
  throw new UsageError(
    `invalid --attack-labels: ${JSON.stringify(text)}; name labels with commas between them, e.g. Malicious,Botnet*`
  );
}
