import {rmSync} from "node:fs";
import {copyFile, mkdir, mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, relative} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {errorMessage} from "../../src/core/error-message.js";
import {OutageError} from "../config/errors.js";
import {atExit} from "../lease/endings.js";
import {lockWatch} from "../run/lock.js";
import type {LockOptions} from "../run/lock.js";
import type {Database} from "./database.js";
import {recordNotes} from "./notes.js";
import {lockOf, openMigrated} from "./shared-pglite.js";

const lookEvery = 100; // milliseconds
const tries = 20;

/**
 * Returns what the database in *folder* is now, to be read only: from a copy among the temporary files of the
 * system, since PostgreSQL writes where it reads, and *folder* cannot be written. The copy is of one moment:
 * it is taken while no process has the database open, and again if one had meanwhile. Rejects with
 * an OutageError if it cannot be read, and so does each write.
 */
export async function copiedPglite(
  folder: string,
  onWait: LockOptions["onWait"] = () => {}
): Promise<Database> {
  const copy = await mkdtemp(join(tmpdir(), "atalaya-audit-"));
  const remove = () => rmSync(copy, {recursive: true, force: true});
  const stay = atExit(remove);
  const end = () => {
    stay();
    remove();
  };
  try {
    await copyQuiet(folder, join(copy, "audit"), onWait);
    const database = await openMigrated(join(copy, "audit"));
    await recordNotes(database, folder, {kept: true});
    await database.query("SET default_transaction_read_only = on");
    return readOnly(database, folder, end);
  } catch (error) {
    end();
    throw error;
  }
}

/** Copies the database in *folder* while nobody has it open. */
async function copyQuiet(
  folder: string,
  target: string,
  onWait: NonNullable<LockOptions["onWait"]>
): Promise<void> {
  const look = lockWatch(lockOf(folder));
  let waited = false;
  for (let i = 0; i < tries; ++i) {
    let before = await look();
    for (; before.isHeld; before = await look()) {
      if (!waited) onWait("waiting for a process that has the audit database open");
      waited = true;
      await sleep(lookEvery);
    }
    await rm(target, {recursive: true, force: true});
    const failure = await copyFolder(folder, target).then(
      () => null,
      (error: unknown) => error
    );
    const after = await look();
    if (after.token !== before.token) continue; // it was opened meanwhile
    if (failure === null) return;
    throw new OutageError(`cannot read the audit ${folder}: ${errorMessage(failure)}`, {
      cause: failure
    });
  }
  throw new OutageError(`cannot read the audit ${folder}: it is written all the time; try again`);
}

async function copyFolder(folder: string, target: string): Promise<void> {
  await mkdir(target, {recursive: true});
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const pathOf = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
  for (const entry of entries)
    if (entry.isDirectory())
      await mkdir(join(target, relative(folder, pathOf(entry))), {recursive: true});
  for (const entry of entries)
    if (entry.isFile())
      await copyFile(pathOf(entry), join(target, relative(folder, pathOf(entry))));
}

function readOnly(database: Database, folder: string, end: () => void): Database {
  const explain = (error: unknown): never => {
    if ((error as {code?: string}).code !== "25006") throw error;
    throw new OutageError(`cannot write the audit ${folder}: the workspace cannot be written`, {
      cause: error
    });
  };
  return {
    location: `pglite://${folder}`,
    query: (sql, values) => database.query<never>(sql, values).catch(explain),
    execute: (script) => database.execute(script).catch(explain),
    transaction: (work) => database.transaction(work).catch(explain),
    close: () => database.close().finally(end)
  };
}
