import {expect, it} from "vitest";
import {nearestOf} from "../../../src/core/detectors/nearest.js";
import {seeded} from "../../../src/core/forest/random.js";

/** Whole numbers, of which many are equal, so that distances tie. */
function grid(rows: number, columns: number, seed: number) {
  const random = seeded(seed);
  const values = Float64Array.from({length: rows * columns}, () => Math.floor(random() * 4));
  return {rows, columns, values};
}

it("nearestOf(reference, k) finds the k nearest; of equal distances, the rows that come first", () => {
  for (const columns of [1, 2, 3, 4, 5, 9]) {
    const reference = grid(120, columns, columns);
    const others = grid(20, columns, 100 + columns);
    for (const k of [1, 7, 120]) {
      const nearest = nearestOf(reference, k);
      for (let i = 0; i < others.rows; ++i) {
        const squareTo = (row: number) => {
          let sum = 0;
          for (let j = 0; j < columns; ++j) {
            sum += (others.values[i * columns + j] - reference.values[row * columns + j]) ** 2;
          }
          return sum;
        };
        const sorted = Array.from({length: 120}, (_, row) => [squareTo(row), row]);
        sorted.sort(([a, i], [b, j]) => a - b || i - j);
        nearest.search(others.values, i * columns);
        expect([...nearest.rows]).toEqual(sorted.slice(0, k).map(([, row]) => row));
        expect([...nearest.distances]).toEqual(sorted.slice(0, k).map(([d]) => Math.sqrt(d)));
      }
    }
  }
});

it("nearestOf(reference, k) leaves out the row that it is told to, and no other equal to it", () => {
  const values = Float64Array.of(5, 5, 5, 8);
  const nearest = nearestOf({rows: 4, columns: 1, values}, 3);
  nearest.search(values, 1, 1);
  expect([...nearest.rows]).toEqual([0, 2, 3]);
  expect([...nearest.distances]).toEqual([0, 0, 3]);
});

it("nearestOf(reference, k) finds what comparing each row finds, in clusters, lines and crowds of equal rows", () => {
  const random = seeded(7);
  const columns = 6;
  const makers = [
    (row: number) => (row % 5) * 1000 + random(),
    (row: number) => (row % 3 ? 1 : 2 ** (row % 60)), // a few rows farther off each time
    (row: number) => (row < 400 ? 3 : random())
  ];
  for (const make of makers) {
    const rows = 500;
    const values = Float64Array.from({length: rows * columns}, (_, i) =>
      make(Math.floor(i / columns))
    );
    const nearest = nearestOf({rows, columns, values}, 20);
    for (let row = 0; row < rows; row += 7) {
      const distanceTo = (other: number) => {
        const [a, b, c, d, e, f] = Array.from(
          {length: columns},
          (_, j) => (values[row * columns + j] - values[other * columns + j]) ** 2
        );
        return Math.sqrt(a + b + (c + d) + (e + f));
      };
      const sorted = Array.from({length: rows}, (_, other) => [distanceTo(other), other])
        .filter(([, other]) => other !== row)
        .sort(([a, i], [b, j]) => a - b || i - j)
        .slice(0, 20);
      nearest.search(values, row * columns, row);
      expect([...nearest.rows]).toEqual(sorted.map(([, other]) => other));
      expect([...nearest.distances]).toEqual(sorted.map(([distance]) => distance));
    }
  }
});
