import {expect, it} from "vitest";
import {naturalLogarithm, normalsFrom} from "../../../../src/core/forest/extended/normal-vector.js";
import {seeded} from "../../../../src/core/forest/random.js";

it("naturalLogarithm(x) is the engine’s Math.log within 3 units in the last place", () => {
  const random = seeded(1);
  const values = [1, 0.5, 0.25, Math.SQRT1_2, 2 ** -53, 2 ** -1022, 1 - 2 ** -53];
  for (let i = 0; i < 20_000; ++i) values.push(random() ** (1 + (i % 20)));
  for (const x of values) {
    const expected = Math.log(x);
    expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
      3 * 2 ** -52 * Math.abs(expected)
    );
  }
});

it("normalsFrom(random) has the moments of a normal distribution", () => {
  const next = normalsFrom(seeded(7));
  const n = 200_000;
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const value = next();
    for (let k = 0; k < 4; ++k) sums[k] += value ** (k + 1);
  }
  const moments = sums.map((sum) => sum / n); // variances: 1, 2, 15, 96 over n
  [0, 1, 0, 3].forEach((moment, k) => {
    expect(Math.abs(moments[k] - moment)).toBeLessThan(4 * Math.sqrt([1, 2, 15, 96][k] / n));
  });
});

it("normalsFrom(random) has the quantiles of a normal distribution", () => {
  const next = normalsFrom(seeded(8));
  const n = 100_000;
  // Φ at −2, −1, 0, 1, 2, from printed tables
  const table = {"-2": 0.0227501, "-1": 0.1586553, "0": 0.5, "1": 0.8413447, "2": 0.9772499};
  const values = Float64Array.from({length: n}, next);
  for (const [at, share] of Object.entries(table)) {
    const below = values.filter((value) => value < Number(at)).length / n;
    expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
  }
});

it("normalsFrom(random) draws pairs that point in every direction equally often", () => {
  const next = normalsFrom(seeded(9));
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; ++i) {
    const angle = Math.atan2(next(), next()) / (2 * Math.PI) + 0.5;
    ++counts[Math.min(15, Math.floor(16 * angle))];
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(37.7); // 15 degrees of freedom, p = 0.001
});
