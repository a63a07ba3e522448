import type {Json} from "../../src/core/schema/artifacts.js";

/** What to read: files, by path or glob, or the synthetic feed. */
export type RunInput =
  | {kind: "files"; patterns: string[]}
  | {kind: "synthetic"; flows: number; days: number; seed: number};

/** What a run is asked to do, complete. */
export interface RunRequest {
  input: RunInput;
  /** The number of trees of the forest. */
  trees: number;
  /** The number of rows drawn for each tree. */
  sampleSize: number;
  /** The seed of the models. */
  seed: number;
  /** The share of the time span, from its start, that models are trained on; in [0.05, 1]. */
  trainShare: number;
  /** How many alerts a day can be read. */
  budgetPerDay: number;
  /** The path of a model file that the detectors are to be compared with; null for none. */
  withModel: string | null;
}

/** What is asked for when nothing is. */
export const defaultRequest: Readonly<RunRequest> = {
  input: {kind: "synthetic", flows: 250_000, days: 14, seed: 42},
  trees: 100,
  sampleSize: 256,
  seed: 42,
  trainShare: 0.5,
  budgetPerDay: 50,
  withModel: null
};

/** Returns the command that asks for *request*, for a POSIX shell, with every parameter spelled out. */
export function commandOf({
  input,
  trees,
  sampleSize,
  seed,
  trainShare,
  budgetPerDay,
  withModel
}: RunRequest): string {
  const options = {
    trees,
    "sample-size": sampleSize,
    seed,
    "train-share": trainShare,
    budget: budgetPerDay
  };
  const feed = input.kind === "synthetic" ? {flows: input.flows, days: input.days} : {};
  const words = Object.entries({...feed, ...options}).map(([name, value]) => `--${name} ${value}`);
  if (withModel !== null) words.push(`--with-model ${shellWord(withModel)}`);
  const files = input.kind === "files" ? ["--", ...input.patterns.map(shellWord)] : [];
  return ["atalaya run", ...words, ...files].join(" ");
}

/** Returns the parameters of *request* as JSON. */
export function parametersOf(request: RunRequest): {[name: string]: Json} {
  return {...request, input: {...request.input} as {[name: string]: Json}};
}

function shellWord(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
