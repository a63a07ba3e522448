import {spawn} from "node:child_process";
import {mkdir, mkdtemp, readdir, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {isAlive, showAlive} from "../../../pipeline/lease/alive.js";
import {thisProcess} from "../../../pipeline/lease/process-identity.js";
import {listDead, makeScratch} from "../../../pipeline/lease/scratch.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "alive-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Writes the lease of a process *like* this one, of a second, into the file *name*; returns its path. */
async function leaseOf(name: string, like: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({...thisProcess(), id: "x", seconds: 1, ...like}));
  return path;
}

it("isAlive(path) is true of a process until it ends", async () => {
  const path = join(folder, "runs", "run");
  expect(await isAlive(path)).toBe(false);
  const end = showAlive(path);
  expect(() => showAlive(path)).toThrow("EEXIST");
  expect(await isAlive(path)).toBe(true);
  end();
  expect(await isAlive(path)).toBe(false);
});

it("isAlive(path) is false at once of a process of this machine that was killed", async () => {
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => dead.once("close", resolve));
  expect(await isAlive(await leaseOf("killed", {pid: dead.pid, start: null, seconds: 300}))).toBe(
    false
  );
});

it("isAlive(path) is true of another host while its lease lasts, false when it is over", async () => {
  expect(await isAlive(await leaseOf("pod", {host: "pod-a", pid: 1, seconds: 300}))).toBe(true);
  const old = await leaseOf("dead-pod", {host: "pod-a", pid: 1});
  await utimes(old, 1e9, 1e9);
  expect(await isAlive(old)).toBe(false);
});

it("makeScratch(root) removes what dead processes left, and nothing of the living", async () => {
  const root = join(folder, "scratch");
  await mkdir(join(root, "of-nobody"), {recursive: true});
  await mkdir(join(root, "of-pod-a"));
  await leaseOf(join("scratch", "of-pod-a.lease"), {host: "pod-a", pid: 1, seconds: 300});
  expect(await listDead(root)).toEqual(["of-nobody"]);
  const first = await makeScratch(root);
  const second = await makeScratch(root, {name: "second"});
  await expect.poll(() => readdir(root)).not.toContain("of-nobody");
  second.remove();
  first.remove();
  expect(await readdir(root)).toEqual(["of-pod-a", "of-pod-a.lease"]);
});
