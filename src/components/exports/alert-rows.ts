import {openDatabase} from "../database/client.js";
import type {ExportRow} from "./export-menu.js";
import {formatCount, formatScore} from "../kit/format.js";

/** The most events that are exported at once: as many as fit into the memory of a browser. */
const maxRows = 200_000;

/**
 * Returns the events of *query* over the published events at *url*, all its rows. Rejects if there are more
 * than 200,000 of them.
 */
export async function queryRows(url: string, query: string): Promise<ExportRow[]> {
  const database = await openDatabase(url);
  const [{n}] = await database.query<{n: number}>(`SELECT count(*) AS n FROM (${query})`);
  if (n > maxRows) {
    throw new Error(
      `too many events: ${formatCount(n)}; an export takes ${formatCount(maxRows)}, bring the thresholds nearer to each other`
    );
  }
  return database.query(query);
}

/**
 * Returns every event at or above *threshold* from the published events at *url*, most anomalous first, with all
 * its columns. Rejects if there are more than 200,000 of them.
 */
export async function alertRows(url: string, threshold: number): Promise<ExportRow[]> {
  const database = await openDatabase(url);
  const [{n}] = await database.query<{n: number}>(
    "SELECT count(*) AS n FROM events WHERE score >= ?",
    [threshold]
  );
  if (n > maxRows) {
    throw new Error(
      `too many events at or above ${formatScore(threshold)}: ${formatCount(n)}; raise the threshold, an export takes ${formatCount(maxRows)}`
    );
  }
  return database.query("SELECT * FROM events WHERE score >= ? ORDER BY rank", [threshold]);
}
