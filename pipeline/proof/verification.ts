import type {Layer} from "../../src/core/schema/artifacts.js";

/** Something that is not what it was. */
export interface Finding {
  /** What it is: an object, as layer and key; or a part of the audit. */
  what: string;
  /** What it was when the run ended. */
  expected: string;
  /** What it is now. */
  found: string;
}

/** The parts of a run that are checked, in their order. */
export const parts = ["statement", "raw", "silver", "models", "eval", "audit"] as const;

/** A part of a run. */
export type Part = (typeof parts)[number];

/** What checking a part of a run found. */
export interface PartVerification {
  part: Part;
  /** How many objects, or rows of the audit, were looked at. */
  checked: number;
  /** How many bytes were read. */
  bytes: number;
  /** What is wrong, at most a hundred things. */
  findings: Finding[];
  /** How many things are wrong. */
  findingCount: number;
  /** How many of them are not there at all. */
  missingCount: number;
}

/** What is left of a run whose artifacts are not there. */
export interface RemovedRun {
  /** The layers that have lost its artifact. */
  layers: Layer[];
  /** When retention removed the last of them, ISO 8601, UTC, and who asked; null if no record says so. */
  removed: {at: string; by: string} | null;
  /** The command that made the run, as the audit recorded it; null if it did not. */
  command: string | null;
}

/** How the key that signed a run came to be known: given by who asks, of the workspace, or beside the run. */
export type KeyOrigin = "given" | "workspace" | "store";

/** What checking a run found. */
export interface RunVerification {
  run: string;
  /** Whether everything is what it was. */
  ok: boolean;
  /** The id of the key that signed the run; null if none of the known ones did. */
  keyId: string | null;
  keyOrigin: KeyOrigin | null;
  /** When the run ended, as the statement says; ISO 8601, UTC; null without one. */
  finishedAt: string | null;
  /** What is gone of it; null if it is there, changed or not. */
  gone: RemovedRun | null;
  parts: PartVerification[];
}

const namedFindings = 100;

/** Returns the parts of a run, unchecked. */
export function newParts(): Record<Part, PartVerification> {
  const entries = parts.map((part) => [
    part,
    {part, checked: 0, bytes: 0, findings: [], findingCount: 0, missingCount: 0}
  ]);
  return Object.fromEntries(entries) as Record<Part, PartVerification>;
}

/** Adds to *verification* that *what* is not what it was. */
export function differ(verification: PartVerification, finding: Finding): void {
  ++verification.findingCount;
  if (finding.found === "nothing") ++verification.missingCount;
  if (verification.findings.length < namedFindings) verification.findings.push(finding);
}
