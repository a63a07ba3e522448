import type {AlertNeighbour, AlertsPage} from "../../core/schema/alerts.js";
import type {PublishedDatabase, Row} from "../database/client.js";

/** An event of the table `events`, whole; times in ms since the epoch, UTC. */
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
  /** The line as it stood in the log, at most 64 kB of it. */
  raw: string;
}

/** A neighbour in the ranking. */
export type Neighbour = AlertNeighbour;

/** An event with its record, null if it is not among those that keep theirs, and its neighbours. */
export interface Alert {
  event: AlertEvent;
  /** The file it was read from: its name and its SHA-256. */
  file: {name: string; sha256: string};
  record: LogRecord | null;
  stranger: Neighbour | null;
  lessAnomalous: Neighbour | null;
}

/** The query that gives an event; two steps, so that it costs two blocks and not a scan. */
export const alertQuery = `SELECT * FROM events
WHERE rank = (SELECT rank FROM ranks WHERE event_id = ?)`;

/**
 * Returns the event of that *id*, or the strangest if the id is undefined, with its record and its
 * neighbours by rank; null if there is no such event.
 */
export async function findAlert(
  lake: PublishedDatabase,
  id: number | undefined
): Promise<Alert | null> {
  const rank = id === undefined ? 1 : await findRank(lake, id);
  if (rank === null) return null;
  const [event] = await lake.query<AlertEvent>("SELECT * FROM events WHERE rank = ?", [rank]);
  if (!event) return null;
  const neighbours = await lake.query<Neighbour>(
    "SELECT rank, event_id, src, dst, score FROM events WHERE rank BETWEEN ? AND ?",
    [rank - 1, rank + 1]
  );
  const records = await lake.query<LogRecord>(
    "SELECT file, line, sha256, raw FROM records WHERE rank = ?",
    [rank]
  );
  const [file] = await lake.query<Alert["file"]>("SELECT name, sha256 FROM files WHERE file = ?", [
    event.file as number
  ]);
  const at = (other: number): Neighbour | null =>
    neighbours.find((neighbour) => neighbour.rank === other) ?? null;
  return {
    event,
    file,
    record: records[0] ?? null,
    stranger: at(rank - 1),
    lessAnomalous: at(rank + 1)
  };
}

async function findRank(lake: PublishedDatabase, id: number): Promise<number | null> {
  if (!Number.isSafeInteger(id)) return null;
  const rows = await lake.query<{rank: number}>("SELECT rank FROM ranks WHERE event_id = ?", [id]);
  return rows[0]?.rank ?? null;
}

/**
 * Returns the event of that *id*, or the strangest, if the front page leads to it and it is published
 * whole: then no database has to start. Undefined if it is not there, or without its record.
 */
export function findPublished({alerts}: AlertsPage, id: number | undefined): Alert | undefined {
  const found = id === undefined ? alerts[0] : alerts.find(({event}) => event.event_id === id);
  if (!found?.record) return undefined;
  const {record, stranger, lessAnomalous} = found;
  const event = found.event as AlertEvent;
  return {event, record, file: {name: record.file, sha256: record.sha256}, stranger, lessAnomalous};
}
