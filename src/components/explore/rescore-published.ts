import {modelFeatures} from "../../core/features/list.js";
import {featuresSql} from "../../core/published/scores.js";
import type {PublishedDatabase} from "../database/client.js";
import type {RankedScores, ScoreAnswer, ScoreQuestion} from "./score-worker.js";

/** The most events that are rescored in a browser: a few seconds of work, and some 100 bytes an event for a while. */
export const maxRescored = 2_000_000;

/** How many events are scored at a time. */
const part = 25_000;

/** What to rescore, and with which model. */
interface RescoreOptions {
  /** The text of the model file, and the scale of its scores. */
  text: string;
  scale: number | null;
  threshold: number;

  /** The number of published events. */
  events: number;

  /** Ends the work. */
  signal: AbortSignal;

  /** Gets the number of events that are scored. */
  onProgress: (done: number) => void;
}

/**
 * Scores every published event in a worker, from the features in *database*, and ranks them. Rejects if the model or the events
 * are unsuitable, or with the reason of *signal*.
 */
export async function rescorePublished(
  {connection}: PublishedDatabase,
  {text, scale, threshold, events, signal, onProgress}: RescoreOptions
): Promise<RankedScores> {
  if (events > maxRescored)
    throw new Error(
      `a browser rescores ${maxRescored.toLocaleString("en-US")} events at most, and these are ${events.toLocaleString("en-US")}; run the pipeline with this model, \`atalaya run --model\``
    );
  const worker = startWorker(signal);
  try {
    await worker.ask({kind: "model", text, scale, events});
    let scored: Promise<unknown> = Promise.resolve();
    for (let from = 1; from <= events; from += part) {
      const table = await connection.query(
        `SELECT CAST(event_id AS DOUBLE), ${featuresSql} FROM published.events
        WHERE rank BETWEEN ${from} AND ${from + part - 1} ORDER BY rank`
      );
      await scored; // one part is scored while the next one is read
      const ids = (table.getChildAt(0)!.toArray() as Float64Array).slice();
      const columns = modelFeatures.map((_, j) =>
        (table.getChildAt(1 + j)!.toArray() as Float32Array).slice()
      );
      scored = worker.ask({kind: "rows", ids, columns}).then(({done}) => onProgress(done));
      scored.catch(() => {}); // reported where it is awaited
    }
    await scored;
    return (await worker.ask({kind: "rank", threshold})).ranked;
  } finally {
    worker.end();
  }
}

function startWorker(signal: AbortSignal) {
  signal.throwIfAborted();
  const worker = new Worker(import.meta.resolve("./score-worker.js"), {type: "module"});
  type Answers = {model: {done: number}; rows: {done: number}; rank: {ranked: RankedScores}};
  return {
    ask<Question extends ScoreQuestion>(question: Question): Promise<Answers[Question["kind"]]> {
      return new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), {once: true});
        worker.onerror = ({message}) =>
          reject(new Error(message || "the worker was not started; load the page again"));
        worker.onmessage = ({data}: MessageEvent<ScoreAnswer>) => {
          if ("error" in data) reject(new Error(data.error));
          else resolve(data as Answers[Question["kind"]]);
        };
        const buffers =
          question.kind === "rows"
            ? [question.ids.buffer, ...question.columns.map(({buffer}) => buffer)]
            : [];
        worker.postMessage(question, buffers as ArrayBuffer[]);
      });
    },
    end: () => worker.terminate()
  };
}
