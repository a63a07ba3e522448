import {readdir, readFile, rename, rm, rmdir, writeFile} from "node:fs/promises";
import {dirname, join, relative, sep} from "node:path";
import {sha256} from "../artifacts/digest.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {makeFolder} from "../lease/make-folder.js";
import {withLock} from "../run/lock.js";
import {openBucket} from "../storage/s3/bucket.js";
import type {Bucket} from "../storage/s3/bucket.js";
import {openConnection} from "../storage/s3/connection.js";
import {saveObject} from "../storage/s3/download.js";
import {listObjects} from "../storage/s3/list.js";
import type {ListedObject} from "../storage/s3/list.js";
import {defaultPatience, defaultWaitEffects} from "../storage/s3/persist.js";
import type {BucketAddress} from "./address.js";
import {divideObjects} from "./divide-objects.js";

/** The logs below a prefix of an object store, with a folder of the workspace that holds them as files. */
export interface Mirror {
  /** The folder: logs are read from there. */
  readonly folder: string;

  /** The address; e.g., `s3://logs/zeek/`. */
  readonly location: string;

  /** Returns the objects that are there now, in ascending order of their names; a bucket that is missing has none. */
  list(): Promise<ListedObject[]>;

  /**
   * Makes the folder hold the objects that are there now, and nothing else: what is new or changed is fetched and checked, each
   * file completely or not at all, and what is gone is removed. A stop in the middle costs what was on its way.
   */
  update(): Promise<void>;
}

/** The options of a mirror. */
export interface MirrorOptions {
  /** Called with what people should read: each name, once, that cannot be that of a file, and if another process is waited for. */
  warn?: (message: string) => void;
}

/** What the files of a folder were fetched from: the version of each object by its name. */
type Fetched = Map<string, string>;

const indexName = "fetched.json";

/** Transfers at the same time. */
const parallel = 4;

/**
 * Returns the mirror of *address* in the workspace of *settings*. Throws a UsageError if no object store is configured, or if runs
 * write to that bucket: each run would start the next.
 */
export function openMirror(
  {bucket: name, prefix}: BucketAddress,
  {workspace, minio, buckets}: Pick<Settings, "workspace" | "minio" | "buckets">,
  {warn = () => {}}: MirrorOptions = {}
): Mirror {
  const location = `s3://${name}/${prefix}`;
  if (!minio)
    throw new UsageError(
      `missing MINIO_ENDPOINT: ${location} is in an object store; set it, MINIO_ACCESS_KEY and MINIO_SECRET_KEY`
    );
  if (Object.values(buckets).includes(name))
    throw new UsageError(
      `invalid address: ${location} is in a bucket that runs write; keep logs in a bucket of their own`
    );
  const patience = {...defaultPatience, deadlineMs: minio.retryTimeout * 1000};
  const bucket = openBucket(openConnection(minio), name, patience, defaultWaitEffects);
  const root = join(workspace, "mirrors", sha256(location).slice(0, 16));
  const warned = new Set<string>();
  const list = async () => {
    const {readable, unreadable} = divideObjects(await listObjects(bucket, prefix), prefix);
    for (const {name: object} of unreadable)
      if (!warned.has(object)) {
        warned.add(object);
        warn(
          `not read: ${JSON.stringify(`s3://${name}/${object}`)}; it cannot be the path of a file`
        );
      }
    return readable;
  };
  const folder = join(root, "logs");
  return {
    folder,
    location,
    list,
    async update() {
      const options = {what: `the copy of ${location}`, onWait: warn};
      const work = async () => updateFolder(bucket, root, folder, await list());
      await withLock(`${root}.lease`, work, options);
    }
  };
}

async function updateFolder(
  bucket: Bucket,
  root: string,
  folder: string,
  objects: readonly ListedObject[]
): Promise<void> {
  await makeFolder(folder);
  const fetched = await readIndex(root);
  const versions = new Map(objects.map((object) => [object.name, versionOf(object)]));
  const kept: Fetched = new Map();
  for (const name of await namesIn(folder)) {
    const version = fetched.get(name);
    if (version !== undefined && version === versions.get(name)) kept.set(name, version);
    else await removeFile(folder, name);
  }
  await writeIndex(root, kept);
  const missing = objects.filter(({name}) => !kept.has(name));
  try {
    const fetchers = Array.from({length: parallel}, async (_, i) => {
      const part = join(root, `part-${i}`);
      for (let next = missing.shift(); next; next = missing.shift())
        if (await fetchFile(bucket, next, part, join(folder, next.name)))
          kept.set(next.name, versionOf(next));
    });
    const failed = (await Promise.allSettled(fetchers)).find(({status}) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  } finally {
    await writeIndex(root, kept);
  }
}

/** Fetches the object *name* to *path*, by way of *part*; returns false if it is gone by now. */
async function fetchFile(
  bucket: Bucket,
  {name, bytes}: ListedObject,
  part: string,
  path: string
): Promise<boolean> {
  try {
    await saveObject(bucket, name, bytes, part);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await rm(part, {force: true});
    return false;
  }
  await makeFolder(dirname(path));
  await rename(part, path);
  return true;
}

function versionOf({bytes, etag, changedAt}: ListedObject): string {
  return `${etag} ${bytes} ${changedAt}`;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) =>
    relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")
  );
}

/** Removes the file *name*, and the folders above it that are empty then: an object may take the name of one. */
async function removeFile(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  await rm(path, {force: true});
  for (let above = dirname(path); above !== folder; above = dirname(above)) {
    const removed = await rmdir(above).then(
      () => true,
      () => false // it holds other files
    );
    if (!removed) return;
  }
}

async function readIndex(root: string): Promise<Fetched> {
  try {
    return new Map(JSON.parse(await readFile(join(root, indexName), "utf8")) as [string, string][]);
  } catch {
    return new Map(); // all is fetched again
  }
}

async function writeIndex(root: string, fetched: Fetched): Promise<void> {
  const path = join(root, indexName);
  await writeFile(`${path}.partial`, JSON.stringify([...fetched]));
  await rename(`${path}.partial`, path);
}
