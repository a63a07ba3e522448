import {expect, it} from "vitest";
import {quoted, unescapeZeek} from "../../../src/core/readers/escapes.js";

it("unescapeZeek(text) reads bytes in a row as UTF-8, and leaves what is not UTF-8", () => {
  expect(unescapeZeek("caf\\xc3\\xa9 \\x5cx41")).toBe("café \\x41");
  expect(unescapeZeek("\\xc3 \\xa9")).toBe("\\xc3 \\xa9");
  expect(unescapeZeek("\\x4 \\\\ %41 \\u0041")).toBe("\\x4 \\\\ %41 \\u0041");
});

it("quoted(text, length) shows printable ASCII only, and where it was cut", () => {
  expect(quoted('a"\\\t\u202e😀', 6)).toBe('"a\\x22\\x5c\\x09\\u202e\\ud83d"…');
  expect(quoted("plain ~")).toBe('"plain ~"');
});
