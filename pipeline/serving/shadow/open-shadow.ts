import type {ScoredRows} from "../scored-rows.js";
import type {ServedModel} from "../served-model.js";
import type {ServingMetrics} from "../serving-metrics.js";
import {shadowDifferences} from "./differences.js";
import type {ShadowDifferences} from "./differences.js";
import {columnsFrom, pickRows} from "./pick-rows.js";

/** How the scores of a shadow differ from those that were answered, since both versions are what they are. */
export interface ShadowSummary extends ShadowDifferences {
  /** The model that answers, and the one beside. */
  model: ShadowedModel;
  shadow: ShadowedModel;

  /** Rows that were not scored beside, since the shadow was behind or lacks a feature. */
  skipped: number;

  /** Rows that wait. */
  waiting: number;
}

/** A model of a summary. */
export type ShadowedModel = Pick<ServedModel, "reference" | "detector" | "version" | "sha256"> & {
  threshold: number | null;
};

/** A model that scores beside another, and never answers. */
export interface Shadow {
  /** Takes rows that were answered, or some of them if too many wait. */
  offer(scored: ScoredRows): void;
  summary(): ShadowSummary;

  /** Resolves once no row waits. */
  idle(): Promise<void>;
}

/** What a shadow scores beside, and with. */
export interface ShadowOptions {
  /** The name of the model that answers. */
  name: string;

  /** Returns the model that answers, and the one beside, as they are now. */
  answering(): ServedModel;
  beside(): ServedModel;
  metrics: ServingMetrics;

  /** The most rows that wait; defaults to 50,000. */
  maxWaiting?: number;

  /** Calls *work* once there is nothing else to do; defaults to `setImmediate`. */
  later?(work: () => void): void;
}

/** The rows that are scored at a time: a request waits for them at most. */
const batchRows = 1_000;

/**
 * Returns a shadow. It scores between requests, some rows at a time. Of rows that come while too many wait, as many are taken, evenly
 * spaced, as there is space for: memory is bounded, and what it says of differences is of a sample.
 */
export function openShadow({
  maxWaiting = 50_000,
  later = setImmediate,
  ...options
}: ShadowOptions): Shadow {
  const comparison = compareBeside(options);
  const waiting: ScoredRows[] = [];
  let rows = 0; // that wait
  let isAtWork = false;
  const idlers: (() => void)[] = [];

  function work(): void {
    const next = waiting.shift();
    if (!next) {
      isAtWork = false;
      for (const idle of idlers.splice(0)) idle();
      return;
    }
    const {first, rest} = firstRows(next, batchRows);
    if (rest) waiting.unshift(rest);
    rows -= first.rows;
    comparison.compare(first);
    later(work);
  }

  return {
    offer(scored) {
      const taken = sampleRows(scored, Math.max(0, maxWaiting - rows));
      comparison.skip(scored.rows - taken.rows);
      if (taken.rows === 0) return;
      waiting.push(taken);
      rows += taken.rows;
      if (isAtWork) return;
      isAtWork = true;
      later(work);
    },
    summary: () => ({...comparison.summary(), waiting: rows}),
    idle: () => new Promise((resolve) => (isAtWork ? idlers.push(resolve) : resolve()))
  };
}

/** Compares rows with what the shadow scores them, from when either model was put in its place. */
function compareBeside({
  name,
  answering,
  beside,
  metrics
}: Pick<ShadowOptions, "name" | "answering" | "beside" | "metrics">) {
  let compared = start(answering(), beside());

  function skip(rows: number): void {
    if (rows === 0) return;
    compared.skipped += rows;
    const {version} = compared.shadow;
    metrics.shadowRows.inc({model: name, shadow: version, outcome: "skipped"}, rows);
  }

  return {
    skip,
    compare({model, values, rows, scores}: ScoredRows): void {
      const shadow = beside();
      if (compared.model !== model || compared.shadow !== shadow) compared = start(model, shadow);
      const columns = columnsFrom(model.features, shadow.features);
      if (!columns) return skip(rows);
      const found = shadow.score(pickRows({rows, columns: model.features.length, values}, columns));
      const labels = {model: name, shadow: shadow.version};
      metrics.shadowRows.inc({...labels, outcome: "scored"}, rows);
      const observed = metrics.shadowDifference.labels(labels);
      for (let i = 0; i < rows; ++i) observed.observe(found[i] - scores[i]);
      compared.differences.add(scores, found, rows);
    },
    summary: () => ({
      model: headOf(compared.model),
      shadow: headOf(compared.shadow),
      ...compared.differences.summary(),
      skipped: compared.skipped
    })
  };
}

function start(model: ServedModel, shadow: ServedModel) {
  const thresholds = [model, shadow].map(({threshold}) => threshold?.value ?? null);
  const differences = shadowDifferences(thresholds[0], thresholds[1]);
  return {model, shadow, differences, skipped: 0};
}

function headOf({reference, detector, version, sha256, threshold}: ServedModel): ShadowedModel {
  return {reference, detector, version, sha256, threshold: threshold?.value ?? null};
}

/** Returns the first *n* rows, and the rest if there is one. */
function firstRows(all: ScoredRows, n: number): {first: ScoredRows; rest?: ScoredRows} {
  if (all.rows <= n) return {first: all};
  const {model, rows, values, scores} = all;
  const width = model.features.length;
  const slice = (from: number, to: number) => ({
    model,
    rows: to - from,
    values: values.subarray(from * width, to * width),
    scores: scores.subarray(from, to)
  });
  return {first: slice(0, n), rest: slice(n, rows)};
}

/** Returns *n* of the rows of *scored*, evenly spaced; all if there are no more. */
function sampleRows(scored: ScoredRows, n: number): ScoredRows {
  const {model, rows, values, scores} = scored;
  if (rows <= n) return scored;
  const width = model.features.length;
  const picked = {rows: n, values: new Float32Array(n * width), scores: new Float64Array(n)};
  for (let i = 0; i < n; ++i) {
    const row = Math.floor((i * rows) / n);
    picked.values.set(values.subarray(row * width, (row + 1) * width), i * width);
    picked.scores[i] = scores[row];
  }
  return {model, ...picked};
}
