import {existsSync} from "node:fs";
import {realpath, stat} from "node:fs/promises";
import {join} from "node:path";
import {checkSiteDocuments} from "../../src/core/proof/check-site.js";
import type {CheckedDocuments} from "../../src/core/proof/check-site.js";
import {proofPath} from "../../src/core/proof/published.js";
import {siteManifestPath} from "../../src/core/proof/site.js";
import type {SiteFileEntry} from "../../src/core/proof/site.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {sha256OfFile} from "../artifacts/digest.js";
import type {Reporter} from "../artifacts/context.js";
import {nodeProofCrypto} from "./keys.js";
import type {PublicKey} from "./keys.js";
import {compareWithAudit} from "./newest-run.js";
import {verifyCatalogue} from "./verify-catalogue.js";
import {digestIn, listFolder, maybeBytes, twinFault} from "./site-folder.js";
import type {FolderEntries} from "./site-folder.js";
import {newSiteParts, siteParts} from "./site-verification.js";
import type {SiteKeyOrigin, SitePartVerification, SiteVerification} from "./site-verification.js";
import {differ} from "./verification.js";
import {knownKeys} from "./verify-statement.js";

/** The site to verify, and what to compare it with. */
export interface VerifySiteOptions {
  /** The folder of the site. */
  site: string;

  /** The key that must have signed it; defaults to those of the workspace, or else to the one that it carries. */
  key?: PublicKey;

  /** Whether the workspace was named: then there must be one. */
  hasWorkspace: boolean;
}

/** The largest list, and the largest proof, that is read: those of a site are far smaller. */
const maxDocument = 256 << 20; // bytes

/**
 * Checks the built site in a folder: that every listed file is there with its bytes, and nothing else; that the list and
 * the statement are signed by one key, and agree; that the database holds plain tables; and, with an audit at hand,
 * that no newer run succeeded. Writes nothing into the folder. Throws a UsageError if it is no site.
 */
export async function verifySite(
  settings: Settings,
  {site, key, hasWorkspace}: VerifySiteOptions,
  reporter: Reporter
): Promise<SiteVerification> {
  const root = await siteRoot(site);
  if (hasWorkspace && !settings.postgres && !existsSync(settings.workspace))
    throw new UsageError(`workspace not found: ${settings.workspace}; name another, or none`);
  const parts = newSiteParts();
  const {keys, origin} = await believedKeys(settings, key);
  const entries = await listFolder(root);
  reporter.begin("verify");
  const documents = await verifyDocuments(root, entries, keys, parts.documents);
  const files = documents.manifest?.files ?? [];
  await verifyFiles(root, entries, files, parts.files, reporter);
  const compressed = await verifyAdded(root, entries, files, parts.added);
  await verifyCatalogue(root, files, parts);
  reporter.end("verify", `${parts.files.bytes.toLocaleString("en-US")} bytes`);
  const isOurs = hasWorkspace || origin === "workspace";
  const newest = isOurs ? await compareWithAudit(settings, documents, parts.audit, reporter) : null;
  return {
    site,
    run: documents.manifest?.run ?? null,
    ok: siteParts.every((name) => parts[name].findingCount === 0),
    keyId: documents.keyId,
    keyOrigin: origin,
    finishedAt: documents.statement?.predicate.runDetails.metadata.finishedOn ?? null,
    newest,
    compressed,
    parts: siteParts.map((name) => parts[name])
  };
}

/** Returns the folder that *site* is; throws a UsageError if it is none, or nothing of a site is in it. */
async function siteRoot(site: string): Promise<string> {
  const found = await stat(site).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `site not found: ${site} (${error.code}); name the folder of a built site`
    );
  });
  if (!found.isDirectory())
    throw new UsageError(`invalid --site: ${site} is no folder; name the folder of a built site`);
  const root = await realpath(site);
  const isSite = [siteManifestPath, proofPath, "index.html", "_observablehq"].some((path) =>
    existsSync(join(root, path))
  );
  if (isSite) return root;
  const live = join(site, "live", "site");
  const remedy = existsSync(live) ? `try ${live}` : "name the folder of a built site";
  throw new UsageError(`invalid --site: there is no site in ${site}; ${remedy}`);
}

