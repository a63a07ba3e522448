import {isData, publishedName} from "../../core/proof/check-site.js";
import {siteModelPath} from "../../core/published/site-models.js";
import type {PublishedProof} from "../../core/proof/published.js";
import {figures, figureTitle} from "../../core/pages/figures.js";
import {checkFiles, textsOf} from "./check-files.js";
import type {CheckedFiles} from "./check-files.js";
import {messageOf, siteUrl} from "./fetch-file.js";
import type {Fetched} from "./fetch-file.js";
import {recompute} from "./recompute-published.js";
import {compareNumbers} from "./compare-numbers.js";
import type {StatementCheck, Tamper, Verification} from "./verification.js";
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
  const {base, tamper, onProgress} = options;
  const checked = await checkFiles({
    base,
    tamper,
    onProgress: (done, of) => onProgress("files", done, of)
  });
  const {documents, fetched} = checked;
  const published = publishedJson(fetched);
  const numbers = await checkNumbers(checked, published, options);
  const metadata = documents.statement?.predicate.runDetails.metadata;
  const result: Verification = {
    format: "atalaya-verification/3",
    run: documents.manifest?.run ?? "",
    finishedAt: metadata?.finishedOn ?? null,
    site: checked.list,
    evaluation: evaluationOf(documents.proof),
    keyId: documents.keyId,
    files: checked.files,
    proof: checked.lines,
    scores: numbers.lines,
    scored: numbers.scored,
    figures: numbers.figures,
    unverified: numbers.unverified,
    notes: checked.notes,
    warnings: [], // what the browser stores is out of reach of a worker
    tamper,
    seconds: (performance.now() - startedAt) / 1000
  };
  return {
    result,
    published,
    pages: [...textsOf(fetched)]
      .filter(([path]) => path.endsWith(".html"))
      .map(([path, html]) => ({path, html}))
  };
}

/** Recomputes the numbers, unless the events are not those that were signed: then nothing is made of them. */
async function checkNumbers(
  {documents: {proof}, fetched, lines, files}: CheckedFiles,
  published: Map<string, unknown>,
  {base, onProgress}: VerifyOptions
): Promise<{lines: StatementCheck[]; scored: number} & ReturnType<typeof compareNumbers>> {
  const data = new Map(
    [...fetched]
      .filter(([path]) => isData(path) || isModel(path))
      .map(([path, file]) => [publishedName(path), file])
  );
  try {
    const path = [...fetched.keys()].find((one) => publishedName(one) === "events.duckdb");
    if (!proof) throw new Error("proof.json cannot be read");
    if (path === undefined) throw new Error("events.duckdb is not on the list");
    const signed = lines.find(({what}) => what === `${path} as signed with the run`);
    if (!signed?.ok || !files.find((file) => file.path === path)?.ok)
      throw new Error("events.duckdb is not the one that was signed: it was not opened");
    const {documents, checks, scored} = await recompute({
      proof,
      files: data,
      published,
      eventsUrl: siteUrl(base, path),
      onProgress
    });
    const found = checks.map((check) => ({...check, figures: check.ok ? [] : everyFigure()}));
    return {lines: found, scored, ...compareNumbers(published, documents)};
  } catch (error) {
    const found = messageOf(error);
    const line = {what: "recomputing the numbers", expected: "possible", found, ok: false};
    return {lines: [{...line, figures: everyFigure()}], scored: 0, figures: [], unverified: []};
  }
}

/** Returns whether the file at *path* is a model that pages can score with. */
function isModel(path: string): boolean {
  return path.startsWith(siteModelPath("").slice(0, -".json".length));
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

function evaluationOf(proof: PublishedProof | null): string {
  const name = proof?.files?.[0]?.name ?? "";
  return /artifacts\/([0-9a-f]{64})\//.exec(name)?.[1] ?? "";
}
