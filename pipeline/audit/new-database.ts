import {randomBytes} from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {basename, dirname, join} from "node:path";
import {sha256} from "../artifacts/digest.js";
import {placeOf} from "../compiled/find-compiled.js";
import {atExit} from "../lease/endings.js";
import type {Database} from "./database.js";
import {writeEmptyDatabase} from "./empty-database.js";
import {prepare} from "./migrate.js";
import type {Migration} from "./migrate.js";
import {isPackedFolder, packFolder, unpackFolder} from "./packed-folder.js";
import {findPglite} from "./pglite-module.js";
import {openPglite} from "./pglite.js";

/** Changes with what makePrepared does. */
const version = 1;

const ofOurs = /^audit-[0-9a-f]{16}\.packed/;

/**
 * Writes the files of a database without migrations, or one prepared with *migrations*, into the new *folder*: migrate does
 * the rest. The latter is kept in the folder *cache*, which defaults to that of the package, and made if it is not there yet; where nothing can be
 * written there, the former comes with PGlite.
 */
export async function writeNewDatabase(
  folder: string,
  migrations: Migration[],
  cache = placeOf().folder
): Promise<void> {
  const path = join(cache, `audit-${keyOf(migrations)}.packed`);
  const prepared = maybePrepared(path) ?? (await maybeMakePrepared(path, migrations));
  if (prepared) unpackFolder(prepared, folder);
  else await writeEmptyDatabase(folder);
}

function keyOf(migrations: Migration[]): string {
  const {version: ofPglite} = JSON.parse(
    readFileSync(join(dirname(findPglite()), "package.json"), "utf8")
  ) as {version: string};
  return sha256(JSON.stringify([version, ofPglite, migrations])).slice(0, 16);
}

function maybePrepared(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    return isPackedFolder(bytes) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the prepared database at *path*, and returns it; undefined if that is not possible, whatever the reason: it is only faster. */
async function maybeMakePrepared(
  path: string,
  migrations: Migration[]
): Promise<Buffer | undefined> {
  try {
    mkdirSync(dirname(path), {recursive: true});
    accessSync(dirname(path), constants.W_OK);
    const prepared = await makePrepared(migrations);
    keep(path, prepared);
    return prepared;
  } catch {
    return undefined;
  }
}

async function makePrepared(migrations: Migration[]): Promise<Buffer> {
  const scratch = mkdtempSync(join(tmpdir(), "atalaya-audit-"));
  const remove = () => rmSync(scratch, {recursive: true, force: true});
  const stay = atExit(remove);
  try {
    const folder = join(scratch, "audit");
    await writeEmptyDatabase(folder);
    const database = await openPglite(folder);
    try {
      await dropOthers(database);
      await prepare(database, migrations);
      await database.execute("VACUUM FULL"); // leaves a file where there were three
      await startEmptySegment(database);
    } finally {
      await database.close();
    }
    return packFolder(folder);
  } finally {
    stay();
    remove();
  }
}

/** Drops what other databases would be made from: two thirds of the files. */
async function dropOthers(database: Database): Promise<void> {
  await database.execute("UPDATE pg_database SET datistemplate = false");
  for (const name of ["template0", "template1"]) await database.execute(`DROP DATABASE ${name}`);
}

/** Begins another file of the write-ahead log, and removes the one that the others were written to. */
async function startEmptySegment(database: Database): Promise<void> {
  await database.execute("SET wal_recycle = off");
  await database.execute("SELECT pg_switch_wal()");
  await database.execute("CHECKPOINT");
}

/** Writes *bytes* in one step: of several processes, one stays. Removes those of earlier versions. */
function keep(path: string, bytes: Buffer): void {
  const partial = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    writeFileSync(partial, bytes, {flag: "wx"});
    const file = openSync(partial, "r+");
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, {force: true});
    throw error;
  }
  const folder = dirname(path);
  for (const name of readdirSync(folder))
    if (ofOurs.test(name) && !name.startsWith(basename(path)))
      rmSync(join(folder, name), {force: true});
}
