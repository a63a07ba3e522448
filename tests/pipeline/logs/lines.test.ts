import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {expect, it, onTestFinished} from "vitest";
import {lineSplitter} from "../../../src/core/readers/lines.js";
import {pickLines} from "../../../pipeline/logs/lines.js";

const maxLength = 65_536;

const bytes = Buffer.concat([
  Buffer.from("\ufefffirst\r\n\n"),
  Buffer.from([0x61, 0xe2, 0x82, 10]), // a character that is cut by the end of the line
  Buffer.from(`${"é".repeat(maxLength - 1)}🙂end\n`),
  Buffer.from(`${"x".repeat(400_000)}\n`.repeat(3)), // longer than a piece
  Buffer.from("last\r")
]);

async function pick(content: Uint8Array, numbers: readonly number[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "lines-"));
  onTestFinished(() => rm(folder, {recursive: true}));
  const path = join(folder, "log");
  await writeFile(path, content);
  const lines: string[] = [];
  for await (const line of pickLines(path, numbers, maxLength)) lines.push(line);
  return lines;
}

it("pickLines(path, numbers, maxLength) gives the lines that a reader of text numbers so, of plain files and of gzip", async () => {
  const all: string[] = [];
  const splitter = lineSplitter((line) => void all.push(line.slice(0, maxLength)));
  splitter.push(new TextDecoder().decode(bytes));
  all.push(splitter.rest());
  const numbers = all.map((_, i) => i + 1);
  expect(await pick(bytes, numbers)).toEqual(all);
  expect(await pick(gzipSync(bytes), numbers)).toEqual(all);
  expect(await pick(bytes, [2, 5, 8])).toEqual([all[1], all[4], "last"]);
});

it("pickLines(path, numbers, maxLength) ends with the last line that there is, and reads nothing for none", async () => {
  expect(await pick(bytes, [1, 99])).toEqual(["first"]);
  expect(await pick(bytes, [])).toEqual([]);
  expect(await pick(gzipSync(bytes).subarray(0, 60), [1, 7, 8])).toEqual(["first"]);
});
