import {expect, it} from "vitest";
import {dictionary, maxKeptLength} from "../../../../src/core/readers/events/dictionary.js";

it("dictionary().codeOf(text) gives each text one code, and null the code 0", () => {
  const {codeOf, texts} = dictionary();
  expect(["a", null, "b", "a", ""].map(codeOf)).toEqual([1, 0, 2, 1, 3]);
  expect(texts).toEqual(["", "a", "b", ""]);
});

it("dictionary(most) cuts long texts, and keeps no more than its bound; both show", () => {
  const kept = dictionary(1000);
  kept.codeOf("short");
  expect(kept.clipped).toBe(false);
  const code = kept.codeOf("x".repeat(5000));
  expect(kept.texts[code]).toBe(`${"x".repeat(maxKeptLength)}…`);
  expect(kept.clipped).toBe(true);
  for (let i = 0; i < 1000; ++i) kept.codeOf(`${i}`.padEnd(150, "."));
  expect(kept.texts.reduce((sum, {length}) => sum + length, 0)).toBeLessThan(1210);
  expect(kept.texts.filter((text) => text === "…")).toHaveLength(1);
});