async function believedKeys(
  settings: Settings,
  given: PublicKey | undefined
): Promise<{keys: readonly PublicKey[] | null; origin: SiteKeyOrigin}> {
  const {keys} = await knownKeys(settings, given);
  if (given) return {keys, origin: "given"};
  return keys.length > 0 ? {keys, origin: "workspace"} : {keys: null, origin: "site"};
}

async function verifyDocuments(
  root: string,
  {files}: FolderEntries,
  keys: readonly PublicKey[] | null,
  part: SitePartVerification
): Promise<CheckedDocuments> {
  const read = async (path: string) => {
    if (!files.has(path)) return undefined; // a link is not followed
    const bytes = await maybeBytes(join(root, path), maxDocument).catch(() => undefined);
    part.bytes += bytes?.length ?? 0;
    return bytes;
  };
  const documents = await checkSiteDocuments(
    {manifest: await read(siteManifestPath), proof: await read(proofPath)},
    {crypto: nodeProofCrypto, keys}
  );
  part.checked = documents.checks.length;
  for (const {path, what, expected, found, ok} of documents.checks)
    if (!ok) differ(part, {what: what === path ? what : `${path}: ${what}`, expected, found});
  return documents;
}

async function verifyFiles(
  root: string,
  entries: FolderEntries,
  files: readonly SiteFileEntry[],
  part: SitePartVerification,
  reporter: Reporter
): Promise<void> {
  for (const {path, sha256, bytes} of files) {
    ++part.checked;
    const expected = sha256;
    if (!entries.files.has(path)) {
      const found = entries.others.get(path) ?? "nothing";
      differ(part, {what: path, expected, found});
      continue;
    }
    try {
      const found = await digestIn(join(root, path), bytes);
      part.bytes += found.bytes;
      reporter.progress(part.bytes, null, "bytes");
      if (found.sha256 === null)
        differ(part, {what: path, expected: `${bytes} bytes`, found: `${found.bytes} bytes`});
      else if (found.sha256 !== sha256) differ(part, {what: path, expected, found: found.sha256});
    } catch (error) {
      differ(part, {what: path, expected, found: unreadable(error)});
    }
  }
}

/** Names whatever is not on the list; returns how many files are the gzip of a listed one, which servers send for it. */
async function verifyAdded(
  root: string,
  {files, others}: FolderEntries,
  listed: readonly SiteFileEntry[],
  part: SitePartVerification
): Promise<number> {
  const byPath = new Map(listed.map((entry) => [entry.path, entry]));
  const listedAs = async (path: string): Promise<SiteFileEntry | undefined> =>
    path === siteManifestPath && files.has(path)
      ? {path, ...(await sha256OfFile(join(root, path)))} // its signature was checked
      : byPath.get(path);
  let compressed = 0;
  for (const [path, found] of others)
    if (!byPath.has(path)) differ(part, {what: path, expected: "nothing", found});
  for (const path of files) {
    ++part.checked;
    if (path === siteManifestPath || byPath.has(path)) continue;
    const entry = path.endsWith(".gz") ? await listedAs(path.slice(0, -3)) : undefined;
    const found = entry ? await twinFault(join(root, path), entry) : "a file that is not listed";
    if (found === undefined) ++compressed;
    else
      differ(part, {what: path, expected: entry ? `the gzip of ${entry.path}` : "nothing", found});
  }
  part.checked += others.size;
  return compressed;
}

function unreadable(error: unknown): string {
  return `unreadable (${(error as NodeJS.ErrnoException).code ?? "unknown"})`;
}
