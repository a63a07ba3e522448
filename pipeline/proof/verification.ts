import type {Layer} from "../../src/core/schema/artifacts.js";

/** Something that is not what it was. */
export interface Finding {
  /** The object, as layer and key; or the part of the audit. */
  what: string;
  /** Its state when the run ended. */
  expected: string;
  /** Its state now. */
  found: string;
}

/** The parts of a run that are checked, in their order. */
export const parts = ["statement", "raw", "silver", "models", "eval", "audit"] as const;

/** A part of a run. */
export type Part = (typeof parts)[number];

/** The result of checking a part of a run. */
export interface PartVerification {
  part: Part;
  /** The number of objects, or rows of the audit, that were checked. */
  checked: number;
  /** How many bytes were read. */
  bytes: number;
  /** The faults, at most a hundred. */
  findings: Finding[];
  /** The number of faults. */
  findingCount: number;
  /** The number of faults that are missing objects. */
  missingCount: number;
}

/** A run whose artifacts were removed. */
export interface RemovedRun {
  /** The layers that have lost its artifact. */
  layers: Layer[];
  /** The time (ISO 8601, UTC) and author of the last removal by retention; null if there is no record of one. */
  removed: {at: string; by: string} | null;
  /** The command that made the run, as the audit recorded it; null if it did not. */
  command: string | null;
}

/** The origin of the key that signed a run: `given` with --key, the workspace, or the store beside the run. */
export type KeyOrigin = "given" | "workspace" | "store";

/** The result of checking a run. */
export interface RunVerification {
  run: string;
  /** True if nothing has changed. */
  ok: boolean;
  /** The id of the key that signed the run; null if none of the known ones did. */
  keyId: string | null;
  keyOrigin: KeyOrigin | null;
  /** The end of the run by the statement; ISO 8601, UTC; null without one. */
  finishedAt: string | null;
  /** Its removed artifacts; null if none was removed. */
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
export function differ(verification: Omit<PartVerification, "part">, finding: Finding): void {
  ++verification.findingCount;
  if (finding.found === "nothing") ++verification.missingCount;
  if (verification.findings.length < namedFindings) verification.findings.push(finding);
}
