import {expect, it} from "vitest";
import {findForeignFormat} from "../../../src/core/readers/magic.js";
import {sniff} from "../../../src/core/readers/sniff.js";

it("sniff(head, whole) leaves Zeek’s logs to their reader, whatever their kind", () => {
  expect(sniff("#separator \\x09\n#path\thttp\n", true)).toEqual({kind: "zeek"});
  expect(sniff('{"ts":1,"id.orig_h":"10.0.0.1"}\n', true)).toEqual({kind: "zeek"});
  expect(sniff('{"_path":"dns","ts":1}\n', true)).toEqual({kind: "zeek"});
});

it("sniff(head, whole) finds a table’s delimiter, names and records, BOM and CRLF aside", () => {
  const table = sniff("\ufeffts;src;dst\r\n1772409600;10.0.0.1;::1\r\n177240", false);
  expect(table).toMatchObject({
    kind: "table",
    format: {delimiter: ";"},
    names: ["ts", "src", "dst"],
    samples: [["1772409600", "10.0.0.1", "::1"]],
    missing: []
  });
});

it("sniff(head, whole) gathers the fields of JSON lines over the first of them", () => {
  const table = sniff('{"time":1,"src":"::1"}\n{"dst":"::2","n":{"a":1}}\n', true);
  expect(table).toMatchObject({
    kind: "table",
    format: "json",
    names: ["time", "src", "dst", "n.a"]
  });
});

it.each([
  ["", "empty"],
  [" \n\n", "empty"],
  ['[\n {"ts": 1}\n]', "JSON over several lines, or a list"],
  ["Lorem ipsum\ndolor", 'a file that begins with "Lorem ipsum"']
])("sniff(%j, true) says what it is instead", (text, found) => {
  expect(sniff(text, true)).toMatchObject({kind: "strange", found});
});

it("findForeignFormat(bytes) knows files by their marks, and text by having no zeros", () => {
  const found = (...bytes: number[]) => findForeignFormat(Uint8Array.from(bytes))?.found;
  expect(found(0x25, 0x50, 0x44, 0x46, 0x2d)).toBe("a PDF");
  expect(found(0x50, 0x4b, 3, 4)).toBe("a zip file");
  expect(found(0xff, 0xfe, 0x41, 0)).toBe("UTF-16 text");
  expect(found(0x74, 0, 0x73, 0, 0x2c, 0, 0x61, 0)).toBe("UTF-16 text"); // no mark
  expect(found(1, 2, 0, 0, 0, 9)).toBe("a binary file");
  expect(found(0x74, 0x73, 0xc3, 0xa4)).toBeUndefined();
  expect(found()).toBeUndefined();
});
