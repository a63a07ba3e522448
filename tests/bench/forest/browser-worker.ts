import {growForest} from "../../../src/core/forest/grow.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Scorer} from "../../../src/core/forest/scorer.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";

/** What a page asks of the worker. */
export type Request = {make: {rows: number; columns: number}} | {fit: true} | {score: true};

/** What it answers: the milliseconds that it took, and the SHA-256 of the scores, in hexadecimal. */
export interface Answer {
  milliseconds: number;
  digest?: string;
}

let matrix: Matrix;
let forest: Forest;
let score: Scorer;
let scores: Float64Array<ArrayBuffer>;

async function answer(request: Request): Promise<Answer> {
  if ("make" in request) {
    const response = await fetch("/rows");
    matrix = {...request.make, values: new Float32Array(await response.arrayBuffer())};
    scores = new Float64Array(matrix.rows);
  }
  const begun = performance.now();
  if ("fit" in request) forest = growForest(matrix, {seed: 42});
  if ("score" in request) score(matrix, scores);
  const milliseconds = performance.now() - begun;
  if ("fit" in request) score = scorer(forest);
  if (!("score" in request)) return {milliseconds};
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", scores));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {milliseconds, digest: hex};
}

addEventListener("message", ({data}: MessageEvent<Request>) => {
  answer(data).then(postMessage, (error: Error) => postMessage({error: String(error)}));
});
