import {existsSync} from "node:fs";
import {rename, rm} from "node:fs/promises";
import {takeLock} from "../run/lock.js";
import type {LockOptions} from "../run/lock.js";
import type {Database} from "./database.js";
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
  release: () => void;
}

/**
 * Returns the database in *folder*, which is made if there is none: PostgreSQL inside this process. Only
 * one process may have it open, so it is opened when it is needed and let go of when it is not, under a
 * lock beside it: a reader waits for a moment while a run is at work, not for the run.
 */
export function sharedPglite(folder: string, options: SharedPgliteOptions = {}): Database {
  const {idle = 1, onWait} = options;
  let opening: Promise<Opened> | undefined;
  let closing: Promise<void> = Promise.resolve();
  let users = 0;
  let timer: NodeJS.Timeout | undefined;

  function letGo(): Promise<void> {
    clearTimeout(timer);
    const current = opening;
    opening = undefined;
    if (!current) return closing;
    closing = current.then(
      async ({database, release}) => {
        await database.close().finally(release);
      },
      () => {} // the caller that opened it handles the error
    );
    return closing;
  }

  async function use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    clearTimeout(timer);
    ++users;
    try {
      const current = (opening ??= closing.then(() => open(folder, onWait)));
      const {database} = await current.catch((error: unknown) => {
        if (opening === current) opening = undefined;
        throw error;
      });
      return await work(database);
    } finally {
      if (--users === 0) timer = setTimeout(() => void letGo().catch(() => {}), idle * 1000);
    }
  }

  return {
    location: `pglite://${folder}`,
    query: (sql, values) => use((database) => database.query(sql, values)),
    execute: (script) => use((database) => database.execute(script)),
    transaction: (work) => use((database) => database.transaction(work)),
    close: letGo
  };
}

async function open(folder: string, onWait: LockOptions["onWait"]): Promise<Opened> {
  const release = await takeLock(`${folder}.lock`, {what: "the audit database", onWait});
  try {
    if (!existsSync(folder)) await createDatabase(folder);
    return {database: await openMigrated(folder), release};
  } catch (error) {
    release();
    throw error;
  }
}

/** Makes the database aside: PostgreSQL cannot go on from one whose making was interrupted. */
async function createDatabase(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, {recursive: true, force: true});
  const database = await openMigrated(partial);
  await database.close();
  await rename(partial, folder);
}

async function openMigrated(folder: string): Promise<Database> {
  const database = await openPglite(folder);
  try {
    await migrate(database, await readMigrations());
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
