import {spawn} from "node:child_process";
import {mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import {OutageError} from "../../../pipeline/config/errors.js";
import {thisProcess} from "../../../pipeline/lease/process-identity.js";
import type {LeaseHolder} from "../../../pipeline/lease/lease-file.js";
import {lockWatch, takeLock, withLock} from "../../../pipeline/run/lock.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const lockModule = new URL("../../../pipeline/run/lock.ts", import.meta.url).href;

/** A program that takes the lock, then reads a counter, waits, and writes it back, one higher. */
const counting = `
  import {readFile, writeFile} from "node:fs/promises";
  import {setTimeout as sleep} from "node:timers/promises";
  import {withLock} from ${JSON.stringify(lockModule)};
  const [lock, counter, times, pause] = process.argv.slice(1);
  for (let i = 0; i < Number(times); ++i) {
    await withLock(lock, async ({check}) => {
      const n = Number(await readFile(counter, "utf8"));
      console.log("locked");
      await sleep(Number(pause));
      check();
      await writeFile(counter, String(n + 1));
    });
  }
`;

function spawnCounting(lock: string, counter: string, times: number, pause: number, lease = 30) {
  const args = ["--import", "tsx", "--input-type=module", "-e", counting, lock, counter];
  return spawn(process.execPath, [...args, String(times), String(pause)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {...process.env, ATALAYA_LEASE: String(lease)}
  });
}

/** Leaves the lock *name* to a holder with a lease of a second that is *like* no process of this machine; returns its folder and file. */
async function heldBy(name: string, like: Partial<LeaseHolder>) {
  const lock = join(folder, name);
  await mkdir(lock);
  const since = "2026-11-23T13:04:42.000Z";
  const holder = {...thisProcess(), host: "pod-a", id: "x", since, seconds: 1, ...like};
  const file = join(lock, "7");
  await writeFile(file, JSON.stringify(holder));
  return {lock, file};
}

/** Renews the lease in *file* every tenth of a second, as its holder does, until *work* has ended. */
async function whileRenewed<T>(renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void renew().catch(() => {}), 100);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

it.concurrent(
  "withLock(folder, work) lets one process in at a time",
  async () => {
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
    expect(await lockWatch(lock)()).toEqual({token: 12, isHeld: false});
  },
  60_000
);

it.concurrent(
  "withLock(folder, work) takes over the lock of a process that was killed, at once",
  async () => {
    const [lock, counter] = [join(folder, "killed"), join(folder, "killed-counter")];
    await writeFile(counter, "0");
    const child = spawnCounting(lock, counter, 1, 60_000);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const taken = await takeLock(lock, {timeout: 0});
    expect([taken.token, taken.isOfExpired]).toEqual([2, false]);
    taken.release();
  },
  60_000
);

it.concurrent(
  "withLock(folder, work) takes over the lock of another host when it was not renewed for a lease",
  async () => {
    const {lock} = await heldBy("pod", {});
    const messages: string[] = [];
    const taken = await takeLock(lock, {timeout: 20, onWait: (message) => messages.push(message)});
    expect([taken.token, taken.isOfExpired]).toEqual([8, true]);
    expect(messages).toEqual([
      `waiting for process ${process.pid} on pod-a, since 2026-11-23T13:04:42.000Z, which uses the workspace`,
      expect.stringMatching(/^the workspace is free after [1-9]\d*\.\d s$/)
    ]);
    taken.release();
  },
  30_000
);

it.concurrent(
  "withLock(folder, work) never takes the lock of another host that is renewed, and says in time who has it",
  async () => {
    const {lock, file} = await heldBy("busy-pod", {pid: 2 ** 22 + 1});
    const renew = () => writeFile(file, "{", {flag: "r+"});
    await whileRenewed(renew, async () => {
      const waiting = takeLock(lock, {timeout: 2.5, what: "it"});
      await expect(waiting).rejects.toThrow(OutageError);
      await expect(waiting).rejects.toThrow("it is in use by process 4194305 on pod-a");
    });
    expect(await readdir(lock)).toEqual(["7"]);
  },
  30_000
);

it.concurrent(
  "withLock(folder, work) trusts no pid of another namespace, though its host has this name",
  async () => {
    const like = {host: thisProcess().host, pid: 2 ** 22 + 1, namespace: "pid:[1]"};
    const {lock, file} = await heldBy("namespace", like);
    const renew = () => writeFile(file, "{", {flag: "r+"});
    await whileRenewed(renew, async () => {
      await expect(takeLock(lock, {timeout: 1.5})).rejects.toThrow("in use by");
    });
  },
  30_000
);

it.concurrent(
  "withLock(folder, work) is not misled by clocks: what counts is that a lease is renewed",
  async () => {
    const {lock, file} = await heldBy("clock", {});
    let at = 1e9; // decades ago
    await utimes(file, at, at);
    const renew = () => utimes(file, ++at, at);
    await whileRenewed(renew, async () => {
      await expect(takeLock(lock, {timeout: 2})).rejects.toThrow("in use by");
    });
    const future = Date.now() / 1000 + 1e6;
    await utimes(file, future, future);
    (await takeLock(lock, {timeout: 20})).release();
  },
  30_000
);

it.skipIf(process.platform !== "linux").concurrent(
  "withLock(folder, work) is not fooled by a pid that was given to another process",
  async () => {
    const {lock} = await heldBy("reused-pid", {...thisProcess(), start: "1", seconds: 300});
    expect(await withLock(lock, async () => "in", {timeout: 0})).toBe("in");
  }
);

it.concurrent("withLock(folder, work) lets go when the work fails", async () => {
  const lock = join(folder, "failing");
  await expect(withLock(lock, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect((await lockWatch(lock)()).isHeld).toBe(false);
});

it.concurrent("takeLock(folder) lets one of many in that see the same dead holder", async () => {
  const {lock} = await heldBy("dead", {...thisProcess(), pid: 2 ** 22 + 1, seconds: 300});
  let inside = 0;
  const most = await Promise.all(
    Array.from({length: 12}, () =>
      withLock(lock, async () => {
        const seen = ++inside;
        await sleep(3);
        --inside;
        return seen;
      })
    )
  );
  expect(Math.max(...most)).toBe(1);
  expect((await readdir(lock)).sort()).toEqual(["19"]); // twelve after the seventh, and nothing left over
});

it.concurrent("takeLock(folder) lets go once, and of nobody else’s lock", async () => {
  const lock = join(folder, "held");
  const first = await takeLock(lock);
  expect(first.isHeld()).toBe(true);
  await expect(takeLock(lock, {timeout: 0.2, what: "it"})).rejects.toThrow("it is in use by");
  first.release();
  const second = await takeLock(lock, {timeout: 1});
  first.release();
  expect([first.isHeld(), second.isHeld()]).toEqual([false, true]);
  second.release();
});

it.skipIf(process.platform !== "linux").concurrent(
  "lock.check() throws in a process that was stopped for longer than its lease, before it writes",
  async () => {
    const [lock, counter] = [join(folder, "stopped"), join(folder, "stopped-counter")];
    await writeFile(counter, "0");
    const child = spawnCounting(lock, counter, 1, 500, 1);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGSTOP");
    const taken = await takeLock(lock, {timeout: 20});
    expect([taken.token, taken.isOfExpired]).toEqual([2, true]);
    child.kill("SIGCONT");
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
    expect(stderr).toContain("lost the workspace: this process was stopped for longer than 1 s");
    expect([await readFile(counter, "utf8"), taken.isHeld()]).toEqual(["0", true]);
    taken.release();
  },
  60_000
);

it("takeLock(folder, {asks}) lets the holder see that it is waited for, until it is taken or the time is up", async () => {
  const path = join(folder, "asked");
  const lock = await takeLock(path);
  expect(lock.isAskedFor()).toBe(false);
  await expect(takeLock(path, {asks: true, timeout: 0.2})).rejects.toThrow("is in use by");
  expect(lock.isAskedFor()).toBe(false);
  const waiting = takeLock(path, {asks: true});
  while (!lock.isAskedFor()) await sleep(10);
  lock.release();
  const next = await waiting;
  expect(next.token).toBe(lock.token + 1);
  expect(next.isAskedFor()).toBe(false);
  next.release();
});
