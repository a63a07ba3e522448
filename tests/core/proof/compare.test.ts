import {expect, it} from "vitest";
import {maybeMismatch, walkValues} from "../../../src/core/proof/compare.js";
import type {ValueMismatch} from "../../../src/core/proof/compare.js";

function compare(published: unknown, expected: unknown) {
  const mismatches: ValueMismatch[] = [];
  const taken: string[] = [];
  let compared = 0;
  walkValues(published, expected, {
    compared(path, found, due) {
      ++compared;
      const mismatch = maybeMismatch(path, found, due);
      if (mismatch) mismatches.push(mismatch);
    },
    taken: (path) => void taken.push(path)
  });
  return {compared, mismatches, taken};
}

it("walkValues(published, expected, visitor) visits every leaf once, and names the one that differs", () => {
  const published = {a: [1, {b: "x"}], c: null, d: {}};
  expect(compare(published, structuredClone(published))).toEqual({
    compared: 4,
    mismatches: [],
    taken: []
  });
  const {mismatches} = compare(published, {...published, a: [1, {b: "y"}]});
  expect(mismatches).toEqual([{path: "a[1].b", expected: '"y"', found: '"x"'}]);
});

it("walkValues(published, expected, visitor) tells values that are missing or too many", () => {
  expect(compare({a: [1]}, {a: [1, 2]}).mismatches).toEqual([
    {path: "a[1]", expected: "2", found: "nothing"}
  ]);
  expect(compare({a: 1, b: 2}, {a: 1}).mismatches).toEqual([
    {path: "b", expected: "nothing", found: "2"}
  ]);
});

it("walkValues(published, expected, visitor) tells each value that was not computed", () => {
  expect(compare({a: {b: 1, c: [2, 3]}}, {a: undefined}).taken).toEqual([
    "a.b",
    "a.c[0]",
    "a.c[1]"
  ]);
});

it("maybeMismatch(path, published, expected) has a text for a document that does not parse", () => {
  expect(maybeMismatch("", undefined, {events: 1})).toEqual({
    path: "",
    expected: '{"events":1}',
    found: "nothing"
  });
});
