import {chmodSync, existsSync, rmSync, statSync} from "node:fs";
import {copyFile, mkdir, readdir, rename, rm} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {atExit} from "../lease/endings.js";
import {takeLock} from "../run/lock.js";
import type {Lock, LockOptions} from "../run/lock.js";
import type {Database, Statements} from "./database.js";
import {writeEmptyDatabase} from "./empty-database.js";
import {migrate, readMigrations} from "./migrate.js";
import {openPglite} from "./pglite.js";

/** The options of sharing an embedded database. */
export interface SharedPgliteOptions {
  /**
   * For how long the database stays open after it was last used, in seconds; defaults to 1. Opening it
   * takes a third of a second, and while it is open no other process can.
   */
  idle?: number;

  /** Called once, if another process has it open. */
  onWait?: LockOptions["onWait"];
}

interface Opened {
  database: Database;
  lock: Lock;
}

/** Returns the folder of the lock of the database in *folder*. */
export function lockOf(folder: string): string {
  return `${folder}.lease`;
}

/**
 * Returns the database in *folder*, which is made if there is none: PostgreSQL inside this process. Only
 * one process may have it open, so it is opened when it is needed and let go of when it is not, under a
 * lock beside it: a reader waits for a moment while a run is at work, not for the run. What a process asks that
 * has lost the lock is rejected with an OutageError.
 */
export function sharedPglite(folder: string, options: SharedPgliteOptions = {}): Database {
  const {idle = 1, onWait} = options;
  let opening: Promise<Opened> | undefined;
  let closing: Promise<void> = Promise.resolve();
  const uses = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;

  function letGo(): Promise<void> {
    clearTimeout(timer);
    const current = opening;
    const asked = [...uses];
    opening = undefined;
    if (!current) return closing;
    closing = current.then(
      async ({database, lock}) => {
        await Promise.allSettled(asked); // to close it in the middle of a statement hangs PGlite (0.5.8)
        if (!lock.isHeld()) return; // another has it open, and closing writes
        await database
          .close()
          .then(() => makeReadable(folder))
          .finally(lock.release);
      },
      () => {} // the caller that opened it handles the error
    );
    return closing;
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
    }
  }

  async function ask<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const current = (opening ??= closing.then(() => open(folder, onWait)));
    const {database, lock} = await current.catch((error: unknown) => {
      if (opening === current) opening = undefined;
      throw error;
    });
    lock.check();
    return work(fenced(database, lock));
  }

  return {
    location: `pglite://${folder}`,
    query: (sql, values) => use((database) => database.query(sql, values)),
    execute: (script) => use((database) => database.execute(script)),
    transaction: (work) => use((database) => database.transaction(work)),
    close: letGo
  };
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

async function open(folder: string, onWait: LockOptions["onWait"]): Promise<Opened> {
  const lock = await takeLock(lockOf(folder), {what: "the audit database", onWait});
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
    await writeEmptyDatabase(partial);
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
