import type {RuleFacts} from "../evaluation/rules/run-rules.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Json, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {Retraining} from "../../src/core/schema/retraining.js";
import type {VerdictSummary} from "../../src/core/schema/verdict-measures.js";
import type {Warning} from "../../src/core/schema/warnings.js";
import type {RunMetric} from "../audit/audit.js";
import type {PhaseResult} from "../artifacts/phase-result.js";

/** The numbers of an evaluation, from its manifest; null where one is not defined. */
export interface Summary {
  events: number;
  anomaly_rate: number;
  score_mean: number;
  score_std: number;
  threshold: number;
  alerts: number;
  incidents: number;
  labelled: number;
  /** The events after the training window, or all if the model was trained on others. */
  test_events: number;
  /** The events that the next five are of; null if there are no labels of both classes. */
  window: "all" | "test" | null;
  base_rate: number | null;
  ap: number | null;
  auroc: number | null;
  precision_at_budget: number | null;
  recall_at_budget: number | null;
}

/** A model, from the manifest of a training. */
export interface TrainedModel {
  name: string;
  sha256: string;
  bytes: number;
  path: string;
  parameters: {[name: string]: Json};
}

/** Returns the numbers of *evaluation*. */
export function readSummary(evaluation: Manifest): Summary {
  return evaluation.facts.summary as unknown as Summary;
}

/** Returns the warnings of *evaluation*. */
export function readWarnings(evaluation: Manifest): Warning[] {
  return (evaluation.facts.warnings ?? []) as unknown as Warning[];
}

/** Returns whether *evaluation* recommends a new training; null of one from before that was said. */
export function readRetraining(evaluation: Manifest): Retraining | null {
  return (evaluation.facts.retraining ?? null) as Retraining | null;
}

/** Returns the names of the most severe incidents of *evaluation*, at most three, and whose they are. */
export function readTopIncidents(evaluation: Manifest): {name: string; entity: string}[] {
  return (evaluation.facts.topIncidents ?? []) as {name: string; entity: string}[];
}

/** Returns the measures of *evaluation* against verdicts; null if there was none on its files. */
export function readVerdicts(evaluation: Manifest): VerdictSummary | null {
  return (evaluation.facts.verdictSummary ?? null) as VerdictSummary | null;
}

/** Returns what *evaluation* says of its rules; null of one from before there were any. */
export function readRuleFacts(evaluation: Manifest): RuleFacts | null {
  return (evaluation.facts.rules ?? null) as RuleFacts | null;
}

/** Returns what a run could not read, or goes on without, a sentence each. */
export function partialOf(results: Record<Phase, PhaseResult>): string[] {
  return phases.flatMap((phase) => results[phase].partial ?? []);
}

/** Returns the models of *training*, with the key of the artifact that holds them. */
export function modelsOf(training: Manifest): (TrainedModel & {key: string})[] {
  const models = training.facts.models as unknown as TrainedModel[];
  return models.map((model) => ({...model, key: training.key}));
}

/** Returns every number that *evaluation* measured, of each model and window. */
export function metricsOf(evaluation: Manifest): RunMetric[] {
  return evaluation.facts.metrics as unknown as RunMetric[];
}

/** Returns the summary of *phase* in one line; e.g., `105,918 events from 72 files`. */
export function summaryOf(phase: Phase, {manifest, reused, rejected}: PhaseResult): string {
  const count = (n: number, what: string) =>
    `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
  const {facts, rows} = manifest;
  const summaries: Record<Phase, () => string> = {
    ingestion: () => {
      const files = (facts.files as Json[]).length;
      const skipped = rejected > 0 ? `, ${count(rejected, "line")} rejected` : "";
      return `${count(rows, "event")} from ${count(files, "file")}${skipped}`;
    },
    transformation: () => `${count(rows, "row")} of features`,
    training: () =>
      `${modelsOf(manifest)
        .map(({name}) => name)
        .join(" and ")} on ${count(rows, "row")}`,
    evaluation: () =>
      `${count(readSummary(manifest).alerts, "alert")} among ${count(rows, "event")}`
  };
  return summaries[phase]() + (reused ? ", as made before" : "");
}
