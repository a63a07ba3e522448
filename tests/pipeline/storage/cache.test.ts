import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {mkdtemp, readFile, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openCache} from "../../../pipeline/storage/cache.js";

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cache-"));
});

afterAll(async () => {
  await rm(folder, {recursive: true, force: true});
});

const newRoot = () => join(folder, `root-${++count}`);
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

async function fileOf(text: string): Promise<string> {
  const path = join(folder, `file-${++count}`);
  await writeFile(path, text);
  return path;
}

it("cache.find(sha256, bytes) finds what take(path, sha256) took, in another process too", async () => {
  const root = newRoot();
  const cache = openCache(root, {limit: 1000});
  expect(await cache.find(digestOf("text"), 4)).toBeUndefined();
  const file = await fileOf("text");
  const path = await cache.take(file, digestOf("text"));
  expect(existsSync(file)).toBe(false);
  expect(await readFile(path, "utf8")).toBe("text");
  expect(await cache.find(digestOf("text"), 4)).toBe(path);
  expect(await openCache(root, {limit: 1000}).find(digestOf("text"), 4)).toBe(path);
});

it("cache.find(sha256, bytes) never finds a file that was changed, though its size is the same", async () => {
  const root = newRoot();
  const cache = openCache(root, {limit: 1000});
  for (const again of [cache, openCache(root, {limit: 1000})]) {
    const path = await cache.take(await fileOf("text"), digestOf("text"));
    await writeFile(path, "tekt");
    await utimes(path, 1, 1); // whatever the clock of the disk
    expect(await again.find(digestOf("text"), 4)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  }
});

it("cache.take(path, sha256) keeps no more than the limit, and lets go first what was used longest ago", async () => {
  const cache = openCache(newRoot(), {limit: 12, grace: 60});
  const texts = ["aaaa", "bbbb", "cccc", "dddd"];
  for (const [i, text] of texts.slice(0, 3).entries()) {
    const path = await cache.take(await fileOf(text), digestOf(text));
    const usedAt = Date.now() / 1000 - 3600 + i;
    await utimes(path, usedAt, usedAt);
  }
  await cache.find(digestOf("aaaa"), 4); // used now
  await cache.take(await fileOf("dddd"), digestOf("dddd"));
  const found = [];
  for (const text of texts) if (await cache.find(digestOf(text), 4)) found.push(text);
  expect(found).toEqual(["aaaa", "cccc", "dddd"]);
});

it("cache.take(path, sha256) keeps what was used a moment ago, whatever the limit", async () => {
  const cache = openCache(newRoot(), {limit: 0});
  const paths = [];
  for (const text of ["a", "b"]) paths.push(await cache.take(await fileOf(text), digestOf(text)));
  expect(paths.every((path) => existsSync(path))).toBe(true);
});

it("cache.take(path, sha256) may be called for the same bytes by many at once", async () => {
  const root = newRoot();
  const takes = Array.from({length: 8}, async () => {
    const cache = openCache(root, {limit: 1000});
    const path = await cache.newPath();
    await writeFile(path, "text");
    return cache.take(path, digestOf("text"));
  });
  const [path, ...others] = await Promise.all(takes);
  expect(others.every((other) => other === path)).toBe(true);
  expect(await readFile(path, "utf8")).toBe("text");
});
