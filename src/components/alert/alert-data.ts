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

/** The query that gives an event; two steps, so that it costs two blocks and not a scan. */
export const alertQuery = `SELECT * FROM events
WHERE rank = (SELECT rank FROM ranks WHERE event_id = ?)`;

/**
 * Returns the event of that *id*, or the most anomalous one if the id is undefined, with its record and its
 * neighbours by rank; null if there is no such event.
 */
export async function findAlert(
  database: PublishedDatabase,
  id: number | undefined
): Promise<Alert | null> {
  const rank = id === undefined ? 1 : await findRank(database, id);
  if (rank === null) return null;
  const [event] = await database.query<AlertEvent>("SELECT * FROM events WHERE rank = ?", [rank]);
  if (!event) return null;
  const neighbours = await database.query<AlertNeighbour>(
    "SELECT rank, event_id, src, dst, score FROM events WHERE rank BETWEEN ? AND ?",
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

async function findRank(database: PublishedDatabase, id: number): Promise<number | null> {
  if (!Number.isSafeInteger(id)) return null;
  const rows = await database.query<{rank: number}>("SELECT rank FROM ranks WHERE event_id = ?", [
    id
  ]);
  return rows[0]?.rank ?? null;
}

/**
 * Returns the event of that *id*, or the most anomalous one, if the front page leads to it and it is published
 * complete: then no database has to start. Undefined if it is not there, or without its record.
 */
export function findPublished({alerts}: AlertsPage, id: number | undefined): Alert | undefined {
  const found = id === undefined ? alerts[0] : alerts.find(({event}) => event.event_id === id);
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
