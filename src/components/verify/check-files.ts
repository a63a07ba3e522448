import {checkSiteDocuments} from "../../core/proof/check-site.js";
import type {CheckedDocuments} from "../../core/proof/check-site.js";
import {proofPath} from "../../core/proof/published.js";
import {sha256Of} from "../../core/proof/sha256.js";
import {webProofCrypto} from "../../core/proof/signature.js";
import type {ProofCrypto} from "../../core/proof/signature.js";
import {readSiteManifest, siteManifestPath} from "../../core/proof/site.js";
import type {SiteFileEntry} from "../../core/proof/site.js";
import {dependents} from "./file-dependents.js";
import {fetchFile} from "./fetch-file.js";
import type {Fetched} from "./fetch-file.js";
import {servedAlso} from "./served-also.js";
import type {FileCheck, StatementCheck, Tamper} from "./verification.js";

/** How to check the files of a site. */
export interface CheckFilesOptions {
  /** The URL of the root of the site, with a slash at the end. */
  base: string;
  tamper: Tamper | null;

  /** Gets how many bytes are fetched, of how many. */
  onProgress: (done: number, of: number) => void;
}

/** The files of a site, and what is wrong with them. */
export interface CheckedFiles {
  /** The digest of the list itself. */
  list: string;
  documents: CheckedDocuments;

  /** Each listed file, by its path. */
  fetched: Map<string, Fetched>;
  files: FileCheck[];
  lines: StatementCheck[];

  /** What could not be checked here. */
  notes: string[];
}

const insecure =
  "This page was not loaded over HTTPS, so the browser withholds its cryptography: digests are computed by a script, and signatures are not checked. Open the site over HTTPS or on this machine (localhost), or run `atalaya verify --site` on a copy of it.";

/**
 * Fetches every file of a built site, compares it with the list, and checks the signatures of the list and of the run.
 * Rejects only if there is no list of files: where a site is previewed there is none.
 */
export async function checkFiles(options: CheckFilesOptions): Promise<CheckedFiles> {
  const {base, tamper} = options;
  const crypto = proofCrypto();
  const list = await fetchFile(base, siteManifestPath, {crypto, size: 0, tamper});
  if (!list.bytes || !list.sha256)
    throw new Error(
      `the list of the site’s files was not found (${list.error}); a preview has none: build the site, and serve what was built`
    );
  const entries = maybeEntries(list.bytes);
  const fetched = await fetchAll(entries, options, crypto);
  const usedIn = dependents(textsOf(fetched));
  const documents = await checkSiteDocuments(
    {manifest: list.bytes, proof: fetched.get(proofPath)?.bytes ?? undefined},
    {crypto, signatures: crypto.secure}
  );
  const lines = documents.checks.map(({path, ...check}) => {
    const about = path === siteManifestPath ? proofPath : path; // every page depends on both
    return {...check, figures: check.ok ? [] : usedIn(about)};
  });
  const also = await servedAlso(entries, options, crypto);
  return {
    list: list.sha256,
    documents,
    fetched,
    files: entries.map((entry) => checkOf(entry, fetched.get(entry.path)!, usedIn)),
    lines: [...lines, ...also.map((line) => ({...line, figures: []}))],
    notes: crypto.secure ? [] : [insecure]
  };
}

/** Returns the texts of the pages, scripts and styles among *files*, by their paths. */
export function textsOf(files: ReadonlyMap<string, Fetched>): Map<string, string> {
  const texts = [...files].filter(([path, {bytes}]) => /\.(html|js|css)$/.test(path) && bytes);
  return new Map(texts.map(([path, {bytes}]) => [path, new TextDecoder().decode(bytes!)]));
}

function checkOf(
  {path, sha256, bytes}: SiteFileEntry,
  fetched: Fetched,
  usedIn: (path: string) => string[]
): FileCheck {
  const differs = fetched.sha256 !== sha256;
  const ok = !differs && fetched.size === bytes;
  const [expected, found] = differs
    ? [sha256, fetched.sha256 ?? fetched.error!]
    : [sha256, ok ? sha256 : `${fetched.size} bytes, not ${bytes}`];
  return {path, bytes: fetched.size, expected, found, ok, figures: ok ? [] : usedIn(path)};
}

/** Returns WebCrypto, or, where a page may not have it, digests of our own and no signatures. */
function proofCrypto(): ProofCrypto & {secure: boolean} {
  const subtle = globalThis.crypto?.subtle;
  if (subtle) return {...webProofCrypto(subtle), secure: true};
  return {
    secure: false,
    sha256: (bytes) => Promise.resolve(sha256Of(bytes)),
    verifyEd25519: () => Promise.reject(new Error("not checked: no cryptography without HTTPS"))
  };
}

/** Returns what the list holds; nothing if it is damaged, which is reported with its signature. */
function maybeEntries(bytes: Uint8Array): SiteFileEntry[] {
  try {
    return readSiteManifest(bytes).files;
  } catch {
    return [];
  }
}

async function fetchAll(
  files: readonly SiteFileEntry[],
  {base, tamper, onProgress}: CheckFilesOptions,
  crypto: ProofCrypto
): Promise<Map<string, Fetched>> {
  const total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  const fetched = new Map<string, Fetched>(
    files.map(({path}) => [path, {sha256: null, bytes: null, size: 0}])
  );
  let done = 0;
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const found = await fetchFile(base, file.path, {crypto, size: file.bytes, tamper});
      fetched.set(file.path, isBuffered(file.path) ? found : {...found, bytes: null});
      onProgress((done += file.bytes), total);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return fetched;
}

/** Returns whether the bytes of a file stay in memory: those of data and texts, not of programs. */
function isBuffered(path: string): boolean {
  return /\.(json|duckdb|html|css|js)$/.test(path);
}
