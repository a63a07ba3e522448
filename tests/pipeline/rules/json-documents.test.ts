import {expect, it} from "vitest";
import {jsonDocuments} from "../../../pipeline/rules/json-documents.js";

/** Returns the values and reasons, read in chunks of *size*. */
async function read(text: string, size = text.length): Promise<unknown[]> {
  async function* chunks() {
    for (let i = 0; i < text.length; i += Math.max(1, size)) yield text.slice(i, i + Math.max(1, size)); // prettier-ignore
  }
  const found: unknown[] = [];
  for await (const document of jsonDocuments(chunks()))
    found.push("value" in document ? document.value : `${document.line}: ${document.reason.slice(0, 12)}`); // prettier-ignore
  return found;
}

it.each([
  ['{"a": 1}', [{a: 1}]],
  ['[{"a": 1}, {"a": "]"}]', [{a: 1}, {a: "]"}]],
  ['{"a": 1}\n{"a": 2}\n\n{"a": 3}', [{a: 1}, {a: 2}, {a: 3}]],
  ['{\n  "a": {"b": "}\\""}\n}\n{\n  "a": 2\n}\n', [{a: {b: '}"'}}, {a: 2}]],
  ['{"Records": [{"a": 1}, {"a": 2}]}', [{a: 1}, {a: 2}]],
  ['\ufeff{"a": 1}', [{a: 1}]],
  ["", []],
  ["[]", []],
  ["[1, 2]", [1, 2]],
  ["[[1], [2]]", [[1], [2]]],
  ['{"a": 1}\n{"a": oops}\n{"a": 3}', [{a: 1}, "2: invalid JSON", {a: 3}]],
  ['{"a": "unfinished\n{"a": 2}', ["1: invalid JSON", {a: 2}]],
  ['{"a": 1}\n{"a": ', [{a: 1}, "2: invalid JSON"]],
  ['[{"a": 1}', [{a: 1}, "1: invalid JSON"]]
])("jsonDocuments(%j) yields %j, in chunks of any size", async (text, expected) => {
  const short = expected.map((item) => (typeof item === "string" ? item.slice(0, 15) : item));
  for (const size of [text.length, 1, 3, 7])
    expect(await read(text, size)).toEqual(short.map((item) => (typeof item === "string" ? expect.stringContaining(item) : item))); // prettier-ignore
});
