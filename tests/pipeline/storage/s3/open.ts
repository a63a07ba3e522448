import {randomUUID} from "node:crypto";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {maybeMinio} from "../../../../pipeline/config/minio.js";
import type {MinioSettings} from "../../../../pipeline/config/minio.js";
import {openCache} from "../../../../pipeline/storage/cache.js";
import {openConnection} from "../../../../pipeline/storage/s3/connection.js";
import {s3Store} from "../../../../pipeline/storage/s3/store.js";
import type {S3Options} from "../../../../pipeline/storage/s3/store.js";
import type {Store} from "../../../../pipeline/storage/store.js";

/** Folders of caches, to be removed when the tests of a file are done. */
const folders: string[] = [];

/** Returns a store in a new bucket of the server that *env* names, with a cache of its own. */
export async function newS3Store(
  env: Record<string, string>,
  options: Partial<S3Options> = {}
): Promise<Store> {
  const folder = await newFolder();
  return s3Store({
    connection: openConnection(maybeMinio(env) as MinioSettings),
    bucket: `test-${randomUUID()}`,
    cache: openCache(join(folder, "cache"), {limit: 1e9}),
    ...options
  });
}

/** Returns a new empty folder, which removeFolders() removes. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "s3-"));
  folders.push(folder);
  return folder;
}

/** Removes the folders that newFolder() made. */
export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, {recursive: true, force: true});
}
