import {expect, it} from "vitest";
import {kernelAt} from "../../../src/core/detectors/kernel.js";
import {kernelSum} from "../../../src/core/detectors/kernel-sum.js";
import {seeded} from "../../../src/core/forest/random.js";

it("kernelSum(reference, weights, gamma) has the bits of the sum of kernelAt, for any number of rows", () => {
  const random = seeded(3);
  for (const rows of [1, 2, 3, 4, 5, 17]) {
    for (const columns of [1, 5, 15]) {
      const draw = (n: number) => Float64Array.from({length: n}, () => random() * 6 - 3);
      const reference = {rows, columns, values: draw(rows * columns)};
      const weights = draw(rows).map(Math.abs);
      const sumOf = kernelSum(reference, weights, 0.07);
      const row = draw(columns);
      let sum = 0;
      for (let i = 0; i < rows; ++i) sum += weights[i] * kernelAt(reference, i, row, 0, 0.07);
      expect(sumOf(row)).toBe(sum);
    }
  }
});
