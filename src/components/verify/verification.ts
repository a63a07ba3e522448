import type {ValueMismatch} from "../../core/proof/compare.js";
import type {Today} from "../../core/schema/published.js";
import {formatCount, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";

/** One bit to change in one file, in memory, to see the check fail. */
export interface Tamper {
  /** The path of the file, from the root of the site. */
  path: string;

  /** Which byte, from 0; its lowest bit is flipped. */
  byte: number;
}

/** A file of the site, as it was fetched. */
export interface FileCheck {
  path: string;
  bytes: number;
  expected: string;
  found: string;
  ok: boolean;

  /** The titles of the figures and pages that are made from it. */
  figures: string[];
}

/** An expected value, and the one that was found. */
export interface StatementCheck {
  what: string;
  expected: string;
  found: string;
  ok: boolean;

  /** The figures that depend on it. */
  figures: string[];
}

/** The values of one figure. */
export interface FigureCheck {
  /** The titles of the page and of the figure. */
  figure: string;
  file: string;

  /** How they were recomputed. */
  how: string;

  /** The numbers and the other values that were compared. */
  numbers: number;
  texts: number;

  /** How many values were not compared: they are as signed or recorded. */
  unverified: number;

  /** How many differ, and the first of them. */
  differing: number;
  mismatches: ValueMismatch[];
}

/** Values that were not recomputed. */
export interface UnverifiedCheck {
  /** The title of the figure that shows them. */
  figure: string;
  file: string;
  reason: string;
  values: number;
}

/** What differs from a site that was seen before: another key, or an older run. */
export interface SeenWarning {
  kind: "key" | "older";
  text: string;
}

/** The result of a check of the site. */
export interface Verification {
  format: "atalaya-verification/3";
  run: string;

  /** When the run ended, by its statement: ISO 8601, UTC; null if there is none. */
  finishedAt: string | null;

  /** The digests that the result is about: of the site’s list of files, and the key of the evaluation. */
  site: string;
  evaluation: string;

  /** The id of the key that signed the run and the list of files; compare it with what you have from elsewhere. */
  keyId: string | null;
  files: FileCheck[];
  proof: StatementCheck[];
  scores: StatementCheck[];

  /** How many scores were recomputed. */
  scored: number;
  figures: FigureCheck[];
  unverified: UnverifiedCheck[];

  /** What could not be checked here, and what to do about it. */
  notes: string[];

  /** What differs from the site that this browser checked here before. */
  warnings: SeenWarning[];
  tamper: Tamper | null;
  seconds: number;
}

/** Returns the sentence that opens Verify, before any check. */
export function verifyQuestion({events}: Today): SentencePart[] {
  return [
    {text: "Is it true? One button checks every file of this site, "},
    {text: formatCount(2 * events), href: "./lineage.html"},
    {text: ` ${plural(2 * events, "score")}, and all that is counted from them.`}
  ];
}

/** Returns how many things are not as published: files, signatures, scores and numbers. */
export function mismatchCount({files, proof, scores, figures}: Verification): number {
  const lines = [...files, ...proof, ...scores].filter(({ok}) => !ok).length;
  return lines + figures.reduce((sum, {differing}) => sum + differing, 0);
}

/** Returns the result in one sentence; of mismatches, the files first, and the figures that depend on them. */
export function verifySentence(result: Verification): string {
  const numbers = result.figures.reduce((sum, {numbers}) => sum + numbers, 0);
  const mismatches = mismatchCount(result);
  const counted = `${countOf(result.files.length, "file")}, ${countOf(result.scored, "score")} and ${countOf(numbers, "number")}`;
  if (mismatches === 0) return `${counted}: all as published${remark(result)}.`;
  const files = result.files.filter(({ok}) => !ok);
  const named = files.length
    ? files.map(({path}) => path)
    : [...result.proof, ...result.scores].filter(({ok}) => !ok).map(({what}) => what);
  const others = result.figures.filter(({differing}) => differing > 0).map(({figure}) => figure);
  const lines = [...files, ...result.proof, ...result.scores].filter(({ok}) => !ok);
  const affected = [...new Set([...lines.flatMap(({figures}) => figures), ...others])];
  return `${countOf(mismatches, "mismatch", "mismatches")}: ${listed(named.length ? named : others, 3)}${
    named.length && affected.length
      ? `, on which ${countOf(affected.length, "figure")} ${plural(affected.length, "depends", "depend")}`
      : ""
  }.`;
}

/** Returns a time, ISO 8601 in UTC, to the second; e.g., `2026-11-23 13:04:30 UTC`. */
export function instantText(time: string): string {
  return `${time.slice(0, 19).replace("T", " ")} UTC`;
}

/** Returns what a reader must know beside that all is as published. */
function remark({warnings, notes, finishedAt}: Verification): string {
  if (warnings.some(({kind}) => kind === "key")) return ", but signed by another key than before";
  if (warnings.length > 0) return ", but by an older run than this browser has seen here";
  if (notes.length > 0) return ", as far as can be checked here";
  return finishedAt ? ` by the run that ended on ${instantText(finishedAt)}` : "";
}

function countOf(n: number, one: string, many?: string): string {
  return `${formatCount(n)} ${plural(n, one, many)}`;
}

function listed(names: readonly string[], max: number): string {
  const shown = names.slice(0, max).join(", ");
  return names.length > max ? `${shown} and ${formatCount(names.length - max)} more` : shown;
}
