import {detectorsCalled} from "../../src/core/detectors/entity/registry.js";
import {parseNetwork} from "../../src/core/detectors/entity/local-network.js";
import {defaultFlowModel, flowModels} from "../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import type {TimeRequest} from "../../src/core/readers/time-bounds.js";
import {labelWord} from "../../src/core/schema/labels.js";
import {runParameters} from "../../src/core/schema/run-parameters.js";
import {defaultThresholdRule, parseThresholdRule} from "../../src/core/schema/threshold-rule.js";
import {UsageError} from "../config/errors.js";
import {defaultRequest, optionNames} from "../run/request.js";
import type {RunInput, RunRequest} from "../run/request.js";
import type {OptionValues} from "./commands/command.js";
import {findNearest} from "./nearest-name.js";
import {maybeInteger, maybeNumber, maybeTime} from "./option-values.js";

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
    threshold: readThreshold(values),
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

function readThreshold({threshold = defaultThresholdRule}: OptionValues): string {
  asUsage("threshold", () => parseThresholdRule(String(threshold)));
  return String(threshold);
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
