import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {folderStore} from "../../../pipeline/storage/folder.js";
import {describeStore} from "./contract.js";

const folders: string[] = [];

async function newFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, "store-"));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, {recursive: true, force: true});
});

describeStore("folderStore(root)", async () => folderStore(join(await newFolder(), "not", "yet")));

it("folderStore(root) makes no folder before the first key is written", async () => {
  const root = join(await newFolder(), "store");
  expect(await folderStore(root).list("")).toEqual([]);
  expect(existsSync(root)).toBe(false);
});

it("folderStore(root).list(prefix) never shows what a crash left half-written", async () => {
  const root = await newFolder();
  const store = folderStore(root);
  await store.write("a", new Uint8Array(3));
  await mkdir(join(root, ".partial"), {recursive: true});
  await writeFile(join(root, ".partial", "left-over"), "x");
  expect(await store.list("")).toEqual(["a"]);
});

it("folderStore(root).write(key, bytes) leaves nothing behind beside the key", async () => {
  const root = await newFolder();
  await folderStore(root).write("a", new Uint8Array(3));
  await folderStore(root).write("a", new Uint8Array(4));
  expect(await readdir(join(root, ".partial"))).toEqual([]);
});

it.skipIf(!existsSync("/dev/shm"))(
  "folderStore(root).adopt(key, path) copies from another file system",
  async () => {
    const root = await newFolder();
    const elsewhere = await newFolder("/dev/shm");
    await writeFile(join(elsewhere, "f"), "text");
    await folderStore(root).adopt("x/y", join(elsewhere, "f"));
    expect(existsSync(join(elsewhere, "f"))).toBe(false);
    expect(new TextDecoder().decode(await folderStore(root).read("x/y"))).toBe("text");
  }
);

it("folderStore(root).listUnfinished(seconds) finds what a crash left half-written, and removeUnfinished(name) removes it", async () => {
  const root = await newFolder();
  const store = folderStore(root);
  await store.write("a", new Uint8Array(1));
  await writeFile(join(root, ".partial", "left"), "half");
  expect(await store.listUnfinished(3600)).toEqual([]); // it may be at work
  expect(await store.listUnfinished(0)).toEqual(["left"]);
  await expect(store.removeUnfinished("../a")).rejects.toThrow("invalid key");
  await store.removeUnfinished("left");
  await store.removeUnfinished("left");
  expect(await store.listUnfinished(0)).toEqual([]);
  expect(await store.list("")).toEqual(["a"]);
});

it("folderStore(root).remove(key) leaves no empty folder behind, and never its root", async () => {
  const root = await newFolder();
  const store = folderStore(root);
  await store.write("a/b/c", new Uint8Array(1));
  await store.remove("a/b/c");
  expect(await readdir(root)).toEqual([".partial"]);
});
