import {readFile} from "node:fs/promises";
import type {Session} from "../../duckdb/session.js";

/** How many entities keep more than their totals. */
export interface EntityLimits {
  /** Those with the strangest events; defaults to 1,000. */
  strangest?: number;

  /** Those with the most events; defaults to 1,000. */
  busiest?: number;
}

/** The files of this folder that fill tables; what one row is, each says itself. */
type SqlFile =
  | "entities.sql"
  | "all-hours.sql"
  | "entity-hours.sql"
  | "hours.sql"
  | "intervals.sql"
  | "channels.sql"
  | "channel-intervals.sql"
  | "first-seen.sql";

/**
 * Fills the tables of `lake` that are about hosts: totals of every source; hours, channels and first
 * uses of the strangest and the busiest, each sorted by entity, so that one host costs few blocks.
 */
export async function createEntities(
  session: Session,
  threshold: number,
  {strangest = 1000, busiest = 1000}: EntityLimits = {}
): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE entity_line (threshold DOUBLE, strangest INTEGER, busiest INTEGER)`
  );
  await session.run(`INSERT INTO entity_line VALUES (?, ?, ?)`, [threshold, strangest, busiest]);
  const fill = async (table: string, file: SqlFile) =>
    session.run(`CREATE ${table} AS ${await readSql(file)}`);
  await fill("TABLE lake.entities", "entities.sql");
  await fill("TEMP TABLE all_hours", "all-hours.sql");
  await fill("TABLE lake.entity_hours", "entity-hours.sql");
  await fill("TABLE lake.hours", "hours.sql");
  await session.run(`DROP TABLE all_hours`);
  await fill("TEMP TABLE all_intervals", "intervals.sql");
  await fill("TABLE lake.channels", "channels.sql");
  await fill("TABLE lake.channel_intervals", "channel-intervals.sql");
  await session.run(`DROP TABLE all_intervals`);
  await fill("TABLE lake.first_seen", "first-seen.sql");
}

function readSql(name: SqlFile): Promise<string> {
  return readFile(new URL(name, import.meta.url), "utf8");
}
