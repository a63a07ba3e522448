import {createHash} from "node:crypto";
import {seeded} from "../../../src/core/forest/random.js";
import type {Matrix} from "../../../src/core/forest/types.js";

/**
 * Returns rows of independent, nearly normal values: sums of four uniform ones, by operations that every
 * engine rounds alike. In shared memory, so that workers read them without a copy.
 */
export function benchRows(rows: number, columns: number): Matrix {
  const random = seeded(1);
  const values = new Float32Array(new SharedArrayBuffer(4 * rows * columns));
  for (let i = 0; i < values.length; ++i) values[i] = random() + random() + random() + random() - 2;
  return {rows, columns, values};
}

/** Returns the SHA-256 of the bytes of *scores*: equal if and only if every bit is. */
export function digestOf(scores: Float64Array): string {
  const bytes = Uint8Array.from(
    new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength)
  );
  return createHash("sha256").update(bytes).digest("hex");
}
