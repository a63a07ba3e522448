import {canonicalJson} from "../schema/artifacts.js";

/** An entry of a log in which each entry holds the digest of the one before. */
export interface ChainEntry {
  /** Its place in the log, from 1. */
  sequence: number;

  /** When it was written; ISO 8601, UTC, to the microsecond: `2026-11-23T13:04:00.007000Z`. */
  at: string;

  /** What is recorded; e.g., `run-begun`. */
  kind: string;

  /** What was recorded: canonical JSON, exactly as it was written. */
  payload: string;

  /** The digest of the entry before it; zeros for the first. */
  previous: string;

  /** Its own digest: SHA-256 of what chainText returns, in lower-case hexadecimal. */
  digest: string;
}

/** How far a log goes: whoever has kept it sees whether the log was cut or rewritten since. */
export interface ChainHead {
  /** The number of entries. */
  count: number;

  /** The digest of the last one; zeros if there is none. */
  digest: string;
}

/** The head of a log without entries. */
export const emptyChain: Readonly<ChainHead> = {count: 0, digest: "0".repeat(64)};

/** Returns the text whose digest an entry has: the previous digest, a line feed, the entry as canonical JSON. */
export function chainText({
  previous,
  sequence,
  at,
  kind,
  payload
}: Omit<ChainEntry, "digest">): string {
  return `${previous}\n${canonicalJson({at, kind, payload, sequence})}`;
}

/**
 * Returns what is wrong with *entry* as the next one after *head*, a sentence for each thing: entries
 * missing before it, a previous digest that is another’s, or content that is not what was digested.
 * *sha256* returns the digest of a text, in lower-case hexadecimal.
 */
export function chainBreaches(
  head: ChainHead,
  entry: ChainEntry,
  sha256: (text: string) => string
): string[] {
  const breaches: string[] = [];
  const next = head.count + 1;
  if (entry.sequence > next) breaches.push(missingEntries(next, entry.sequence - 1));
  else if (entry.sequence < next) breaches.push(`entry ${entry.sequence} is out of order`);
  else if (entry.previous !== head.digest)
    breaches.push(`entry ${entry.sequence} does not follow the one before it`);
  if (sha256(chainText(entry)) !== entry.digest)
    breaches.push(`entry ${entry.sequence} (${entry.kind}) was changed: its digest is another’s`);
  return breaches;
}

function missingEntries(first: number, last: number): string {
  return first === last ? `entry ${first} is missing` : `entries ${first} to ${last} are missing`;
}
