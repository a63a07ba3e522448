import {expect, it} from "vitest";
import {groupPairs} from "../../../src/core/features/groups.js";
import {seeded} from "../../../src/core/forest/random.js";

it("groupPairs(a, b, rows) numbers equal pairs alike, as a map of strings does", () => {
  const random = seeded(11);
  const draw = (n: number, most: number) =>
    Uint32Array.from({length: n}, () => Math.floor(most * random()));
  for (const [rows, most] of [
    [0, 1],
    [1, 1],
    [2000, 9],
    [5000, 2 ** 32]
  ]) {
    const [a, b] = [draw(rows, most), draw(rows, most)];
    const known = new Map<string, number>();
    const expected = Array.from(a, (value, i) => {
      const key = `${value},${b[i]}`;
      if (!known.has(key)) known.set(key, known.size);
      return known.get(key);
    });
    const {ids, first, count} = groupPairs(a, b, rows);
    expect([...ids]).toEqual(expected);
    expect(count).toBe(known.size);
    expect([...first].map((row) => ids[row])).toEqual([...known.values()]);
  }
});
