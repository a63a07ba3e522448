import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readdir, rename, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import {withOwnFolder} from "../../../pipeline/site/own-folder.js";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-folder-"));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Starts a process that has a folder of its own with a file in it, and stays; returns what ends it. */
async function startOwner(prefix: string) {
  const module = fileURLToPath(new URL("../../../pipeline/site/own-folder.ts", import.meta.url));
  const script = `
    import {writeFileSync} from "node:fs";
    import {withOwnFolder} from ${JSON.stringify(module)};
    process.once("SIGTERM", () => process.exit(143));
    setInterval(() => {}, 1000);
    void withOwnFolder(${JSON.stringify(prefix)}, async (folder) => {
      writeFileSync(folder + "/kept", "");
      console.log(folder);
      await new Promise(() => {});
    });`;
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const child = spawn(process.execPath, args, {stdio: ["ignore", "pipe", "inherit"]});
  const path = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()))
  );
  const end = (signal: NodeJS.Signals) =>
    new Promise((resolve) => child.once("close", resolve) && child.kill(signal));
  return {path, end};
}

it("withOwnFolder(prefix, work) gives each its own folder, and removes it, unless it was moved", async () => {
  const folders = await Promise.all(
    [1, 2, 3].map((n) =>
      withOwnFolder(at("one", "next-"), async (own) => {
        expect(await readdir(own)).toEqual([]);
        await writeFile(join(own, "file"), "");
        if (n === 3) await rename(own, at("one", "moved"));
        return own;
      })
    )
  );
  expect(new Set(folders).size).toBe(3);
  expect(await readdir(at("one"))).toEqual(["moved"]);
});

it("withOwnFolder(prefix, work) removes the folder if the work fails", async () => {
  const fails = withOwnFolder(at("two", "next-"), () => Promise.reject(new Error("no")));
  await expect(fails).rejects.toThrow("no");
  expect(await readdir(at("two"))).toEqual([]);
});

it("withOwnFolder(prefix, work) removes what the dead left, and nothing of the living or of others", async () => {
  const [living, dead] = await Promise.all([1, 2].map(() => startOwner(at("three", "next-"))));
  await mkdir(at("three", "next-of-mine"));
  await mkdir(at("three", "other"));
  await dead.end("SIGKILL");
  expect(existsSync(join(dead.path, "kept"))).toBe(true);
  await withOwnFolder(at("three", "next-"), async () => {});
  expect(existsSync(join(living.path, "kept"))).toBe(true);
  expect(existsSync(dead.path)).toBe(false);
  await living.end("SIGTERM"); // which removes it at once
  expect((await readdir(at("three"))).sort()).toEqual(["next-of-mine", "other"]);
});
