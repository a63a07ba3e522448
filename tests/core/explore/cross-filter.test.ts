import {expect, it} from "vitest";
import {crossFilter} from "../../../src/core/explore/cross-filter.js";
import type {CodeColumn} from "../../../src/core/explore/cross-filter.js";
import {seeded} from "../../../src/core/forest/random.js";

const rows = 3000;

/** Three columns of random codes, the last of them wide; 7 % of the first have no code that counts. */
function columnsOf(seed: number): CodeColumn[] {
  const random = seeded(seed);
  const draw = (size: number, missing: number) => () =>
    random() < missing ? 255 : Math.floor(random() ** 2 * size);
  const fill = (make: () => number) => Array.from({length: rows}, make);
  return [
    {codes: Uint8Array.from(fill(draw(20, 0.07))), size: 20},
    {codes: Uint8Array.from(fill(draw(9, 0.5))), size: 9},
    {codes: Uint16Array.from(fill(draw(700, 0))), size: 650}
  ];
}

type Keep = Uint8Array | null;

function only(codes: number[], size: number): Uint8Array {
  const keep = new Uint8Array(Math.max(256, size + 100));
  for (const code of codes) keep[code] = 1;
  return keep;
}

/** The rows that pass, one at a time: the definition. */
function passing(columns: CodeColumn[], filters: Keep[], mask: Keep, but = -1): number[] {
  const found: number[] = [];
  for (let i = 0; i < rows; ++i) {
    const fits = columns.every(({codes}, c) => c === but || !filters[c] || filters[c][codes[i]]);
    if (fits && (!mask || mask[i])) found.push(i);
  }
  return found;
}

function countsOf(columns: CodeColumn[], filters: Keep[], mask: Keep, column: number): number[] {
  const counts = new Array<number>(columns[column].size).fill(0);
  for (const i of passing(columns, filters, mask, column)) {
    const code = columns[column].codes[i];
    if (code < counts.length) ++counts[code];
  }
  return counts;
}

it("crossFilter(columns, rows) counts what a loop over the rows counts, after any walk of filters", () => {
  const random = seeded(7);
  const columns = columnsOf(1);
  const filter = crossFilter(columns, rows);
  const filters: Keep[] = [null, null, null];
  let mask: Keep = null;
  const some = (size: number) => Math.floor(random() * size);
  for (let step = 0; step < 120; ++step) {
    const column = some(3);
    const {size} = columns[column];
    const first = some(size);
    const range = Array.from({length: 1 + some(size - first)}, (_, i) => first + i);
    if (random() < 0.4) filter.activate(column);
    if (random() < 0.4) filter.advance(some(rows));
    if (random() < 0.1) {
      mask = random() < 0.3 ? null : Uint8Array.from({length: rows}, () => +(random() < 0.6));
      filter.setMask(some(1), mask);
    } else {
      filters[column] = random() < 0.25 ? null : only(range, size);
      filter.setCodes(column, filters[column]);
    }
    for (let c = 0; c < 3; ++c)
      expect([...filter.counts(c)]).toEqual(countsOf(columns, filters, mask, c));
    const all = passing(columns, filters, mask);
    expect(filter.selected()).toBe(all.length);
    if (step % 5 > 0) continue;
    const offset = some(all.length + 3);
    expect(filter.find(offset, 10)).toEqual(all.slice(offset, offset + 10));
    expect(filter.find(offset, 10, true)).toEqual(all.toReversed().slice(offset, offset + 10));
  }
});

it("crossFilter(columns, rows) has nothing to count without rows", () => {
  const filter = crossFilter([{codes: new Uint8Array(0), size: 3}], 0);
  filter.activate(0);
  filter.setCodes(0, only([1], 3));
  expect([...filter.counts(0)]).toEqual([0, 0, 0]);
  expect(filter.selected()).toBe(0);
  expect(filter.find(0, 10)).toEqual([]);
});

it("crossFilter(columns, rows) refuses more columns than a row has bits for", () => {
  const columns = Array.from({length: 11}, () => ({codes: new Uint8Array(1), size: 1}));
  expect(() => crossFilter(columns, 1)).toThrow("too many columns: 11");
});

it("advance(rows) of a cross-filter says whether rows are left, and leaves the counts as they are", () => {
  const columns = columnsOf(3);
  const filter = crossFilter(columns, rows);
  expect(filter.advance(rows)).toBe(false);
  filter.activate(0);
  expect(filter.advance(rows - 1)).toBe(true);
  expect(filter.advance(1)).toBe(false);
  expect(filter.advance(1)).toBe(false);
  filter.setCodes(0, only([2, 3], 20));
  expect([...filter.counts(1)]).toEqual(countsOf(columns, [only([2, 3], 20), null, null], null, 1));
});
