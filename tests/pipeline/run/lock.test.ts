import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {hostname, tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {findHolder, takeLock, withLock} from "../../../pipeline/run/lock.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** A program that takes the lock, then reads a counter, waits, and writes it back, one higher. */
const counting = `
  import {readFile, writeFile} from "node:fs/promises";
  import {setTimeout as sleep} from "node:timers/promises";
  import {withLock} from ${JSON.stringify(new URL("../../../pipeline/run/lock.ts", import.meta.url).href)};
  const [lock, counter, times, pause] = process.argv.slice(1);
  for (let i = 0; i < Number(times); ++i) {
    await withLock(lock, async () => {
      const n = Number(await readFile(counter, "utf8"));
      console.log("locked");
      await sleep(Number(pause));
      await writeFile(counter, String(n + 1));
    });
  }
`;

function spawnCounting(lock: string, counter: string, times: number, pause: number) {
  const args = ["--import", "tsx", "--input-type=module", "-e", counting, lock, counter];
  return spawn(process.execPath, [...args, String(times), String(pause)], {
    stdio: ["ignore", "pipe", "inherit"]
  });
}

it("withLock(path, work) lets one process in at a time", async () => {
  const [lock, counter] = [join(folder, "shared"), join(folder, "counter")];
  await writeFile(counter, "0");
  const codes = await Promise.all(
    Array.from({length: 3}, async () => {
      const child = spawnCounting(lock, counter, 4, 15);
      child.stdout.resume();
      return new Promise((resolve) => child.once("close", resolve));
    })
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(await readFile(counter, "utf8")).toBe("12"); // less if two had read the same number
  expect(existsSync(lock)).toBe(false);
}, 60_000);

it("withLock(path, work) takes over the lock of a process that was killed", async () => {
  const [lock, counter] = [join(folder, "killed"), join(folder, "killed-counter")];
  await writeFile(counter, "0");
  const child = spawnCounting(lock, counter, 1, 60_000);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  expect(existsSync(lock)).toBe(true);
  expect(await withLock(lock, async () => "in", {timeout: 5})).toBe("in");
}, 60_000);

it("withLock(path, work) says who it waits for, then gives up with the remedy", async () => {
  const lock = join(folder, "elsewhere");
  const since = "2026-11-23T13:04:42.000Z";
  await writeFile(
    lock,
    JSON.stringify({id: "x", pid: 1, host: "another-host", processStart: null, since})
  );
  const messages: string[] = [];
  const waiting = withLock(lock, async () => "in", {
    timeout: 0.3,
    onWait: (message) => messages.push(message)
  });
  await expect(waiting).rejects.toThrow(UsageError);
  await expect(waiting).rejects.toThrow(`remove ${lock}`);
  expect(messages).toEqual([
    `waiting for process 1 on another-host, since ${since}, which uses the workspace`
  ]);
  expect(existsSync(lock)).toBe(true);
});

it.skipIf(process.platform !== "linux")(
  "withLock(path, work) is not fooled by a pid that was given to another process",
  async () => {
    const lock = join(folder, "reused-pid");
    await writeFile(
      lock,
      JSON.stringify({id: "x", pid: process.pid, host: hostname(), processStart: "1", since: ""})
    );
    expect(await withLock(lock, async () => "in", {timeout: 2})).toBe("in");
  }
);

it("withLock(path, work) lets go when the work fails", async () => {
  const lock = join(folder, "failing");
  await expect(withLock(lock, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(lock)).toBe(false);
});

it("withLock(path, work) does not remove a lock that it cannot read", async () => {
  const lock = join(folder, "unreadable");
  await writeFile(lock, "");
  await expect(withLock(lock, async () => "in", {timeout: 1})).rejects.toThrow(
    `unreadable lock: ${lock}`
  );
  expect(existsSync(lock)).toBe(true);
});

it("findHolder(path) returns who holds a lock that takeLock(path) took, until it is released", async () => {
  const lock = join(folder, "held");
  expect(await findHolder(lock)).toBeUndefined();
  const release = await takeLock(lock);
  expect(await findHolder(lock)).toMatchObject({pid: process.pid, host: hostname()});
  await expect(takeLock(lock, {timeout: 0.2, what: "it"})).rejects.toThrow("it is in use by");
  release();
  release();
  expect(await findHolder(lock)).toBeUndefined();
  (await takeLock(lock, {timeout: 1}))();
});

it("findHolder(path) takes nobody for alive who was killed, and leaves the lock as it is", async () => {
  const lock = join(folder, "dead-holder");
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => dead.once("close", resolve));
  const holder = {id: "x", pid: dead.pid, host: hostname(), processStart: null, since: ""};
  await writeFile(lock, JSON.stringify(holder));
  expect(await findHolder(lock)).toBeUndefined();
  expect(existsSync(lock)).toBe(true);
});
