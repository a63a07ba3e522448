import {expect, it} from "vitest";
import {columnsOf, isoTime} from "../../../src/core/exports/table.js";

it("columnsOf(rows) gives each column the narrowest type that holds its values, in order of appearance", () => {
  const rows = [
    {a: 1, b: 1.5, time: 1_700_000_000_000, c: true, d: null},
    {a: null, b: 2, time: 1_700_000_000_001, c: false, d: null, e: "x"}
  ];
  expect(columnsOf(rows)).toEqual([
    {name: "a", type: "integer"},
    {name: "b", type: "double"},
    {name: "time", type: "time"},
    {name: "c", type: "boolean"},
    {name: "d", type: "string"},
    {name: "e", type: "string"}
  ]);
});

it("columnsOf(rows) takes an hour of the day, or numbers in a column of another name, for no time", () => {
  expect(columnsOf([{hour: 3, bytes: 1_700_000_000_000}]).map(({type}) => type)).toEqual([
    "integer",
    "integer"
  ]);
  expect(columnsOf([{hour: 3}, {hour: 1_700_000_000_000}])[0].type).toBe("double");
  expect(columnsOf([{bytes: 1_700_000_000_000}], {times: ["bytes"]})[0].type).toBe("time");
});

it("columnsOf(rows) makes a column of mixed kinds text, and keeps −0 and what 64 bits cannot hold out of integers", () => {
  expect(columnsOf([{a: 1}, {a: "x"}])[0].type).toBe("string");
  expect(columnsOf([{a: -0}])[0].type).toBe("double");
  expect(columnsOf([{a: 2n ** 63n - 1n}])[0].type).toBe("integer");
  expect(columnsOf([{a: 2n ** 63n}])[0].type).toBe("string");
});

it("isoTime(ms) writes milliseconds, and microseconds where there are any", () => {
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(isoTime(1.25)).toBe("1970-01-01T00:00:00.001250Z");
  expect(isoTime(-0.5)).toBe("1969-12-31T23:59:59.999500Z");
  expect(() => isoTime(NaN)).toThrow("invalid time: NaN");
});
