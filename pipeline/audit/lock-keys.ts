import {sha256} from "../artifacts/digest.js";

/** The first of the two numbers of an advisory lock: what kind of thing is locked. */
export const lockClasses = {
  /** Applying migrations. */
  migrations: 0x41544101,
  /** Adding to the log. */
  log: 0x41544102,
  /** A run that is at work. */
  run: 0x41544103,
  /** An artifact that is being made. */
  artifact: 0x41544104
} as const;

/** Returns the second number of an advisory lock on *name*, a 32-bit integer: its digest begins with it. */
export function lockNumber(name: string): number {
  return Number.parseInt(sha256(name).slice(0, 8), 16) | 0;
}
