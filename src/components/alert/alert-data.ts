import type {AlertNeighbour, AlertsPage} from "../../core/schema/alerts.js";
import type {PublishedDatabase, Row} from "../database/client.js";

/** An event of the table `events`, complete; times in ms since the epoch, UTC. */
export type AlertEvent = Row & {
  rank: number;
  event_id: number;
  time: number;
  src: string;
  src_port: number | null;
  dst: string;
  dst_port: number | null;
  proto: string | null;
  service: string | null;
  score: number;
};

/** The line of the log that an event was read from. */
export interface LogRecord {
  file: string;
  line: number;
  /** The SHA-256 of the file, in hexadecimal. */
  sha256: string;
  /** The line as it is in the log, at most 64 kB of it. */
  raw: string;
}

/** An event with its record, null if it is not among those whose records are published, and its neighbours. */
export interface Alert {
  event: AlertEvent;
  /** The file it was read from: its name and its SHA-256. */
  file: {name: string; sha256: string};
  record: LogRecord | null;
  moreAnomalous: AlertNeighbour | null;
  lessAnomalous: AlertNeighbour | null;
}

/** An event as a URL names it: by its identity, the digest of its file and its line; or, as earlier, by its number in the run. */
export type EventName = number | string;

/** The query that gives an event; two steps, so that it costs two blocks and not a scan. */
export const alertQuery = `SELECT * FROM events
WHERE rank = (SELECT rank FROM ranks WHERE event_id = ?)`;

/**
 * Returns the event of that *id*, or the most anomalous one if the id is undefined, with its record and its
 * neighbours by rank; null if there is no such event.
 */
export async function findAlert(
  database: PublishedDatabase,
  id: EventName | undefined
): Promise<Alert | null> {
  const rank = id === undefined ? 1 : await findRank(database, id);
  if (rank === null) return null;
  const [event] = await database.query<AlertEvent>("SELECT * FROM events WHERE rank = ?", [rank]);
  if (!event) return null;
  const neighbours = await database.query<AlertNeighbour>(
    `SELECT rank, event_id, sha256 || ':' || line AS identity, src, dst, score
    FROM events JOIN files USING (file) WHERE rank BETWEEN ? AND ?`,
    [rank - 1, rank + 1]
  );
  const records = await database.query<LogRecord>(
    "SELECT file, line, sha256, raw FROM records WHERE rank = ?",
    [rank]
  );
  const [file] = await database.query<Alert["file"]>(
    "SELECT name, sha256 FROM files WHERE file = ?",
    [event.file as number]
  );
  const at = (other: number): AlertNeighbour | null =>
    neighbours.find((neighbour) => neighbour.rank === other) ?? null;
  return {
    event,
    file,
    record: records[0] ?? null,
    moreAnomalous: at(rank - 1),
    lessAnomalous: at(rank + 1)
  };
}

async function findRank(database: PublishedDatabase, id: EventName): Promise<number | null> {
  if (typeof id === "string") return findRankOfLine(database, id);
  if (!Number.isSafeInteger(id)) return null;
  const rows = await database.query<{rank: number}>("SELECT rank FROM ranks WHERE event_id = ?", [
    id
  ]);
  return rows[0]?.rank ?? null;
}

async function findRankOfLine(database: PublishedDatabase, name: string): Promise<number | null> {
  const [sha256, line] = name.split(":");
  const rows = await database.query<{rank: number}>(
    "SELECT rank FROM ranks WHERE file IN (SELECT file FROM files WHERE sha256 = ?) AND line = ?",
    [sha256, Number(line)]
  );
  return rows[0]?.rank ?? null;
}

/** Returns the event that a URL names; undefined if none, NaN if what it names is no event. */
export function eventName(search: string): EventName | undefined {
  const text = new URLSearchParams(search).get("event");
  if (text === null) return undefined;
  if (/^[0-9a-f]{64}:\d{1,15}$/.test(text)) return text;
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : NaN;
}

/** Returns what names an event in any run of its file. */
export function alertIdentity({event, file}: Pick<Alert, "event" | "file">): string {
  return `${file.sha256}:${String(event.line)}`;
}

/**
 * Returns the event of that *id*, or the most anomalous one, if the front page leads to it and it is published
 * complete: then no database has to start. Undefined if it is not there, or without its record.
 */
export function findPublished({alerts}: AlertsPage, id: EventName | undefined): Alert | undefined {
  const found =
    id === undefined
      ? alerts[0]
      : alerts.find(({event, record}) =>
          typeof id === "number"
            ? event.event_id === id
            : record !== null && `${record.sha256}:${record.line}` === id
        );
  if (!found?.record) return undefined;
  const {record, moreAnomalous, lessAnomalous} = found;
  const event = found.event as AlertEvent;
  return {
    event,
    record,
    file: {name: record.file, sha256: record.sha256},
    moreAnomalous,
    lessAnomalous
  };
}
