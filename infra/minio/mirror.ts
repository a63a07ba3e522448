import {copyFile, mkdir, rm} from "node:fs/promises";
import {join, resolve} from "node:path";
import type {Layer} from "../../src/core/schema/artifacts.js";
import {layers} from "../../src/core/schema/artifacts.js";
import {sha256OfFile} from "../../pipeline/artifacts/digest.js";
import {UsageError} from "../../pipeline/config/errors.js";
import {readSettings} from "../../pipeline/config/settings.js";
import type {Settings} from "../../pipeline/config/settings.js";
import {folderStore} from "../../pipeline/storage/folder.js";
import {openStores} from "../../pipeline/storage/open.js";
import type {Store} from "../../pipeline/storage/store.js";

// node --import tsx infra/minio/mirror.ts backup|restore|check FOLDER
//
// Copies the four buckets into a folder, or a folder into the buckets, or compares the two. The folder is
// laid out as the store of a workspace is, so that `atalaya` can read it without any server. Keys are
// written once, so that a second backup copies only what is new; runs may go on meanwhile. Any S3 will do:
// a backup of MinIO restores into SeaweedFS as well.

const verbs = ["backup", "restore", "check"];

const [verb, path] = process.argv.slice(2);
try {
  if (!verbs.includes(verb) || !path)
    throw new UsageError("missing arguments; try mirror.ts backup|restore|check FOLDER");
  const settings = readSettings();
  if (!settings.minio) throw new UsageError("missing MINIO_ENDPOINT; name the server of the store");
  process.exitCode = await mirror(verb, resolve(path), settings);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`mirror: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function mirror(verb: string, folder: string, settings: Settings): Promise<number> {
  const server = openStores(settings);
  const local = (layer: Layer) => folderStore(join(folder, `cybersec-ml-${layer}`));
  const scratch = join(folder, ".scratch");
  await mkdir(scratch, {recursive: true});
  let different = 0;
  // EVAL and MODELS name artifacts of RAW and SILVER: what is named is listed after what names it.
  const contents = new Map<Layer, Contents>();
  for (const layer of [...layers].reverse())
    contents.set(layer, await contentsOf(verb === "restore" ? local(layer) : server[layer]));
  for (const layer of layers) {
    const found = contents.get(layer) as Contents;
    const ends = [server[layer], local(layer)];
    const [from, to] = verb === "restore" ? ends.reverse() : ends;
    if (verb === "check") different += await check(from, to, found);
    else console.error(`${layer}: ${await copyAll(from, to, found, scratch)}`);
  }
  await rm(scratch, {recursive: true, force: true});
  if (verb === "check") console.error(`${different} keys differ`);
  return different === 0 ? 0 : 1;
}

/** The contents of a store at one moment. */
interface Contents {
  /** The keys that are written once, in the order in which to write them. */
  keys: string[];
  /** The bytes at the keys that are replaced: pointers to runs. */
  pointers: Map<string, Uint8Array>;
}

/** Returns what *store* holds; what a run adds meanwhile is left for the next backup, completely. */
async function contentsOf(store: Store): Promise<Contents> {
  const before = await store.list("");
  const pointers = new Map<string, Uint8Array>();
  for (const key of before.filter(isPointer)) pointers.set(key, await store.read(key));
  const manifests = new Set(before.filter(isManifest));
  const now = await store.list("");
  const parts = now.filter((key) => !isPointer(key) && !isManifest(key));
  return {keys: [...parts, ...now.filter((key) => manifests.has(key))], pointers};
}

function isManifest(key: string): boolean {
  return key.endsWith("/manifest.json");
}

function isPointer(key: string): boolean {
  return !key.includes("/");
}

async function copyAll(
  from: Store,
  to: Store,
  {keys, pointers}: Contents,
  scratch: string
): Promise<string> {
  const there = new Set(await to.list(""));
  const missing = keys.filter((key) => !there.has(key));
  for (const key of missing) {
    const aside = join(scratch, "object");
    await copyFile(await from.localPath(key), aside); // a store adopts a file by taking it away
    await to.adopt(key, aside);
  }
  for (const [key, bytes] of pointers) await to.replace(key, bytes);
  return `${missing.length} of ${keys.length} keys copied, and ${pointers.size} pointers`;
}

/** Returns how many of *keys* are missing or other bytes in *to*, and names them. */
async function check(from: Store, to: Store, {keys, pointers}: Contents): Promise<number> {
  let different = 0;
  for (const key of [...keys, ...pointers.keys()]) {
    const there = await to.has(key);
    if (there && (await digestOf(from, key)) === (await digestOf(to, key))) continue;
    console.error(`${there ? "differs" : "missing"}: ${from.location}/${key}`);
    ++different;
  }
  return different;
}

async function digestOf(store: Store, key: string): Promise<string> {
  return (await sha256OfFile(await store.localPath(key))).sha256;
}
