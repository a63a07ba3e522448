import type {PublishedProof} from "../../core/proof/published.js";
import {sha256Of} from "../../core/proof/sha256.js";
import {webProofCrypto} from "../../core/proof/signature.js";
import type {ProofCrypto} from "../../core/proof/signature.js";
import {readSiteManifest, siteManifestPath} from "../../core/proof/site.js";
import type {SiteManifest} from "../../core/proof/site.js";
import {figures, figureTitle} from "../../core/pages/figures.js";
import {dependents, isData, publishedName} from "./file-dependents.js";
import {fetchFile, messageOf, siteUrl} from "./fetch-file.js";
import type {Fetched} from "./fetch-file.js";
import {recompute} from "./recompute-published.js";
import {compareNumbers} from "./compare-numbers.js";
import type {FileCheck, StatementCheck, Tamper, Verification} from "./verification.js";
import {checkSignatures} from "./check-signatures.js";
import type {Listed} from "./check-signatures.js";
import type {FetchedPage} from "./prerendered-numbers.js";

/** The steps of a check, in order. */
export type VerifyStep = "files" | "scores" | "numbers";

/** How to check a site. */
export interface VerifyOptions {
  /** The URL of the root of the site, with a slash at the end. */
  base: string;
  tamper: Tamper | null;

  /** Gets the step under way, and how far it is. */
  onProgress: (step: VerifyStep, done: number, of: number, what?: string) => void;
}

/** The result, with what only a document can check: the HTML of the pages. */
export interface CheckedSite {
  result: Verification;
  pages: FetchedPage[];
  published: Map<string, unknown>;
}

/**
 * Fetches every file of a built site and checks it against the signed list, the signed statement and the
 * events themselves. Rejects only if there is no list of files: where a site is previewed there is none.
 */
export async function verifySite(options: VerifyOptions): Promise<CheckedSite> {
  const startedAt = performance.now();
  const {base, tamper} = options;
  const crypto = proofCrypto();
  const list = await fetchFile(base, siteManifestPath, {crypto, size: 0, tamper});
  if (!list.bytes || !list.sha256)
    throw new Error(
      `the list of the site’s files was not found (${list.error}); a preview has none: build the site, and serve what was built`
    );
  const notes: string[] = crypto.secure ? [] : [insecure];
  const listed = readList(list.bytes);
  const files = await fetchAll(listed.manifest, options, crypto);
  const usedIn = dependents(textsOf(files));
  const proofPath = "data/proof.json";
  const proof = maybeJson(files.get(proofPath)) as PublishedProof | undefined;
  const checks = await checkSignatures({proof, listed, files, crypto, notes, usedIn});
  const published = publishedJson(files);
  const numbers = await checkNumbers(proof, files, published, options);
  const toFileCheck = ([path, fetched]: [string, Fetched]): FileCheck => {
    const entry = listed.manifest.files.find((one) => one.path === path)!;
    const found = fetched.sha256 ?? fetched.error!;
    const ok = found === entry.sha256;
    return {
      path,
      bytes: fetched.size,
      expected: entry.sha256,
      found,
      ok,
      figures: ok ? [] : usedIn(path)
    };
  };
  const result: Verification = {
    format: "atalaya-verification/2",
    run: listed.manifest.run,
    site: list.sha256,
    evaluation: evaluationOf(proof),
    keyId: checks.keyId,
    files: [...files].map(toFileCheck),
    proof: checks.lines,
    scores: numbers.lines,
    scored: numbers.scored,
    figures: numbers.figures,
    unverified: numbers.unverified,
    notes,
    tamper,
    seconds: (performance.now() - startedAt) / 1000
  };
  return {result, pages: pagesOf(files), published};
}

const insecure =
  "This page was not loaded over HTTPS, so the browser withholds its cryptography: digests are computed by a script, and signatures are not checked. Open the site over HTTPS or on this machine (localhost), or run `atalaya verify`.";

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

/** Reads the list of files; one that is damaged counts as empty. */
function readList(bytes: Uint8Array): Listed {
  try {
    return {manifest: readSiteManifest(new TextDecoder().decode(bytes)), error: null};
  } catch (error) {
    const manifest: SiteManifest = {format: "atalaya-site/1", run: "", files: [], signatures: []};
    return {manifest, error: messageOf(error)};
  }
}

async function fetchAll(
  {files}: SiteManifest,
  {base, tamper, onProgress}: VerifyOptions,
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
      onProgress("files", (done += file.bytes), total);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return fetched;
}

/** Returns whether the bytes of a file stay in memory: those of data and texts, not of programs. */
function isBuffered(path: string): boolean {
  return /\.(json|duckdb|html|css|js)$/.test(path);
}

async function checkNumbers(
  proof: PublishedProof | undefined,
  files: ReadonlyMap<string, Fetched>,
  published: Map<string, unknown>,
  {base, onProgress}: VerifyOptions
): Promise<{lines: StatementCheck[]; scored: number} & ReturnType<typeof compareNumbers>> {
  const data = new Map(
    [...files].filter(([path]) => isData(path)).map(([path, file]) => [publishedName(path), file])
  );
  const eventsPath = [...files.keys()].find((path) => publishedName(path) === "events.duckdb");
  try {
    if (!proof) throw new Error("proof.json cannot be read");
    const {documents, checks, scored} = await recompute({
      proof,
      files: data,
      published,
      eventsUrl: siteUrl(base, eventsPath ?? "events.duckdb"),
      onProgress
    });
    const lines = checks.map((check) => ({...check, figures: check.ok ? [] : everyFigure()}));
    return {lines, scored, ...compareNumbers(published, documents)};
  } catch (error) {
    const found = messageOf(error);
    const line = {what: "recomputing the numbers", expected: "possible", found, ok: false};
    return {lines: [{...line, figures: everyFigure()}], scored: 0, figures: [], unverified: []};
  }
}

/** Returns all figures: where events or models are not what they were, none is verified. */
function everyFigure(): string[] {
  return figures.map(figureTitle);
}

/** Returns the parsed JSON of the published files that pages draw; models are checked by what they score. */
function publishedJson(files: ReadonlyMap<string, Fetched>): Map<string, unknown> {
  const documents = new Map<string, unknown>();
  for (const [path, file] of files) {
    const name = publishedName(path);
    if (!isData(path) || !name.endsWith(".json") || /model\.json$/.test(name)) continue;
    documents.set(name, maybeJson(file));
  }
  return documents;
}

function maybeJson(file: Fetched | undefined): unknown {
  try {
    return file?.bytes ? JSON.parse(new TextDecoder().decode(file.bytes)) : undefined;
  } catch {
    return undefined; // its digest differs
  }
}

function textsOf(files: ReadonlyMap<string, Fetched>): Map<string, string> {
  const texts = [...files].filter(([path, {bytes}]) => /\.(html|js|css)$/.test(path) && bytes);
  return new Map(texts.map(([path, {bytes}]) => [path, new TextDecoder().decode(bytes!)]));
}

function pagesOf(files: ReadonlyMap<string, Fetched>): CheckedSite["pages"] {
  return [...textsOf(files)]
    .filter(([path]) => path.endsWith(".html"))
    .map(([path, html]) => ({path, html}));
}

function evaluationOf(proof: PublishedProof | undefined): string {
  const name = proof?.files?.[0]?.name ?? "";
  return /artifacts\/([0-9a-f]{64})\//.exec(name)?.[1] ?? "";
}
