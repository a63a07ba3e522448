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

/** A verdict on an incident, which holds for those of its events that have none of their own. */
export interface IncidentVerdictInput {
  /** The SHA-256 of the log file with its first event, and the id of the incident: entity, role and hour. */
  file: string;
  incident: string;
  verdict: VerdictName;
}

/** A verdict on an event or an incident. */
export type GivenVerdict = EventVerdictInput | IncidentVerdictInput;

/** The verdicts that an evaluation takes in. */
export interface VerdictInput {
  verdicts: GivenVerdict[];

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
  verdicts: readonly GivenVerdict[],
  raw: Manifest
): VerdictInput | null {
  const files = raw.facts.files as {sha256: string}[];
  const known = new Set(files.map(({sha256}) => sha256));
  const given = verdicts
    .filter(({file}) => known.has(file))
    .map((given): GivenVerdict => {
      const {file, verdict} = given;
      return "line" in given
        ? {file, line: given.line, verdict}
        : {file, incident: given.incident, verdict};
    })
    .sort(inOrder);
  if (given.length === 0) return null;
  const text = given.map((verdict) => `${canonicalJson({...verdict})}\n`).join("");
  return {verdicts: given, text, sha256: sha256(text)};
}

/** Orders verdicts by file, then line, those on incidents last. */
function inOrder(a: GivenVerdict, b: GivenVerdict): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if ("line" in a && "line" in b) return a.line - b.line;
  if ("line" in a || "line" in b) return "line" in a ? -1 : 1;
  return a.incident < b.incident ? -1 : Number(a.incident > b.incident);
}

/** Fills `published.verdicts` with the verdicts, and the events that they are on: of an incident, all of its events that
 * have none of their own; one in two incidents has that of the more severe. */
export async function createVerdicts(session: Session, input: VerdictInput | null): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE event_verdicts (file VARCHAR, line BIGINT, incident VARCHAR, verdict VARCHAR)`
  );
  const appender = await session.connection.createAppender("event_verdicts");
  for (const given of input?.verdicts ?? []) {
    appender.appendVarchar(given.file);
    if ("line" in given) appender.appendBigInt(BigInt(given.line));
    else appender.appendNull();
    if ("incident" in given) appender.appendVarchar(given.incident);
    else appender.appendNull();
    appender.appendVarchar(given.verdict);
    appender.endRow();
  }
  appender.closeSync();
  await session.run(
    `CREATE TABLE published.verdicts AS
    WITH own AS (
      SELECT given.file, given.line, verdict, NULL::VARCHAR AS incident, rank, event_id FROM event_verdicts AS given
      LEFT JOIN published.files AS files ON files.sha256 = given.file
      LEFT JOIN published.events AS events ON events.file = files.file AND events.line = given.line
      WHERE given.incident IS NULL
    ), covered AS (
      SELECT files.sha256 AS file, events.line, verdict, given.incident, rank, events.event_id, incidents.incident AS place
      FROM event_verdicts AS given JOIN published.incidents AS incidents ON incidents.id = given.incident
      JOIN (SELECT DISTINCT incident, event_id FROM published.incident_events) AS part ON part.incident = incidents.incident
      JOIN published.events AS events ON events.event_id = part.event_id
      JOIN published.files AS files ON files.file = events.file
      WHERE events.event_id NOT IN (SELECT event_id FROM own WHERE event_id IS NOT NULL)
      QUALIFY row_number() OVER (PARTITION BY events.event_id ORDER BY place) = 1
    )
    FROM own UNION ALL SELECT * EXCLUDE (place) FROM covered
    UNION ALL SELECT file, NULL, verdict, incident, NULL, NULL FROM event_verdicts
      WHERE incident IS NOT NULL AND incident NOT IN (SELECT incident FROM covered)
    ORDER BY file, line, rank, incident`
  );
}
