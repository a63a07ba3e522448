import {afterEach, expect, it, vi} from "vitest";
import {kernelAt} from "../../../src/core/detectors/kernel.js";
import {kernelMatrix, kernelsOf} from "../../../src/core/detectors/kernels.js";
import {seeded} from "../../../src/core/forest/random.js";

afterEach(() => vi.unstubAllGlobals());

/** Returns *rows* rows that lie from very close to each other to so far apart that nothing is left of a kernel. */
function referenceOf(rows: number, columns: number, seed = 3) {
  const random = seeded(seed);
  const values = Float64Array.from(
    {length: rows * columns},
    () => (random() * 6 - 3) * 10 ** Math.floor(random() * 4 - 2)
  );
  for (let i = 0; i < columns && rows > 2; ++i) values[2 * columns + i] = values[i]; // equal rows
  if (rows > 3) values[3 * columns] = 3e200; // whose square is infinite
  return {rows, columns, values};
}

for (const where of ["in WebAssembly", "without it"]) {
  it(`kernelsOf(reference, gamma) has the bits of kernelAt, for any number of rows, ${where}`, () => {
    if (where === "without it") vi.stubGlobal("WebAssembly", undefined);
    for (const rows of [1, 2, 3, 4, 5, 17, 200]) {
      for (const columns of [1, 5, 15]) {
        const reference = referenceOf(rows, columns);
        for (const gamma of [1e-9, 0.07, 30, 1e10]) {
          const kernelsWith = kernelsOf(reference, gamma);
          const row = referenceOf(2, columns, 5).values;
          const expected = (n: number) => Array.from({length: n}, (_, i) => kernelAt(reference, i, row, columns, gamma)); // prettier-ignore
          expect([...kernelsWith(row, columns)]).toEqual(expected(rows));
          const some = Math.ceil(rows / 2);
          expect([...kernelsWith(row, columns, some).subarray(0, some)]).toEqual(expected(some));
        }
      }
    }
  });
}

it("kernelMatrix(reference, gamma) has the kernel of each row with each, in single precision", () => {
  const reference = referenceOf(150, 3);
  const matrix = kernelMatrix(reference, 0.05);
  for (let i = 0; i < 150; ++i)
    for (let j = 0; j < 150; ++j)
      expect(matrix[i * 150 + j]).toBe(Math.fround(kernelAt(reference, i, reference.values, 3 * j, 0.05))); // prettier-ignore
});

const reference = {rows: 3, columns: 2, values: Float64Array.of(0, 0, 3, 4, 1, 1)};

it("kernelMatrix(reference, gamma) is symmetric, with ones on the diagonal, in single precision", () => {
  const k = (square: number) => Math.fround(Math.exp(-0.1 * square));
  const [a, b, c] = [k(25), k(2), k(13)];
  expect([...kernelMatrix(reference, 0.1)]).toEqual([1, a, b, a, 1, c, b, c, 1]);
});
