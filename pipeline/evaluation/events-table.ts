import {features, windowColumns} from "../../src/core/features/list.js";
import {eventIncidentSql} from "../../src/core/published/incident-tables.js";
import {publishedColumns} from "../../src/core/published/published-columns.js";
import type {AttackLabels} from "../../src/core/schema/labels.js";
import {literal, literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {attackSql} from "./attack.js";

/** The columns of the published table, after rank and before the features. */
const plain = [
  "event_id",
  "time",
  "src",
  "src_port",
  "dst",
  "dst_port",
  "proto",
  "service",
  "duration",
  "orig_bytes",
  "resp_bytes",
  "conn_state",
  "history",
  "orig_pkts",
  "resp_pkts",
  "uid",
  "orig_ip_bytes",
  "local_orig",
  "local_resp",
  "server_name",
  "domain",
  "client",
  "label",
  "detailed_label",
  "technique"
];

/** Methods of compression that take longer to try than what they save. */
const untried = "fsst,alprd";

/**
 * Creates the database file that the site queries, and attaches it as `published`: of storage version 1.0.0, which DuckDB-WASM
 * reads. There is no log of what is written, since a file that is not complete is thrown away.
 */
export async function attachPublished(session: Session, path: string): Promise<void> {
  await session.run(`SET disabled_compression_methods = '${untried}'`);
  await session.run("SET checkpoint_threshold = '1TB'"); // once, at the end
  await session.run(
    `ATTACH ${literal(path)} AS published (STORAGE_VERSION 'v1.0.0', RECOVERY_MODE no_wal_writes)`
  );
}

/** Features that nearly every event has another value of: no compression makes them smaller. */
const dense = new Set([
  "log_duration",
  "log_orig_bytes",
  "log_resp_bytes",
  "log_bytes_per_second",
  "log_bytes_ratio",
  "log_packets",
  "hour_sin",
  "hour_cos",
  "log_src_flows_5m",
  "log_src_distinct_dst_5m",
  "log_src_distinct_ports_5m",
  "bytes_per_second",
  "bytes_ratio"
]);

/** What DuckDB compresses a column of a type with, without trying every other method on it. */
const compressions: ReadonlyMap<string, string> = new Map([
  ["VARCHAR", "dictionary"],
  ["INTEGER", "bitpacking"],
  ["BIGINT", "bitpacking"],
  ["TIMESTAMP", "bitpacking"],
  ["BOOLEAN", "bitpacking"]
]);

/** Returns *columns*, as `publishedColumns` lists those of events or of flows, with the compression of each; none: DuckDB tries all. */
export function compressed(columns: string): string {
  return columns
    .split(", ")
    .map((column) => {
      const [name, type] = column.split(" ");
      const compression =
        dense.has(name) || name === "uid" ? "uncompressed" : compressions.get(type);
      return compression ? `${column} USING COMPRESSION ${compression}` : column;
    })
    .join(", ");
}

/**
 * Fills `events` (ordered by rank) and `ranks` (ordered by event_id) of `published`: what is asked first touches the first
 * pages of a table. Events of equal score are ranked by event_id. Reads `evidence_cover`, which `findIncidents` leaves.
 */
export async function createEventsTable(
  session: Session,
  silver: string[],
  scores: string[],
  attackLabels: AttackLabels
): Promise<void> {
  const columns = [
    "rank",
    ...plain.map((name) => `silver.${name}`),
    "score",
    "score_ml",
    `CAST(${attackSql(attackLabels)} AS TINYINT) AS attack`,
    "found.incident",
    "file",
    "line",
    ...windowColumns,
    ...features.map(({name}) => name)
  ];
  await session.run(
    `CREATE TEMP TABLE ranked AS
    SELECT event_id, score, score_ml, CAST(row_number() OVER (ORDER BY score DESC, event_id) AS INTEGER) AS rank
    FROM read_parquet(${literals(scores)}, hive_partitioning = false)`
  );
  await session.run(`CREATE TABLE published.events (${compressed(publishedColumns.events)})`);
  await session.run(
    `INSERT INTO published.events
    SELECT ${columns.join(", ")}
    FROM read_parquet(${literals(silver)}, hive_partitioning = false) AS silver
    JOIN ranked USING (event_id)
    LEFT JOIN (${eventIncidentSql}) AS found USING (event_id)
    ORDER BY rank`
  );
  await session.run(`DROP TABLE ranked`);
  await session.run(
    `CREATE TABLE published.ranks AS SELECT event_id, rank, file, line FROM published.events ORDER BY event_id`
  );
}

/** Writes the table `facts` of the database `published`: names and values, as text. */
export async function createFacts(
  session: Session,
  facts: {[name: string]: string | number}
): Promise<void> {
  const rows = Object.keys(facts).map(() => "(CAST(? AS VARCHAR), CAST(? AS VARCHAR))");
  await session.run(
    `CREATE TABLE published.facts AS FROM (VALUES ${rows.join(", ")}) AS facts(name, value)`,
    Object.entries(facts).flatMap(([name, value]) => [name, String(value)])
  );
}

/** Detaches `published`, with everything in the file and nothing beside it. */
export async function closeEventsTable(session: Session): Promise<void> {
  await session.run(`CHECKPOINT published`);
  await session.run(`DETACH published`);
}
