import type {Judged} from "../../../src/core/schema/verdict-measures.js";
import {UsageError} from "../../config/errors.js";
import {run as runFlow} from "../../run/flow.js";
import type {RunResult} from "../../run/flow.js";
import {defaultRequest} from "../../run/request.js";
import type {RunInput, RunRequest} from "../../run/request.js";
import {modelsOf, readVerdicts, readSummary} from "../../run/results.js";
import type {Command, OptionValues} from "./command.js";
import {maybeInteger, maybeNumber} from "../option-values.js";

const seedRange = {least: 0, most: 0xffffffff};

/** Runs all phases over files, or over the synthetic feed. */
export const command: Command = {
  usage: "[files…]",
  description: `Reads logs of connections (Zeek’s conn.log, CSV or JSON lines; plain or gzip; paths
or globs), or else the built-in synthetic feed, and takes them through all phases: RAW, SILVER, MODELS
and EVAL. What is there already is not made again.`,
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
    ["--flows N", "flows in the synthetic feed (250000)"],
    ["--days N", "days in the synthetic feed (14)"],
    ["--seed N", "seed of the models and of the synthetic feed (42)"],
    ["--trees N", "trees of the Isolation Forest (100)"],
    ["--sample-size N", "rows drawn for each tree (256)"],
    ["--train-share X", "share of the time span to train on, 0.05 to 1 (0.5)"],
    ["--budget N", "alerts that can be read in a day (50)"],
    [
      "--with-model FILE",
      "compare the detectors with a model file of yours (`atalaya model import`)"
    ],
    ["--allow-partial", "exit with 0 even if an input was damaged or cut short"]
  ],
  takesPositionals: true,
  async run({words, values, json, settings, reporter, print}) {
    const result = await runFlow(readRequest(words, values), settings, reporter);
    print(json ? JSON.stringify(jsonOf(result)) : textOf(result));
    if (result.partial.length === 0 || values["allow-partial"]) return 0;
    reporter.warn(
      "the input is not whole (see above); the exit code is 3: mend the files and run again, or pass --allow-partial"
    );
    return 3;
  }
};

/** Returns the request that the command line makes; throws a UsageError. */
export function readRequest(words: string[], values: OptionValues): RunRequest {
  const seed = maybeInteger(values, "seed", seedRange) ?? defaultRequest.seed;
  return {
    input: readInput(words, values, seed),
    trees: maybeInteger(values, "trees", {least: 1, most: 10_000}) ?? defaultRequest.trees,
    sampleSize:
      maybeInteger(values, "sample-size", {least: 2, most: 65_536}) ?? defaultRequest.sampleSize,
    seed,
    trainShare:
      maybeNumber(values, "train-share", {least: 0.05, most: 1}) ?? defaultRequest.trainShare,
    budgetPerDay:
      maybeNumber(values, "budget", {least: 0.01, most: 1e6}) ?? defaultRequest.budgetPerDay,
    withModel: readPath(values, "with-model") ?? defaultRequest.withModel
  };
}

function readInput(words: string[], values: OptionValues, seed: number): RunInput {
  if (words.length === 0) {
    const flows = maybeInteger(values, "flows", {least: 1_000, most: 100_000_000}) ?? 250_000;
    return {
      kind: "synthetic",
      flows,
      days: maybeInteger(values, "days", {least: 1, most: 365}) ?? 14,
      seed
    };
  }
  for (const name of ["flows", "days"]) {
    if (values[name] !== undefined)
      throw new UsageError(
        `ambiguous input: --${name} is for the synthetic feed, and files are named too; leave out one of them`
      );
  }
  if (words.includes(""))
    throw new UsageError("invalid file name: it is empty; was a shell variable unset?");
  return {kind: "files", patterns: words};
}

function readPath(values: OptionValues, name: string): string | undefined {
  const path = values[name];
  if (path === "") throw new UsageError(`invalid --${name}: it is empty; name a file`);
  return typeof path === "string" ? path : undefined;
}

/** Returns *result* as `run --json` prints it. */
export function jsonOf({run, results, seconds}: RunResult): object {
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

function verdictLines(judged: Judged | null): string[] {
  if (!judged) return [];
  const count = (n: number) => n.toLocaleString("en-US");
  const [{above, precision}] = judged.models;
  const found =
    precision === null
      ? "none of them above the line is true or false"
      : `${count(above.true)} of ${count(above.true + above.false)} above the line are true (precision ${precision.toFixed(3)})`;
  const lost = judged.unmatched > 0 ? `; ${count(judged.unmatched)} name no event` : "";
  return [
    `  judged  ${count(judged.matched)} of ${count(judged.verdicts)} verdicts matched${lost}; ${found}`
  ];
}
