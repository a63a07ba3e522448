import {readFile} from "node:fs/promises";
import {failedStates, features, windowColumns} from "../../src/core/features/list.js";
import {privateAddress} from "../../src/core/features/private-address.js";
import {eventColumns} from "../../src/core/schema/events.js";
import {serviceFacts} from "../../src/core/schema/service-facts.js";
import {literal, literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {writeDays} from "./parquet.js";
import type {DayFile} from "./parquet.js";

/**
 * Writes the flows of the view day_events to *files*, with their features, and with the service facts of the table
 * service_facts, in order of time; returns how many each has.
 */
export async function makeFlows(session: Session, files: readonly DayFile[]): Promise<number[]> {
  await session.run(`CREATE OR REPLACE VIEW flows AS ${await readSql("flows.sql")}`);
  await session.run(`CREATE OR REPLACE TABLE pairs AS ${await readSql("pairs.sql")}`);
  await session.run(`CREATE OR REPLACE TABLE windows AS ${await readSql("windows.sql")}`);
  return writeDays(session, await readSql("silver.sql"), files);
}

/** The SQL files beside this module. */
export type SqlFile = "flows.sql" | "windows.sql" | "pairs.sql" | "silver.sql";

/**
 * Returns the text of one of the SQL files beside this module, its placeholders filled in from the
 * official lists: columns, features and states, never anything from a log.
 */
export async function readSql(name: SqlFile): Promise<string> {
  const text = await readFile(new URL(name, import.meta.url), "utf8");
  return text
    .replaceAll("$private", literal(privateAddress))
    .replace("$failed_states", literals([...failedStates]))
    .replace("$event_columns", eventColumns.map(({name}) => `flows.${name}`).join(",\n  "))
    .replace("$service_facts", serviceFacts.map(({name}) => name).join(",\n  "))
    .replace("$window_columns", windowColumns.join(",\n  "))
    .replace(
      "$features",
      features.map(({name, sql}) => `CAST(${sql} AS FLOAT) AS ${name}`).join(",\n  ")
    );
}
