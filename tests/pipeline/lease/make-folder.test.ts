import {existsSync} from "node:fs";
import {mkdtemp, rm, stat, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, it} from "vitest";
import {makeFolder, makeFolderNow} from "../../../pipeline/lease/make-folder.js";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "make-folder-"))));
afterEach(() => rm(folder, {recursive: true}));

/** A file system that makes no folder, and where mkdir with `recursive` never returns. */
const unmakeable = "/proc/none/of/these";

it("makeFolder(path, mode) makes what is missing, by many at once, and leaves what is there", async () => {
  const path = join(folder, "a/b/c");
  await Promise.all(Array.from({length: 20}, () => makeFolder(path, 0o700)));
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await writeFile(join(path, "file"), "1");
  await makeFolder(path);
  expect(existsSync(join(path, "file"))).toBe(true);
  await expect(makeFolder(join(path, "file", "below"))).rejects.toThrow(/ENOTDIR/);
  await expect(makeFolder(join(path, "file"))).rejects.toThrow(/EEXIST/);
});

it("makeFolderNow(path) does the same", () => {
  makeFolderNow(join(folder, "d/e"));
  makeFolderNow(join(folder, "d/e"));
  expect(existsSync(join(folder, "d/e"))).toBe(true);
});

it.skipIf(!existsSync("/proc/self"))(
  "both end with an error where nothing can be made",
  async () => {
    await expect(makeFolder(unmakeable)).rejects.toThrow(/ENOENT/);
    expect(() => makeFolderNow(unmakeable)).toThrow(/ENOENT/);
  }
);
