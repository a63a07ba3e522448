import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, it} from "vitest";
import {UsageError} from "../../../../../pipeline/config/errors.js";
import {writeNewFile} from "../../../../../pipeline/cli/commands/model/write-new-file.js";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "new-file-"))));
afterEach(() => rm(folder, {recursive: true, force: true}));

const never = () => Promise.reject(new Error("written to"));

it("writeNewFile(path, write) shows the file when it is whole, and nothing of one that failed", async () => {
  const path = join(folder, "a");
  const result = await writeNewFile(path, async (partial) => {
    await writeFile(partial, "half");
    expect(await readdir(folder)).not.toContain("a");
    await writeFile(partial, "whole");
    return 7;
  });
  expect([result, await readFile(path, "utf8")]).toEqual([7, "whole"]);
  await expect(writeNewFile(join(folder, "b"), never)).rejects.toThrow("written to");
  expect(await readdir(folder)).toEqual(["a"]);
});

it("writeNewFile(path, write) never replaces a file, not even one that came meanwhile", async () => {
  const path = join(folder, "a");
  await expect(
    writeNewFile(path, async (partial) => {
      await writeFile(partial, "mine");
      await writeFile(path, "theirs");
    })
  ).rejects.toThrow(`file exists: ${path}; name another, or remove it`);
  expect([await readdir(folder), await readFile(path, "utf8")]).toEqual([["a"], "theirs"]);
  await expect(writeNewFile(path, never)).rejects.toThrow("file exists");
});

it("writeNewFile(path, write) refuses a folder that is not there, or is none", async () => {
  await writeFile(join(folder, "a"), "");
  for (const path of [join(folder, "no", "b"), join(folder, "a", "b")]) {
    await expect(writeNewFile(path, never)).rejects.toThrow(UsageError);
    await expect(writeNewFile(path, never)).rejects.toThrow("folder not found");
  }
});
