import {defaultFlowModel} from "../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import {anyTime} from "../../src/core/readers/time-bounds.js";
import type {TimeRequest} from "../../src/core/readers/time-bounds.js";
import {timeOptions} from "../../src/core/readers/time-options.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import {defaultThresholdRule} from "../../src/core/schema/threshold-rule.js";
import {runParameters} from "../../src/core/schema/run-parameters.js";

/** The input of a run: files, by path or glob, or the synthetic feed. */
export type RunInput =
  | {
      kind: "files";
      patterns: string[];
      time?: TimeRequest;
      /** The files that were skipped where the request was made, if the patterns are copies of the others; absent: found. */
      skipped?: readonly SkippedFile[];
    }
  | {kind: "synthetic"; flows: number; days: number; seed: number; difficulty?: number};

/** A request for a run, complete; runParameters has the meaning and range of each number. */
export interface RunRequest {
  input: RunInput;
  trees: number;
  sampleSize: number;
  seed: number;
  trainShare: number;
  budgetPerDay: number;
  /** The rule that chooses the threshold, as `parseThresholdRule` reads it. */
  threshold: string;
  /** The names of the entity detectors; null for all. */
  detectors: string[] | null;
  /** The local networks, as `10.0.0.0/8`; none: the sensor says what is local, or the address is private. */
  localNet: string[];
  /** The model that scores flows and alerts. */
  flowModel: FlowModelName;
  /** A clean past to train on instead of the beginning of the input: files, by path or glob; empty for none. */
  trainOn: string[];
  /** A frozen model to score with instead of training: a file, a run or a digest; null for none. */
  model: string | null;
  /** The path of an external model file to compare the detectors with; null for none. */
  withModel: string | null;
  /** The labels that count as attacks, in lower case, `*` at the end for any ending; null for all but the benign ones. */
  attackLabels: string[] | null;
  /** The folders and files of Sigma rules to run beside those of the product; empty for none. */
  rules: string[];
  /** Whether the rules of the product are run. */
  ownRules: boolean;
  /** Whether the comparison of detectors, forests of other seeds and ablations are omitted. */
  fast: boolean;
}

/** The option of the command line for each number of a run. */
export const optionNames = {
  flows: "flows",
  days: "days",
  difficulty: "difficulty",
  trees: "trees",
  sampleSize: "sample-size",
  seed: "seed",
  trainShare: "train-share",
  budgetPerDay: "budget"
} as const satisfies Record<keyof typeof runParameters, string>;

const {flows, days, difficulty, trees, sampleSize, seed, trainShare, budgetPerDay} = runParameters;

/** The request of a run without options: the synthetic feed, and the default of every number. */
export const defaultRequest: Readonly<RunRequest> = {
  input: syntheticInput(difficulty.default),
  trees: trees.default,
  sampleSize: sampleSize.default,
  seed: seed.default,
  trainShare: trainShare.default,
  budgetPerDay: budgetPerDay.default,
  threshold: defaultThresholdRule,
  detectors: null,
  localNet: [],
  flowModel: defaultFlowModel,
  trainOn: [],
  model: null,
  withModel: null,
  attackLabels: null,
  rules: [],
  ownRules: true,
  fast: false
};

/** Returns the synthetic feed of the tier *hardness*, with the default of every other number. */
export function syntheticInput(hardness: number): RunInput {
  const numbers = {flows: flows.default, days: days.default, seed: seed.default};
  return {kind: "synthetic", ...numbers, difficulty: hardness};
}

/** Returns the command that asks for *request* of the feed *feedName*, for a POSIX shell, with every parameter spelled out. */
export function commandOf(request: RunRequest, feedName: string | null = null): string {
  const {
    input,
    threshold,
    flowModel,
    trainOn,
    model,
    withModel,
    detectors,
    localNet,
    attackLabels,
    rules,
    ownRules,
    fast,
    ...numbers
  } = request;
  const feed = input.kind === "synthetic" ? feedValues(input) : {};
  const values: Partial<Record<keyof typeof optionNames, number>> = {...feed, ...numbers};
  const unused = [...unusedBy(request)];
  const options = Object.entries(optionNames).flatMap(([name, option]) => {
    const value = values[name as keyof typeof optionNames];
    return value === undefined || unused.includes(name) ? [] : `--${option} ${value}`;
  });
  if (detectors !== null) options.push(`--detectors ${detectors.join(",")}`);
  options.push(...localNet.map((network) => `--local-net ${network}`));
  if (threshold !== defaultThresholdRule) options.push(`--threshold ${threshold}`);
  if (flowModel !== defaultFlowModel) options.push(`--flow-model ${flowModel}`);
  options.push(...trainOn.map((pattern) => `--train-on ${shellQuoted(pattern)}`));
  if (model !== null) options.push(`--model ${shellQuoted(model)}`);
  if (withModel !== null) options.push(`--with-model ${shellQuoted(withModel)}`);
  if (input.kind === "files") {
    const times = timeOptions(input.time ?? anyTime);
    if (times.length > 0) options.push(times.join(" "));
  }
  if (attackLabels) options.push(`--attack-labels ${shellQuoted(attackLabels.join(","))}`);
  options.push(...rules.map((folder) => `--rules ${shellQuoted(folder)}`));
  if (!ownRules) options.push("--own-rules off");
  if (fast) options.push("--fast");
  const files = input.kind === "files" ? ["--", ...input.patterns.map(shellQuoted)] : [];
  const name = feedName === null ? "atalaya run" : `atalaya run --feed ${feedName}`;
  return [name, ...options, ...files].join(" ");
}

/** Returns the numbers that a run of *request* has no use for: of training, if there is none, or of its share. */
export function unusedBy({
  input,
  trainOn,
  model
}: Pick<RunRequest, "input" | "trainOn" | "model">): readonly string[] {
  if (trainOn.length > 0) return ["trainShare"];
  if (model === null) return [];
  return input.kind === "synthetic"
    ? ["trainShare", "trees", "sampleSize"]
    : ["trainShare", "trees", "sampleSize", "seed"];
}

/** Returns the parameters of *request* as JSON. */
export function parametersOf(request: RunRequest): {[name: string]: Json} {
  return {...request, input: {...request.input} as {[name: string]: Json}};
}

function feedValues(input: RunInput & {kind: "synthetic"}) {
  return {flows: input.flows, days: input.days, difficulty: input.difficulty ?? difficulty.default};
}

function shellQuoted(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
