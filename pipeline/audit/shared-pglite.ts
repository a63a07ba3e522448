import {chmodSync, existsSync, rmSync, statSync} from "node:fs";
import {copyFile, mkdir, readdir, rename, rm} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {atExit} from "../lease/endings.js";
import {lockWatch, takeLock} from "../run/lock.js";
import type {Lock, LockOptions} from "../run/lock.js";
import type {Database, Statements} from "./database.js";
import {migrate, readMigrations} from "./migrate.js";
import {writeNewDatabase} from "./new-database.js";
import {openPglite} from "./pglite.js";

const lookEvery = 100; // milliseconds

/** The options of sharing an embedded database. */
export interface SharedPgliteOptions {
  /**
   * For how long the database stays open after it was last used, in seconds, unless another process asks for it; defaults
   * to 5. Opening it takes a quarter of a second, and while it is open no other process can.
   */
  idle?: number;

  /** Called once, if another process has it open. */
  onWait?: LockOptions["onWait"];
}

interface Opened {
  database: Database;
  lock: Lock;
  /** What looks whether another process asks for it. */
  looking: NodeJS.Timeout;
}

/** Returns the folder of the lock of the database in *folder*. */
export function lockOf(folder: string): string {
  return `${folder}.lease`;
}

/**
 * Returns the database in *folder*, which is made if there is none: PostgreSQL inside this process. Only
 * one process may have it open, so it is opened when it is needed and let go of when it is not, or another process asks for it, under a
 * lock beside it: a reader waits for a moment while a run is at work, not for the run. What a process asks that
 * has lost the lock is rejected with an OutageError.
 */
export function sharedPglite(
  folder: string,
  {idle = 5, onWait}: SharedPgliteOptions = {}
): Database {
  let opening: Promise<Opened> | undefined;
  let closing: Promise<void> = Promise.resolve();
  const uses = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  let held: Lock | undefined;
  let givenWay = 0; // no taking of the lock

  function letGo(): Promise<void> {
    clearTimeout(timer);
    const current = opening;
    const asked = [...uses];
    opening = undefined;
    if (!current) return closing;
    closing = current.then(
      (opened) => close(folder, opened, asked),
      () => {} // the caller that opened it handles the error
    );
    return closing;
  }

  /** Lets go of the database if it is not in use and another process asks for it, which has it next. */
  function giveWay(lock: Lock): void {
    if (uses.size > 0 || !lock.isAskedFor()) return;
    givenWay = lock.token;
    void letGo().catch(() => {});
  }

  /** Opens the database, after another process to which this one has given way. */
  async function openNext(): Promise<Opened> {
    await closing;
    if (givenWay) await waitForTaking(folder, givenWay);
    const {database, lock} = await open(folder, onWait);
    return {database, lock, looking: setInterval(giveWay, lookEvery, lock).unref()};
  }

  async function use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    clearTimeout(timer);
    const using = ask(work);
    uses.add(using);
    try {
      return await using;
    } finally {
      uses.delete(using);
      if (uses.size === 0) timer = setTimeout(() => void letGo().catch(() => {}), idle * 1000);
      if (held) giveWay(held);
    }
  }

  async function ask<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const current = (opening ??= openNext());
    const {database, lock} = await current.catch((error: unknown) => {
      if (opening === current) opening = undefined;
      throw error;
    });
    held = lock;
    lock.check();
    return work(fenced(database, lock));
  }

  return {location: `pglite://${folder}`, ...statementsOf(use), close: letGo};
}

/** Returns what asks a database of *use*, which opens it. */
function statementsOf(
  use: <T>(work: (database: Database) => Promise<T>) => Promise<T>
): Pick<Database, "query" | "execute" | "transaction"> {
  return {
    query: (sql, values) => use((database) => database.query(sql, values)),
    execute: (script) => use((database) => database.execute(script)),
    transaction: (work) => use((database) => database.transaction(work))
  };
}

/** Closes what was *opened*, after all that was *asked* of it. */
async function close(
  folder: string,
  {database, lock, looking}: Opened,
  asked: Promise<unknown>[]
): Promise<void> {
  clearInterval(looking);
  await Promise.allSettled(asked); // to close it in the middle of a statement hangs PGlite (0.5.8)
  if (!lock.isHeld()) return; // another has it open, and closing writes
  await database
    .close()
    .then(() => makeReadable(folder))
    .finally(lock.release);
}

/** Waits until a process has taken the lock after the taking *token*; for a second, since the one that asked may be gone. */
async function waitForTaking(folder: string, token: number): Promise<void> {
  const look = lockWatch(lockOf(folder));
  const end = performance.now() + 1000;
  while (performance.now() < end && (await look()).token === token) await sleep(lookEvery / 4);
}

/** Returns *database* with a check of *lock* before each statement of a transaction, and before it is committed. */
function fenced(database: Database, {check}: Lock): Database {
  const checked = ({query, execute}: Statements): Statements => ({
    async query(sql, values) {
      check();
      return query(sql, values);
    },
    async execute(script) {
      check();
      return execute(script);
    }
  });
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (statements) => {
        const result = await work(checked(statements));
        check();
        return result;
      })
  };
}

async function open(
  folder: string,
  onWait: LockOptions["onWait"]
): Promise<Omit<Opened, "looking">> {
  const lock = await takeLock(lockOf(folder), {what: "the audit database", onWait, asks: true});
  try {
    if (!existsSync(folder)) await createDatabase(folder, lock);
    else if (lock.isOfExpired) await replaceFiles(folder);
    return {database: await openMigrated(folder), lock};
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Writes the files of the database aside: PostgreSQL cannot go on from a part of them. */
async function createDatabase(folder: string, {token, check}: Lock): Promise<void> {
  const start = `${basename(folder)}.partial`;
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(start)) await rm(join(dirname(folder), name), {recursive: true});
  const partial = `${folder}.partial-${token}`;
  const stay = atExit(() => rmSync(partial, {recursive: true, force: true}));
  try {
    await writeNewDatabase(partial, await readMigrations());
    check();
    await rename(partial, folder);
  } finally {
    stay();
  }
}

/**
 * Replaces each file in *folder* by a copy: a process that was stopped in the middle of a write, and whose lock was
 * taken for that, has the others open.
 */
async function replaceFiles(folder: string): Promise<void> {
  const aside = `${folder}.partial`;
  await mkdir(aside, {recursive: true});
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const copy = join(aside, "file");
    await copyFile(join(entry.parentPath, entry.name), copy);
    await rename(copy, join(entry.parentPath, entry.name));
  }
  await rm(aside, {recursive: true});
}

/**
 * Gives each file in *folder* the permissions that other files of the workspace have: PostgreSQL makes them for its own
 * user alone, and whoever may read the workspace is to verify it.
 */
async function makeReadable(folder: string): Promise<void> {
  const wanted = 0o666 & ~process.umask();
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (statSync(path).mode & 0o777) === 0o600) chmodSync(path, wanted);
  }
}

/** Opens the database in *folder*, and applies the migrations that it lacks. */
export async function openMigrated(folder: string): Promise<Database> {
  const database = await openPglite(folder);
  try {
    await migrate(database, await readMigrations());
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
