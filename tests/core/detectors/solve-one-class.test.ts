import {expect, it} from "vitest";
import {kernelMatrix} from "../../../src/core/detectors/kernels.js";
import {solveOneClass} from "../../../src/core/detectors/solve-one-class.js";
import {normalMatrix} from "../forest/fixtures.js";

it("solveOneClass(…) ends where Karush, Kuhn and Tucker say the minimum is", () => {
  const rows = 150;
  const values = Float64Array.from(normalMatrix(rows, 2).values);
  const kernels = kernelMatrix({rows, columns: 2, values}, 0.7);
  for (const nu of [0.01, 0.3, 0.77, 1]) {
    const {alpha, rho} = solveOneClass(kernels, rows, nu, 1e-9);
    expect(alpha.reduce((sum, a) => sum + a, 0)).toBeCloseTo(nu * rows, 9);
    for (let i = 0; i < rows; ++i) {
      let gradient = 0;
      for (let j = 0; j < rows; ++j) gradient += kernels[i * rows + j] * alpha[j];
      expect(alpha[i] >= 0 && alpha[i] <= 1).toBe(true);
      if (alpha[i] > 0) expect(gradient).toBeLessThan(rho + 1e-8);
      if (alpha[i] < 1) expect(gradient).toBeGreaterThan(rho - 1e-8);
    }
  }
});

it("solveOneClass(…) solves two rows by hand", () => {
  const kernels = Float32Array.of(1, 0.5, 0.5, 1); // ½(a² + b²) + ab/2 with a + b = 1: a = b
  const {alpha, rho} = solveOneClass(kernels, 2, 0.5, 1e-12);
  expect(alpha[0]).toBeCloseTo(0.5, 12);
  expect(alpha[1]).toBeCloseTo(0.5, 12);
  expect(rho).toBeCloseTo(0.75, 12);
});

it("solveOneClass(…) refuses a tolerance that rounding does not allow, and ends", () => {
  const values = Float64Array.from(normalMatrix(20, 2).values);
  const kernels = kernelMatrix({rows: 20, columns: 2, values}, 0.7);
  expect(() => solveOneClass(kernels, 20, 0.5, 1e-300)).toThrow("invalid tolerance: 1e-300");
});
