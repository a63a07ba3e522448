import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {VerdictName} from "../../src/core/verdicts/verdict.js";
import type {Session} from "../duckdb/session.js";
import {sha256} from "../artifacts/digest.js";

/** A verdict as an evaluation takes it: who gave it, when and why does not matter to a number. */
export interface EventVerdictInput {
  /** The SHA-256 of the log file, and the line in it, from 1. */
  file: string;
  line: number;
  verdict: VerdictName;
}

/** The verdicts that an evaluation takes in. */
export interface VerdictInput {
  verdicts: EventVerdictInput[];

  /** The same as JSON lines: a file of the artifact. */
  text: string;

  /** The SHA-256 of *text*. */
  sha256: string;
}

/** The name of the file of an evaluation that holds the verdicts it was given. */
export const verdictsFile = "verdicts.jsonl";

/**
 * Returns those of *verdicts*, one an event, that are on files of the ingestion *raw*, in the order of
 * file and line; null if there are none, so that an evaluation without verdicts is what it was before
 * there were any.
 */
export function verdictInput(
  verdicts: readonly EventVerdictInput[],
  raw: Manifest
): VerdictInput | null {
  const files = raw.facts.files as {sha256: string}[];
  const known = new Set(files.map(({sha256}) => sha256));
  const given = verdicts
    .filter(({file}) => known.has(file))
    .map(({file, line, verdict}) => ({file, line, verdict}))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  if (given.length === 0) return null;
  const text = given.map((verdict) => `${canonicalJson({...verdict})}\n`).join("");
  return {verdicts: given, text, sha256: sha256(text)};
}

/** Fills `published.verdicts` with the verdicts, and the events that they are on. */
export async function createVerdicts(session: Session, input: VerdictInput | null): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE event_verdicts (file VARCHAR, line BIGINT, verdict VARCHAR)`
  );
  const appender = await session.connection.createAppender("event_verdicts");
  for (const {file, line, verdict} of input?.verdicts ?? []) {
    appender.appendVarchar(file);
    appender.appendBigInt(BigInt(line));
    appender.appendVarchar(verdict);
    appender.endRow();
  }
  appender.closeSync();
  await session.run(
    `CREATE TABLE published.verdicts AS
    SELECT given.file, given.line, verdict, rank, event_id FROM event_verdicts AS given
    LEFT JOIN published.files AS files ON files.sha256 = given.file
    LEFT JOIN published.events AS events ON events.file = files.file AND events.line = given.line
    ORDER BY given.file, given.line, rank`
  );
}
