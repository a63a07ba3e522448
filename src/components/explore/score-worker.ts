import {errorMessage} from "../../core/error-message.js";
import {ascendingOrder} from "../../core/evaluation/order.js";
import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import {binOf, scoreEdges} from "../../core/explore/bins.js";
import {readSiteModel} from "../../core/published/site-models.js";
import type {Scorer} from "../../core/forest/scorer.js";

/** A message to the worker: a model, then the events in parts by rank, then what to rank them for. */
export type ScoreQuestion =
  | {kind: "model"; text: string; scale: number | null; events: number}
  | {kind: "rows"; ids: Float64Array; columns: Float32Array[]}
  | {kind: "rank"; threshold: number};

/** The events by the scores of a model. */
export interface RankedScores {
  /** The edges of the bins of the score, and the number of events in each. */
  edges: number[];
  counts: number[];
  alerts: number;
  highest: number;

  /** A line an event: its rank in the run, its rank by the model, its score and its bin, as CSV. */
  csv: Uint8Array<ArrayBuffer>;
}

/** An answer of the worker. */
export type ScoreAnswer = {done: number} | {ranked: RankedScores} | {error: string};

let score: Scorer;
let scores = new Float64Array(0);
let ids = new Float64Array(0);
let done = 0;

addEventListener("message", ({data}: MessageEvent<ScoreQuestion>) => {
  try {
    const found = answer(data);
    postMessage(found, {transfer: "ranked" in found ? [found.ranked.csv.buffer] : []});
  } catch (error) {
    postMessage({error: errorMessage(error)} satisfies ScoreAnswer);
  }
});

function answer(question: ScoreQuestion): ScoreAnswer {
  switch (question.kind) {
    case "model":
      ({score} = readSiteModel(question.text, question.scale));
      scores = new Float64Array(question.events);
      ids = new Float64Array(question.events);
      done = 0;
      return {done};
    case "rows":
      scoreRows(question.ids, question.columns);
      return {done};
    case "rank":
      if (done !== scores.length) throw new Error(`events lost: ${done} of ${scores.length}`);
      return {ranked: rankScores(question.threshold)};
  }
}

function scoreRows(part: Float64Array, columns: readonly Float32Array[]): void {
  const rows = part.length;
  const width = columns.length;
  const values = new Float32Array(rows * width);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; ++i) values[i * width + j] = column[i];
  });
  score({rows, columns: width, values}, scores.subarray(done, done + rows));
  ids.set(part, done);
  done += rows;
}

/** Ranks the events as a run does: the highest score first, equal ones in the order of their ids. */
function rankScores(threshold: number): RankedScores {
  const byId = ascendingOrder(ids);
  const order = ascendingOrder(negatedScores(byId)).map((place) => byId[place]);
  const [highest, lowest] = [scores[order[0]], scores[order[order.length - 1]]];
  const edges = scoreEdges({min: lowest, max: highest}, threshold);
  const counts = new Array<number>(edges.length - 1).fill(0);
  const lines: string[] = [];
  order.forEach((event, place) => {
    const bin = binOf(scores[event], edges);
    ++counts[bin];
    lines.push(`${event + 1},${place + 1},${scores[event]},${bin}\n`);
  });
  const csv = new TextEncoder().encode(lines.join(""));
  return {edges, counts, alerts: countAlerts(scores, threshold), highest, csv};
}

/** Returns the scores in the order of *events*, negative: so that the highest comes first. */
function negatedScores(events: Uint32Array): Float64Array {
  return Float64Array.from(events, (event) => -scores[event]);
}
