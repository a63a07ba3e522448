import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {OutageError} from "../../../pipeline/config/errors.js";
import {maybeDiskFailure} from "../../../pipeline/storage/disk.js";
import {folderStore} from "../../../pipeline/storage/folder.js";
import type {Store} from "../../../pipeline/storage/store.js";

let folder: string;
let full: string | undefined; // a disk of 256 kB
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "disk-"));
  const disk = join(folder, "disk");
  await mkdir(disk);
  const args = ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk];
  if (spawnSync("mount", args).status === 0) full = disk;
  store = folderStore(join(disk, "store"));
});

afterAll(async () => {
  if (full) spawnSync("umount", [full]);
  await rm(folder, {recursive: true, force: true});
});

const why = process.getuid?.() === 0 ? "" : " (skipped: only root can mount a small disk)";

it.skipIf(why)(
  `folderStore(root) on a full disk says so, and shows nothing half-written${why}`,
  async ({skip}) => {
    if (!full) skip("a small disk could not be mounted here");
    await store.write("kept", new Uint8Array(1000).fill(1));
    const large = new Uint8Array(400_000);
    const path = join(folder, "large");
    await writeFile(path, large);
    const attempts: Record<string, () => Promise<void>> = {
      write: () => store.write("a/large", large),
      replace: () => store.replace("kept", large),
      adopt: () => store.adopt("b/large", path)
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      const outcome = attempt();
      await expect(outcome, name).rejects.toThrow(OutageError);
      await expect(outcome, name).rejects.toThrow(/cannot write .*(large|kept): no space left/);
      await expect(outcome, name).rejects.toThrow("free some");
    }
    expect(await store.list("")).toEqual(["kept"]);
    expect(await store.read("kept")).toEqual(Buffer.alloc(1000, 1));
    expect(await store.listUnfinished(0)).toEqual([]);
    expect(existsSync(path)).toBe(true); // what could not be taken is still there
    expect(await readdir(join(full as string, "store", ".partial"))).toEqual([]);
    await store.write("b/small", new Uint8Array(1000)); // there is room for less
    expect(await store.list("")).toEqual(["b/small", "kept"]);
  }
);

it.each([
  [
    Object.assign(new Error("ENOSPC: no space left"), {code: "ENOSPC", path: "/w/a"}),
    "/w/a: no space"
  ],
  [
    new Error('IO Error: Could not write file "/w/b.wal": No space left on device'),
    "/w/b.wal: no space"
  ],
  [{name: "ErrnoError", errno: 51}, "cannot write to the workspace: no space"], // __WASI_ERRNO_NOSPC
  [new Error("wrapped", {cause: new Error("Disk quota exceeded")}), "no quota left"],
  [Object.assign(new Error("EROFS"), {code: "EROFS"}), "cannot be written"]
])("maybeDiskFailure(%o) says what to do", (error, message) => {
  expect(maybeDiskFailure(error)).toBeInstanceOf(OutageError);
  expect(maybeDiskFailure(error)?.message).toContain(message);
});

it.each([
  new Error("no such column"),
  {errno: 2},
  Object.assign(new Error(), {code: "ENOENT"}),
  null
])("maybeDiskFailure(%o) is nothing: no disk failed", (error) =>
  expect(maybeDiskFailure(error)).toBeUndefined()
);
