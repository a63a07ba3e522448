import {readFile, stat, utimes, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {openHints} from "../../../pipeline/ingestion/digest-hints.js";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {factsOf} from "./read-raw.js";
import {testContext} from "./test-context.js";

const header = "#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\n";
const row = "1.5\t10.0.0.1\t10.0.0.2\n";
const statOf = (path: string) => stat(path, {bigint: true});

it("openHints(path) finds the digest of a file that is what it was, and of no other", async () => {
  const {folder} = await testContext();
  const [path, hints] = [join(folder, "a.log"), join(folder, "hints.json")];
  await writeFile(path, row);
  const before = await statOf(path);
  const digest = {sha256: sha256(row), bytes: row.length};
  const noted = await openHints(hints);
  noted.note(path, before, digest, Number(before.ctimeMs) + 2_000);
  expect(noted.find(path, before)).toBeUndefined(); // it changed too short ago
  noted.note(path, before, digest, Number(before.ctimeMs) + 3_000);
  await noted.save();
  const found = await openHints(hints);
  expect(found.find(path, before)).toEqual(digest);
  expect(found.find(`${path}x`, before)).toBeUndefined();
  await writeFile(path, row.replace("1.5", "2.5"));
  await utimes(path, Number(before.atimeMs) / 1e3, Number(before.mtimeMs) / 1e3); // as \`touch -r\` does
  expect(found.find(path, await statOf(path))).toBeUndefined(); // nobody sets the other time
});

it.each([
  "",
  "{",
  "[]",
  '{"format":"atalaya-hints/1","files":[["a",1,"b",2],null,["a","b","c",1]]}'
])("openHints(path) takes %s for none", async (text) => {
  const {folder} = await testContext();
  const path = join(folder, "hints.json");
  await writeFile(path, text);
  const hints = await openHints(path);
  expect(hints.find("a", await statOf(path))).toBeUndefined();
});

it("ingest(files) asks hints for digests, and takes no bytes for others than they are", async () => {
  const context = await testContext();
  context.hints = join(context.folder, "hints.json");
  const path = join(context.folder, "conn.log");
  await writeFile(path, header + row);
  const request = {kind: "files" as const, patterns: [path]};
  const first = await ingest(request, context);
  const {files} = JSON.parse(await readFile(context.hints, "utf8")) as {files: unknown[]};
  expect(files).toEqual([]); // it was written just before
  const stats = await statOf(path);
  const later = Number(stats.ctimeMs) + 10_000;
  const hints = await openHints(context.hints);
  const [{sha256: digest, bytes}] = factsOf(first.manifest).files;
  hints.note(path, stats, {sha256: digest, bytes}, later);
  await hints.save();
  expect(await ingest(request, context)).toMatchObject({reused: true, manifest: first.manifest});
  hints.note(path, stats, {sha256: "0".repeat(64), bytes}, later);
  await hints.save();
  const message = "file changed while it was read: conn.log; try again once it is whole";
  await expect(ingest(request, context)).rejects.toThrow(message);
  expect(await ingest(request, context)).toMatchObject({reused: true, manifest: first.manifest});
});
