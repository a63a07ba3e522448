import {expect, it} from "vitest";
import {modelToOnnx} from "../../../pipeline/exchange/export-onnx.js";
import {importModel} from "../../../pipeline/exchange/import-model.js";
import type {ImportOptions} from "../../../pipeline/exchange/import-model.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {fixture, grownModel} from "./models.js";

const features = ["bytes", "packets", "duration", "port", "a, b"];
const files: [string, Uint8Array, ImportOptions][] = [
  ["bootstrap.onnx", fixture("bootstrap.onnx"), {features}],
  ["subset.dump.json", fixture("subset.dump.json"), {}],
  ["an export", modelToOnnx(grownModel(5, {trees: 3, sampleSize: 16, seed: 1})), {}]
];

/** A damaged file may be imported only if every row then has a score. */
function bear(bytes: Uint8Array, options: ImportOptions): "refused" | "read" {
  try {
    const {forest} = importModel(bytes, options);
    const values = new Float32Array(4 * forest.columns).fill(NaN, forest.columns);
    values.fill(Infinity, 2 * forest.columns).fill(-9, 3 * forest.columns);
    for (const score of scoreMatrix(forest, {rows: 4, columns: forest.columns, values}))
      expect(score >= 0 && score <= 1).toBe(true);
    return "read";
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.message).toMatch(/^[a-z][^\n]{10,900}$/);
    return "refused";
  }
}

it.each(files)(
  "importModel(%s) bears any byte being another: refused, or every row has a score",
  (_, bytes, options) => {
    const random = seeded(2026);
    const outcomes = {refused: 0, read: 0};
    for (let i = 0; i < 250; ++i) {
      const damaged = Uint8Array.from(bytes);
      for (let k = 0; k < 1 + (i % 3); ++k)
        damaged[Math.floor(random() * damaged.length)] ^= 1 << Math.floor(random() * 8);
      ++outcomes[bear(damaged, options)];
    }
    expect(outcomes.refused).toBeGreaterThan(50);
    expect(outcomes.read).toBeGreaterThan(0); // e.g. another finite threshold, or a digit of one
  }
);

it.each(files)("importModel(%s) refuses the file cut anywhere", (_, bytes, options) => {
  const random = seeded(2027);
  for (let i = 0; i < 100; ++i) {
    expect(bear(bytes.subarray(0, Math.floor(random() * bytes.length)), options)).toBe("refused");
  }
});

it.each(files)(
  "importModel(%s) bears a run of bytes being gone, doubled or filled",
  (_, bytes, options) => {
    const random = seeded(2028);
    for (let i = 0; i < 90; ++i) {
      const from = Math.floor(random() * bytes.length);
      const to = Math.min(bytes.length, from + 1 + Math.floor(random() * 200));
      const run = [
        new Uint8Array(0),
        bytes.subarray(from, to),
        new Uint8Array(to - from).fill(255)
      ][i % 3];
      const parts = i % 3 === 1 ? [bytes.subarray(0, to), run] : [bytes.subarray(0, from), run];
      bear(Buffer.concat([...parts, bytes.subarray(to)]), options);
    }
  }
);
