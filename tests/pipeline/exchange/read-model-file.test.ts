import {mkdtemp, rm, truncate, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {maxBytes, readModelFile} from "../../../pipeline/exchange/read-model-file.js";
import {anyModelToJson} from "../../../src/core/forest/imported-model.js";
import {fixture, grownModel} from "./models.js";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "read-model-"))));
afterAll(() => rm(folder, {recursive: true, force: true}));

async function pathOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, "model.json");
  await writeFile(path, content);
  return path;
}

it("readModelFile(path) reads a model of a run, with its forest and its bytes", async () => {
  const model = grownModel(2, {trees: 2, sampleSize: 8, seed: 1});
  const text = anyModelToJson(model.file);
  const {file, forest, bytes} = await readModelFile(await pathOf(text));
  expect([file, forest, bytes]).toEqual([model.file, model.forest, text.length]);
  await expect(readModelFile(await pathOf('{"a":1}'))).rejects.toThrow("format is undefined");
});

it.each<[string, string | Uint8Array, string]>([
  ["nothing", "", "not JSON"],
  ["half a model", '{"format": "atalaya-model/1", ', "not JSON; is the file complete?"],
  ["bytes that are no text", Uint8Array.of(0x7b, 0xff, 0xfe), "not UTF-8"],
  ["ONNX", fixture("bootstrap.onnx"), "`atalaya model import`"],
  ["levels without end", `{"a":${"[".repeat(1e6)}`, "more than 32 levels"],
  ["another format", '{"format": "atalaya-model/9"}', 'format is "atalaya-model/9"']
])("readModelFile(path) refuses %s, and names the file", async (_, content, message) => {
  const path = await pathOf(content);
  await expect(readModelFile(path)).rejects.toThrow(UsageError);
  await expect(readModelFile(path)).rejects.toThrow(`${path}: invalid model: `);
  await expect(readModelFile(path)).rejects.toThrow(message);
});

it("readModelFile(path) refuses a file over 256 MiB before it reads it, a folder, and nothing", async () => {
  const path = await pathOf("{");
  await truncate(path, maxBytes + 1); // sparse: takes no room
  await expect(readModelFile(path)).rejects.toThrow(
    `has ${maxBytes + 1} bytes; at most ${maxBytes} are read`
  );
  await expect(readModelFile(folder)).rejects.toThrow(UsageError);
  await expect(readModelFile(join(folder, "none"))).rejects.toThrow("file not found: ");
});
