import {deflateRawSync, inflateRawSync} from "node:zlib";
import {expect, it} from "vitest";
import {
  decodeFragment,
  encodeNotebook,
  queryFragment
} from "../../../src/components/site/notebook-url.js";
import {noSettings} from "../../../src/core/notebook/types.js";
import type {Notebook} from "../../../src/core/notebook/types.js";

const sql = "SELECT '#&=%+/\\ \u202e\u0000 é 😀 </script>' AS \"x\" -- ?\n";
const notebook: Notebook = {
  title: "Häuser & Söhne",
  cells: [{id: "0", name: "cell_1", sql, chart: {...noSettings, mark: "none"}}]
};

it("decodeFragment(encodeNotebook(notebook)) is the notebook, and its letters need no encoding", async () => {
  const fragment = await encodeNotebook(notebook);
  expect(fragment).toMatch(/^nb=[\w-]+$/);
  expect(await decodeFragment(`#${fragment}`)).toEqual(notebook);
});

it("encodeNotebook(notebook) is deflate and base64url, as zlib reads it", async () => {
  const packed = Buffer.from((await encodeNotebook(notebook)).slice(3), "base64url");
  expect(JSON.parse(inflateRawSync(packed).toString())).toMatchObject({title: notebook.title});
});

it("queryFragment(sql) puts a query with half a surrogate pair into a URL too", async () => {
  const opened = await decodeFragment(`#${queryFragment("SELECT '\ud800x'")}`);
  expect(JSON.stringify(opened)).toContain("\ufffdx");
});

it("decodeFragment(queryFragment(sql)) is a cell with the query", async () => {
  const opened = await decodeFragment(`#${queryFragment(sql)}`);
  expect(opened?.cells.map((cell) => cell.sql)).toEqual([sql]);
});

it("decodeFragment(fragment) refuses what is damaged, too large, or no notebook", async () => {
  const fragment = await encodeNotebook(notebook);
  await expect(decodeFragment(`#${fragment.slice(0, -9)}`)).rejects.toThrow(/^invalid link/);
  await expect(decodeFragment("#nb=***")).rejects.toThrow(/^invalid link/);
  await expect(decodeFragment("#sql=%")).rejects.toThrow(/^invalid link/);
  const bomb = deflateRawSync(Buffer.alloc(50_000_000, " ")).toString("base64url");
  await expect(decodeFragment(`#nb=${bomb}`)).rejects.toThrow(/^invalid link: more than/);
  const other = deflateRawSync(Buffer.from("{}")).toString("base64url");
  await expect(decodeFragment(`#nb=${other}`)).rejects.toThrow(/^unsupported format/);
  expect(await decodeFragment("#hosts")).toBeNull();
  expect(await decodeFragment("")).toBeNull();
});
