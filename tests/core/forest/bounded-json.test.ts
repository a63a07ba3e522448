import {expect, it} from "vitest";
import {parseBoundedJson} from "../../../src/core/forest/bounded-json.js";
import {ModelError} from "../../../src/core/forest/check.js";

it("parseBoundedJson(text) is what JSON.parse says, whatever stands in its texts", () => {
  const deep = "[".repeat(32) + "]".repeat(32);
  for (const text of [
    '{"a":[1,2,{"b":"[[[\\"{,\\\\"}]}',
    '"[\\\\\\"["',
    " 1 ",
    deep,
    '{"\\\\":[]}'
  ])
    expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
});

it("parseBoundedJson(text) refuses more than 32 levels, before anything is made of them", () => {
  for (const text of [
    "[".repeat(33) + "]".repeat(33),
    "[".repeat(10_000_000),
    '{"a":'.repeat(1e6)
  ]) {
    expect(() => parseBoundedJson(text)).toThrow(ModelError);
    expect(() => parseBoundedJson(text)).toThrow("more than 32 levels");
  }
});

it("parseBoundedJson(text) refuses more than 16 million values", () => {
  expect(() => parseBoundedJson(`[${"[],".repeat(2 ** 23)}1]`)).toThrow(
    "more than 16777216 values"
  );
});

it.each(["", "{", '"', '"\\', '["a]', "[1,]", "NaN", "{]"])(
  "parseBoundedJson(%j) is not JSON",
  (text) => {
    expect(() => parseBoundedJson(text)).toThrow("not JSON; is the file complete?");
  }
);
