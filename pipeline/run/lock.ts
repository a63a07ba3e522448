import {randomUUID} from "node:crypto";
import {readFileSync, rmSync} from "node:fs";
import {link, mkdir, readFile, rm, rmdir, stat, writeFile} from "node:fs/promises";
import {hostname} from "node:os";
import {dirname} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {UsageError} from "../config/errors.js";

/** The holder of a lock. */
export interface Holder {
  /** A name that no other holder has. */
  id: string;
  pid: number;
  host: string;
  /** The start of the process, as its system counts; null if unknown. A pid is reused, this is not. */
  processStart: string | null;
  /** The time of locking; ISO 8601, UTC. */
  since: string;
}

/** The options of waiting for a lock. */
export interface LockOptions {
  /** For how long to wait, in seconds; defaults to 1800. */
  timeout?: number;

  /** The name of the locked thing, for messages; defaults to `the workspace`. */
  what?: string;

  /** Called once, if there is anything to wait for. */
  onWait?: (message: string) => void;
}

/**
 * Returns what *work* returns, while no other process holds the lock in the file at *path*. The lock of
 * a process that is dead is taken over. Throws a UsageError when the time is up.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {}
): Promise<T> {
  const release = await takeLock(path, options);
  try {
    return await work();
  } finally {
    release();
  }
}

/** Takes the lock in the file at *path*, as withLock does; returns what releases it. */
export async function takeLock(path: string, options: LockOptions = {}): Promise<() => void> {
  const {timeout = 1800, what = "the workspace", onWait = () => {}} = options;
  await mkdir(dirname(path), {recursive: true});
  const holder = newHolder();
  const deadline = performance.now() + timeout * 1000;
  let waited = false;
  while (!(await tryLock(path, holder))) {
    const other = await readHolder(path);
    if (!other) continue;
    if (isDead(other)) {
      await breakLock(path, other);
      continue;
    }
    const who = `process ${other.pid} on ${other.host}, since ${other.since}`;
    if (!waited) onWait(`waiting for ${who}, which uses ${what}`);
    waited = true;
    if (performance.now() >= deadline)
      throw new UsageError(
        `${what} is in use by ${who}; wait for it to end, or, if nothing runs there, remove ${path}`
      );
    await sleep(100);
  }
  const leave = () => releaseLock(path, holder);
  process.once("exit", leave); // an interrupted command leaves through process.exit
  return () => {
    process.off("exit", leave);
    leave();
  };
}

/** Returns who holds the lock in the file at *path*, unless it is certainly dead; undefined if nobody. */
export async function findHolder(path: string): Promise<Holder | undefined> {
  const holder = await readHolder(path);
  return holder && !isDead(holder) ? holder : undefined;
}

function newHolder(): Holder {
  const {pid} = process;
  const since = new Date().toISOString();
  return {id: randomUUID(), pid, host: hostname(), processStart: processStart(pid), since};
}

async function tryLock(path: string, holder: Holder): Promise<boolean> {
  const partial = `${path}.${holder.id}`;
  await writeFile(partial, JSON.stringify(holder));
  try {
    await link(partial, path); // appears complete, and fails if the lock is held
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(partial, {force: true});
  }
}

/** Returns who holds the lock; undefined if nobody does by now. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`unreadable lock: ${path}; if nothing uses the workspace, remove it`, {
      cause: error
    });
  }
}

/** Removes the lock if *dead* still holds it; a folder guards it against others who do the same. */
async function breakLock(path: string, dead: Holder): Promise<void> {
  const guard = `${path}.breaking`;
  try {
    await mkdir(guard);
  } catch {
    const age = await stat(guard).then(
      ({mtimeMs}) => Date.now() - mtimeMs,
      () => 0
    );
    if (age > 10_000) await rmdir(guard).catch(() => {}); // whoever made it died within microseconds
    await sleep(20);
    return;
  }
  try {
    if ((await readHolder(path))?.id === dead.id) await rm(path, {force: true});
  } finally {
    await rmdir(guard).catch(() => {});
  }
}

function releaseLock(path: string, {id}: Holder): void {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as Holder;
    if (holder.id === id) rmSync(path);
  } catch {
    // Removed by hand: there is nothing to release.
  }
}

/** Returns whether *holder* is certainly dead; of another host nothing is certain. */
function isDead({pid, host, processStart: begun}: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const now = processStart(pid);
  return begun !== null && now !== null && begun !== now;
}

/** Returns when process *pid* began, in ticks since the system did; null but on Linux. */
function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null; // field 22; the name before may hold spaces
  } catch {
    return null;
  }
}
