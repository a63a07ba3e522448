import type {PrefixAgreement} from "../../core/evaluation/prefix-agreement.js";
import type {PublishedDatabase} from "../database/client.js";
import type {TreesAnswer, TreesQuestion} from "./tree-count-worker.js";

/** What is known of the number of trees. */
export interface TreesCurve {
  curve: PrefixAgreement[];

  /** The events that were scored, and how many of them count as the most anomalous. */
  rows: number;
  k: number;

  /** The query that drew them. */
  query: string;
}

/** What to draw, and from where. */
export interface TreesOptions {
  database: Promise<PublishedDatabase>;

  /** The text of the model file. */
  model: string;

  /** The features of the model, in its order. */
  features: readonly string[];
  events: number;
  alerts: number;
}

const rowLimit = 20_000;

/**
 * Returns the query that draws every *n*-th event by rank, some 20,000 of them; beyond 400,000 events
 * twenty stretches of ranks instead, so that a scan of the whole file is not needed.
 */
export function drawQuery(features: readonly string[], events: number): string {
  const columns = features.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");
  const from = `SELECT ${columns} FROM events`;
  if (events <= rowLimit) return `${from} ORDER BY rank`;
  if (events <= 400_000)
    return `${from} WHERE rank % ${Math.ceil(events / rowLimit)} = 0 ORDER BY rank`;
  const stretch = rowLimit / 20;
  const ranges = Array.from({length: 20}, (_, i) => {
    const start = 1 + Math.floor((i * (events - stretch)) / 19);
    return `rank BETWEEN ${start} AND ${start + stretch - 1}`;
  });
  return `${from} WHERE ${ranges.join(" OR ")} ORDER BY rank`;
}

/** Scores the drawn events with parts of the forest, in a worker. Rejects with what went wrong. */
export async function treesCurve({
  database,
  model,
  features,
  events,
  alerts
}: TreesOptions): Promise<TreesCurve> {
  const query = drawQuery(features, events);
  const found = await (await database).query<Record<string, number>>(query);
  const rows = found.length;
  const values = new Float32Array(rows * features.length);
  found.forEach((row, i) =>
    features.forEach((name, j) => (values[i * features.length + j] = row[name]))
  );
  const k = Math.max(1, Math.min(rows, Math.round((alerts / Math.max(1, events)) * rows)));
  const curve = await ask({model, values, rows, k});
  return {curve, rows, k, query};
}

function ask(question: TreesQuestion): Promise<PrefixAgreement[]> {
  const worker = new Worker(import.meta.resolve("./tree-count-worker.js"), {type: "module"});
  return new Promise<PrefixAgreement[]>((resolve, reject) => {
    worker.addEventListener("message", ({data}: MessageEvent<TreesAnswer>) => {
      if ("curve" in data) resolve(data.curve);
      else reject(new Error(data.error));
    });
    worker.addEventListener("error", ({message}) => reject(new Error(message || "worker failed")));
    worker.postMessage(question, [question.values.buffer]);
  }).finally(() => worker.terminate());
}
