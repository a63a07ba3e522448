import {expect, it} from "vitest";
import {excerptOf} from "../../../src/core/readers/excerpt.js";
import {shown} from "../../../src/core/readers/json-fields.js";
import {readText} from "./read-text.js";

it("excerptOf(value, length) begins as JSON.stringify(value) does", () => {
  const values = [null, 1.5, true, [], {}, [1, [2, {a: [null]}], "x"], {a: {b: "c"}, "d\n": ['"']}];
  for (const value of values) {
    expect(excerptOf(value, 1000)).toBe(JSON.stringify(value));
    expect(excerptOf(value, 5)).toBe(JSON.stringify(value).slice(0, 5));
  }
  expect(excerptOf("text", 1000)).toBe("text");
});

it("excerptOf(value, length) writes what is nested a million levels deep as far as it is shown", () => {
  const nested = JSON.parse(`${'[{"a":'.repeat(500_000)}1${"}]".repeat(500_000)}`) as unknown;
  expect(excerptOf(nested, 14)).toBe('[{"a":[{"a":[{');
  expect(shown(nested)).toBe(`${'[{"a":'.repeat(10)}…`);
});

it("zeekReader() rejects a line of JSON nested 6,000 levels deep, and goes on", () => {
  const row = '{"ts":1772409600,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"';
  const deep = `${"[".repeat(6000)}${"]".repeat(6000)}`;
  const {events, rejections} = readText(`${row}}\n${row},"proto":${deep}}\n${row}}\n`);
  expect(events.length).toBe(2);
  expect(rejections).toMatchObject([
    {line: 2, field: null, reason: "JSON too deep; expected at most 64 levels of lists and objects"}
  ]);
  const short = `${row},"proto":${"[".repeat(500)}${"]".repeat(500)}}`;
  expect(readText(`${row}}\n${short}\n`).rejections).toMatchObject([
    {line: 2, field: "proto", excerpt: "[".repeat(200)}
  ]);
});
