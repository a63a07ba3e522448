import {expect, it} from "vitest";
import {numberFacts, withinFacts} from "../../../src/core/readers/number-facts.js";
import {parseValue} from "../../../src/core/readers/values.js";

const kinds = Object.keys(numberFacts) as (keyof typeof numberFacts)[];

it.each(kinds)("withinFacts(%s, value) takes the ends of the range, and nothing beyond", (kind) => {
  const {min, max, integer} = numberFacts[kind];
  expect([min, max].map((value) => withinFacts(kind, value))).toEqual([min, max]);
  for (const value of [min - 1, max * 2, -1e-9, Infinity, NaN])
    expect(withinFacts(kind, value)).toBeUndefined();
  expect(withinFacts(kind, 0.5)).toBe(integer ? undefined : 0.5);
});

it("parseValue(duration, …) takes seconds up to 31 years", () => {
  const read = (text: string) => parseValue("duration", text, 0, text.length, false);
  expect(["0", "1e9", "1e5", "1e-320"].map(read)).toEqual([0, 1e9, 1e5, 1e-320]);
  const beyond = ["1000000000.1", "1e48", "1e308", "1e999", "-1", "Infinity", "NaN", "0x10", " 5"];
  for (const text of [...beyond, "٣", "9".repeat(100_000)]) expect(read(text)).toBeUndefined();
});
