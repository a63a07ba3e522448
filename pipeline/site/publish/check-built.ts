import {constants} from "node:fs";
import {open, readdir} from "node:fs/promises";
import {join} from "node:path";
import {checkSiteDocuments} from "../../../src/core/proof/check-site.js";
import {proofPath} from "../../../src/core/proof/published.js";
import {readSiteManifest, siteManifestPath} from "../../../src/core/proof/site.js";
import type {SiteFileEntry, SiteManifest} from "../../../src/core/proof/site.js";
import {sha256} from "../../artifacts/digest.js";
import {nodeProofCrypto} from "../../proof/keys.js";
import {digestIn, listFolder, maybeBytes, twinFault} from "../../proof/site-folder.js";
import type {FolderEntries} from "../../proof/site-folder.js";

/** A site that is as its manifest lists it. */
export interface CheckedSite {
  manifest: SiteManifest;
  /** The SHA-256 of the manifest itself: equal for equal sites. */
  digest: string;
  /** The time at which its run ended, by the statement on it; ISO 8601, UTC; null without one. */
  finishedAt: string | null;
}

const maxDocument = 256 << 20; // bytes

/**
 * Reads the site in *folder*, and compares every file of it with its manifest: none may differ, be missing, or
 * be there besides, but the gzip of one; and whoever signed the statement on its run signed the manifest, if
 * anybody did. Rejects with an Error that names the first difference.
 */
export async function checkBuilt(folder: string): Promise<CheckedSite> {
  const entries = await listFolder(folder);
  for (const [path, what] of entries.others) throw differs(path, `${what} was found`);
  const read = async (path: string) =>
    entries.files.has(path) ? maybeBytes(join(folder, path), maxDocument) : undefined;
  const documents = {manifest: await read(siteManifestPath), proof: await read(proofPath)};
  const manifest = readList(documents.manifest);
  const listed = new Map(manifest.files.map((entry) => [entry.path, entry]));
  listed.set(siteManifestPath, entryOf(siteManifestPath, documents.manifest as Uint8Array));
  await inTurns([...listed.values()], (entry) => checkFile(folder, entries, entry));
  await inTurns([...entries.files], (path) => checkListed(folder, path, listed));
  const {checks, statement} = await checkSiteDocuments(documents, {
    crypto: nodeProofCrypto,
    keys: null
  });
  const wrong = checks.find(({ok}) => !ok);
  if (wrong && manifest.signatures.length > 0)
    throw differs(wrong.what, `${wrong.expected} expected, ${wrong.found} found`);
  const finishedAt = statement?.predicate.runDetails.metadata.finishedOn ?? null;
  return {manifest, digest: listed.get(siteManifestPath)!.sha256, finishedAt};
}

/** Makes all files and names in *folder*, and below, survive a failure of power. */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  await inTurns([...paths, folder], syncPath);
}

/** Makes the bytes of the file, or the names in the folder, at *path* survive a failure of power. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function readList(bytes: Uint8Array | undefined): SiteManifest {
  if (!bytes) throw differs(siteManifestPath, "nothing was found");
  try {
    return readSiteManifest(bytes);
  } catch (error) {
    throw differs(siteManifestPath, (error as Error).message);
  }
}

async function checkFile(
  folder: string,
  {files}: FolderEntries,
  {path, sha256: expected, bytes}: SiteFileEntry
): Promise<void> {
  if (!files.has(path)) throw differs(path, "nothing was found");
  const found = await digestIn(join(folder, path), bytes);
  if (found.sha256 === null) throw differs(path, `${bytes} bytes expected, ${found.bytes} found`);
  if (found.sha256 !== expected) throw differs(path, `${expected} expected, ${found.sha256} found`);
}

/** Throws an Error unless the file at *path* is *listed*, or is the gzip of one that is. */
async function checkListed(
  folder: string,
  path: string,
  listed: ReadonlyMap<string, SiteFileEntry>
): Promise<void> {
  if (listed.has(path)) return;
  const entry = path.endsWith(".gz") ? listed.get(path.slice(0, -".gz".length)) : undefined;
  const fault = entry ? await twinFault(join(folder, path), entry) : "it is not listed";
  if (fault) throw differs(path, fault);
}

function entryOf(path: string, bytes: Uint8Array): SiteFileEntry {
  return {path, sha256: sha256(bytes), bytes: bytes.length};
}

function differs(path: string, how: string): Error {
  return new Error(`invalid site: ${path} is not as its manifest says: ${how}`);
}

/** Calls *work* with each of *items*, eight at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  await Promise.all(
    Array.from({length: 8}, async () => {
      for (const item of rest) await work(item);
    })
  );
}
