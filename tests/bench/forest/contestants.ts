import {createRequire} from "node:module";
import {availableParallelism} from "node:os";
import {chromium} from "playwright-core";
import {findChromium, thisMachine} from "../../../pipeline/config/chromium.js";
import {openThreadPool} from "../../../pipeline/evaluation/scoring/threads.js";
import {rowsOf, trainLibrary} from "../../../pipeline/training/ml-isolation-forest.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {openBrowserWorker} from "./chromium.js";
import type {Peers} from "./peers.js";
import {digestOf} from "./rows.js";

/** A way to score the rows. */
export interface Contestant {
  name: string;

  /** The version of a library that is not ours. */
  version?: string;

  /** How many rows it scores; the rate of one that scores fewer than all is an extrapolation. */
  rows: number;

  /** Fits 100 trees of 256 rows; resolves to the milliseconds. Left out where it is another’s fit. */
  fit?(): Promise<number>;

  /** Scores the rows; resolves to the milliseconds, and the digest of the scores if they are ours. */
  score(): Promise<{milliseconds: number; digest?: string}>;

  close?(): Promise<void>;
}

const threads = availableParallelism();

/** Returns the ways of ours: in TypeScript, by the kernel, on all threads, in a worker of Chromium. */
export async function ourContestants(matrix: Matrix): Promise<Contestant[]> {
  const forest = growForest(matrix, {seed: 42});
  const score = scorer(forest);
  const scores = new Float64Array(matrix.rows);
  const {rows} = matrix;
  const pool = await openThreadPool([forest], {threads, capacity: rows, buffers: 1});
  const [buffer] = pool.buffers;
  buffer.values.set(matrix.values);
  return [
    {
      name: "ours, 1 thread",
      rows,
      fit: async () => timed(() => growForest(matrix, {seed: 42})),
      score: async () => ({
        milliseconds: timed(() => score(matrix, scores)),
        digest: digestOf(scores)
      })
    },
    {
      name: "ours, all threads",
      rows,
      score: async () => {
        const begun = performance.now();
        await pool.score(buffer, rows);
        return {milliseconds: performance.now() - begun, digest: digestOf(buffer.scores[0])};
      },
      close: () => pool.close()
    },
    ...(await chromiumContestant(matrix)),
    {
      name: "ours, reference",
      rows,
      score: async () => ({
        milliseconds: timed(() => scoreMatrix(forest, matrix, scores)),
        digest: digestOf(scores)
      })
    }
  ];
}

async function chromiumContestant(matrix: Matrix): Promise<Contestant[]> {
  if (!findChromium(thisMachine(chromium.executablePath()))) return [];
  const worker = await openBrowserWorker(matrix);
  await worker.ask({fit: true});
  return [
    {
      name: "ours, Chromium worker",
      version: worker.version,
      rows: matrix.rows,
      fit: async () => (await worker.ask({fit: true})).milliseconds,
      score: () => worker.ask({score: true}),
      close: () => worker.close()
    }
  ];
}

/**
 * Returns `ml-isolation-forest`, trained on *trainingRows*: it takes no subsample, so that with 256 its
 * trees are as small as the others’, and with 8,192 they are those of the pipeline.
 */
export function libraryContestant(matrix: Matrix, trainingRows: number, rows: number): Contestant {
  const {version} = createRequire(import.meta.url)("ml-isolation-forest/package.json") as {
    version: string;
  };
  const part = (n: number): Matrix => ({...matrix, rows: n});
  const training = part(Math.min(trainingRows, matrix.rows));
  const forest = trainLibrary(training, 100);
  const scored = rowsOf(part(rows));
  return {
    name: `ml-isolation-forest on ${trainingRows} rows`,
    version,
    rows,
    fit: async () => timed(() => trainLibrary(training, 100)),
    score: async () => ({milliseconds: timed(() => forest.predict(scored))})
  };
}

/** Returns the peers that a Python has, each fitted. */
export async function peerContestants(peers: Peers, rows: number): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const [name, version] of Object.entries(peers.present)) {
    await peers.time(name, "fit");
    contestants.push({
      name,
      version,
      rows,
      // What onnxruntime does there is a conversion; it fits nothing.
      ...(!name.startsWith("onnx") && {fit: async () => 1000 * (await peers.time(name, "fit"))}),
      score: async () => ({milliseconds: 1000 * (await peers.time(name, "score"))})
    });
  }
  return contestants;
}

function timed(action: () => unknown): number {
  const begun = performance.now();
  action();
  return performance.now() - begun;
}
