import {expect, it} from "vitest";
import type {OpenRecord} from "../../../../src/core/readers/table/delimited.js";
import {findDelimiter, splitRecord} from "../../../../src/core/readers/table/delimited.js";

it("splitRecord(text, delimiter) cuts where RFC 4180 says", () => {
  expect(splitRecord("a,b,,d", ",")).toEqual(["a", "b", "", "d"]);
  expect(splitRecord('"a,b";c', ";")).toEqual(["a,b", "c"]);
  expect(splitRecord('x,"say ""hi""",', ",")).toEqual(["x", 'say "hi"', ""]);
  expect(splitRecord('"two\nlines",2', ",")).toEqual(["two\nlines", "2"]);
  expect(splitRecord('""', ",")).toEqual([""]);
  expect(splitRecord('"""",a', ",")).toEqual(['"', "a"]);
  expect(splitRecord('a"b,c', ",")).toEqual(['a"b', "c"]);
  expect(splitRecord("", ",")).toEqual([""]);
});

it("splitRecord(text, delimiter) tells a quote left open from one where none may stand", () => {
  expect(splitRecord('a,"b', ",")).toEqual({cells: ["a"], cell: "b"});
  expect(splitRecord('a,"b""', ",")).toEqual({cells: ["a"], cell: 'b""'});
  const open = splitRecord('a,"b""', ",") as OpenRecord;
  expect(splitRecord('c",d', ",", open)).toEqual(["a", 'b"\nc', "d"]);
  expect(splitRecord('"a"b,c', ",")).toBe("stray");
});

it("findDelimiter(lines) finds what cuts the records as it cuts the header", () => {
  expect(findDelimiter(["a;b;c", "1,5;2;3", "2,5;3;4"])).toBe(";");
  expect(findDelimiter(["a,b", "1,2"])).toBe(",");
  expect(findDelimiter(["a\tb\tc", "1\t2\t3,4"])).toBe("\t");
  expect(findDelimiter(["a|b", '"x|y"|2'])).toBe("|");
  expect(findDelimiter(["just words, here", "and more of them"])).toBe(null);
  expect(findDelimiter([])).toBe(null);
});
