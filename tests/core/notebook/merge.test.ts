import {expect, it} from "vitest";
import {merge} from "../../../src/core/notebook/merge.js";
import {noSettings} from "../../../src/core/notebook/types.js";
import type {Notebook} from "../../../src/core/notebook/types.js";

const notebook = (...cells: [string, string][]): Notebook => ({
  title: "t",
  cells: cells.map(([id, sql]) => ({id, name: `cell_${id}`, sql, chart: {...noSettings}}))
});
const said = ({cells}: Notebook) => cells.map(({name, sql}) => `${name}: ${sql}`);
const base = notebook(["a", "1"], ["b", "2"], ["c", "3"]);

it("merge(base, mine, theirs) takes each change of either", () => {
  const mine = notebook(["a", "1 mine"], ["b", "2"], ["c", "3"], ["d", "new"]);
  const theirs = notebook(["e", "new"], ["a", "1"], ["b", "2 theirs"], ["c", "3"]);
  expect(said(merge(base, mine, theirs))).toEqual(["cell_e: new", "cell_a: 1 mine", "cell_b: 2 theirs", "cell_c: 3", "cell_d: new"]); // prettier-ignore
});

it("merge(base, mine, theirs) keeps both of what both changed, under two names", () => {
  const merged = merge(base, notebook(["a", "mine"], ["b", "2"], ["c", "3"]), notebook(["a", "theirs"], ["b", "2"], ["c", "3"])); // prettier-ignore
  expect(said(merged)).toEqual(["cell_a: theirs", "cell_a_1: mine", "cell_b: 2", "cell_c: 3"]);
  expect(new Set(merged.cells.map(({id}) => id)).size).toBe(4);
});

it("merge(base, mine, theirs) removes what one removed and the other left alone, and keeps what the other changed", () => {
  expect(said(merge(base, notebook(["a", "1"], ["c", "3"]), base))).toEqual(["cell_a: 1", "cell_c: 3"]); // prettier-ignore
  expect(said(merge(base, notebook(["a", "1"]), notebook(["a", "1"], ["b", "kept"], ["c", "3"])))).toEqual(["cell_a: 1", "cell_b: kept"]); // prettier-ignore
  expect(said(merge(base, notebook(["a", "1"], ["b", "kept"], ["c", "3"]), notebook(["a", "1"], ["c", "3"])))).toEqual(["cell_a: 1", "cell_b: kept", "cell_c: 3"]); // prettier-ignore
});

it("merge(base, mine, theirs) drops no text that either wrote, in any of many histories", () => {
  const texts = (which: string, seed: number) => base.cells.map((cell, i) => (((seed >> i) & 1) ? {...cell, sql: `${which} ${i}`} : cell)); // prettier-ignore
  for (let seed = 0; seed < 64; ++seed) {
    const mine = {...base, cells: texts("mine", seed & 7)};
    const theirs = {...base, cells: texts("theirs", seed >> 3)};
    const merged = merge(base, mine, theirs).cells.map(({sql}) => sql);
    for (const {sql} of [...mine.cells, ...theirs.cells])
      if (/mine|theirs/.test(sql)) expect(merged).toContain(sql);
  }
});
