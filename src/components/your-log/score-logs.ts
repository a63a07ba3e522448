import {featureMatrix} from "../../core/features/compute.js";
import {flowsOf} from "../../core/features/flows.js";
import {features} from "../../core/features/list.js";
import {reasonOf} from "../../core/features/reason.js";
import {explain} from "../../core/forest/explain.js";
import type {Scorer} from "../../core/forest/scorer.js";
import type {Forest, Matrix} from "../../core/forest/types.js";
import {featureDrift} from "../../core/features/drift.js";
import {histogram} from "../../core/evaluation/histogram.js";
import {ascendingOrder} from "../../core/evaluation/order.js";
import type {ModelFile} from "../../core/schema/models.js";
import {maxEvents} from "./read-logs.js";
import type {ReadLogs} from "./read-logs.js";
import {eventRow} from "./event-rows.js";
import type {ScoredLog} from "./event-rows.js";
import type {Scored, Stage, TopEvent} from "./messages.js";

/** A model that is ready to score rows of the features of its file, and the forest that explains the scores. */
export interface ReadyModel {
  file: ModelFile;
  forest: Forest;
  score: Scorer;
}

const maxExplained = 100;

/**
 * Computes features, scores them, compares them with the training rows and explains the most anomalous.
 * *onStage* is awaited before each stage, and may throw to end the work.
 */
export async function scoreLogs(
  logs: ReadLogs,
  model: ReadyModel,
  onStage: (stage: Stage) => Promise<void>
): Promise<{log: ScoredLog; scored: Scored}> {
  const milliseconds = {
    read: 0,
    parse: logs.parsing,
    features: 0,
    score: 0,
    compare: 0,
    explain: 0
  };
  const timed = async <T>(stage: Exclude<Stage, "read">, work: () => T): Promise<T> => {
    await onStage(stage);
    const begun = performance.now();
    const result = work();
    milliseconds[stage] = performance.now() - begun;
    return result;
  };
  const {table} = logs;
  const flows = await timed("features", () => flowsOf(table));
  const begun = performance.now();
  const matrix = featureMatrix(model.file.features, flows);
  milliseconds.features += performance.now() - begun;
  const {scores, order} = await timed("score", () => {
    const scores = model.score(matrix);
    return {scores, order: ascendingOrder(scores.map((score) => -score))};
  });
  const drift = await timed("compare", () => featureDrift(model.file, matrix));
  const log = {logs, flows, matrix, scores, order};
  const top = await timed("explain", () => mostAnomalous(log, model));
  const {first, last} = spanOf(table.numbers.time, table.rows);
  const scored: Scored = {
    files: logs.files,
    events: table.rows,
    stoppedAt: logs.stopped ? maxEvents : null,
    clipped: Object.values(table.texts).some(({clipped}) => clipped),
    rejections: logs.rejections,
    first,
    last,
    scores: Float64Array.from(order, (event) => scores[event]).reverse(),
    histogram: histogram(scores),
    drift,
    top,
    milliseconds
  };
  return {log, scored};
}

function mostAnomalous(log: ScoredLog, model: ReadyModel): TopEvent[] {
  return Array.from(log.order.subarray(0, maxExplained), (event, i) => ({
    ...eventRow(log, event),
    rank: i + 1,
    reason: reasonFor(log.matrix, event, model)
  }));
}

function reasonFor({values, columns}: Matrix, event: number, {file, forest}: ReadyModel): string {
  const row = values.subarray(event * columns, (event + 1) * columns);
  const {contributions} = explain(forest, row);
  const median = file.profile.quantiles.indexOf(0.5);
  return reasonOf(
    file.features.map((name, j) => ({
      feature: features.find((feature) => feature.name === name)!,
      value: row[j],
      typical: file.profile.values[j][median],
      contribution: contributions[j]
    }))
  );
}

function spanOf(micros: Float64Array, rows: number): {first: number | null; last: number | null} {
  let [first, last] = [Infinity, -Infinity];
  for (let i = 0; i < rows; ++i) {
    if (micros[i] < first) first = micros[i];
    if (micros[i] > last) last = micros[i];
  }
  return rows === 0 ? {first: null, last: null} : {first: first / 1000, last: last / 1000};
}
