import {mkdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {failedStates, features, windowColumns} from "../../src/core/features/list.js";
import {privateAddress} from "../../src/core/features/private-address.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {eventColumns} from "../../src/core/schema/events.js";
import {isEvents} from "../../src/core/schema/raw-facts.js";
import {serviceFacts} from "../../src/core/schema/service-facts.js";
import {flowsPath} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {literal, literals, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {localFiles} from "../artifacts/artifacts.js";
import type {Made} from "../artifacts/artifacts.js";
import {openServices} from "./services/join-services.js";

/**
 * Writes the SILVER of the events of *raw* into *folder*: a file of flows a day, and beside it a file for each
 * table of services that has records of that day.
 */
export async function makeSilver(
  raw: Manifest,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const paths = await localFiles(context.stores, raw, isEvents);
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    await viewEvents(session, paths);
    const services = await openServices(session, raw, context);
    const days = await daysOf(session);
    const flows = new Map(days.map(({day, rows}) => [day, rows]));
    const fileRows: {[path: string]: number} = {};
    let rows = 0;
    for (const day of [...new Set([...flows.keys(), ...services.days])].sort()) {
      await viewDay(session, day);
      Object.assign(fileRows, await services.join(day, folder));
      const dayRows = flows.get(day);
      if (dayRows === undefined) continue;
      await mkdir(join(folder, `day=${day}`), {recursive: true});
      await writeDay(session, join(folder, flowsPath(day)));
      fileRows[flowsPath(day)] = dayRows;
      context.reporter.progress((rows += dayRows), raw.rows, "events");
    }
    return {rows, fileRows, facts: {days: days as unknown as Json}};
  } finally {
    session.close();
  }
}

async function viewEvents(session: Session, paths: string[]): Promise<void> {
  const columns = eventColumns.map(({name, type}) => `CAST(NULL AS ${type}) AS ${name}`);
  const rows = paths.length
    ? `FROM read_parquet(${literals(paths)}, hive_partitioning = false)`
    : `SELECT ${columns.join(", ")} WHERE false`;
  await session.run(`CREATE OR REPLACE VIEW all_events AS ${rows}`);
}

/** Returns the days (UTC) that have events, ascending, with the number of events in each. */
async function daysOf(session: Session): Promise<{day: string; rows: number}[]> {
  return session.rows(
    `SELECT strftime(time, '%Y-%m-%d') AS day, CAST(count(*) AS DOUBLE) AS rows
    FROM all_events GROUP BY day ORDER BY day`
  );
}

async function viewDay(session: Session, day: string): Promise<void> {
  const from = `TIMESTAMP ${literal(`${day} 00:00:00`)}`;
  await session.run(
    `CREATE OR REPLACE VIEW day_events AS FROM all_events
    WHERE time >= ${from} AND time < ${from} + INTERVAL 1 DAY`
  );
}

async function writeDay(session: Session, target: string): Promise<void> {
  await session.run(`CREATE OR REPLACE TEMP VIEW flows AS ${await readSql("flows.sql")}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE windows AS ${await readSql("windows.sql")}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE pairs AS ${await readSql("pairs.sql")}`);
  await session.run(
    `COPY (${await readSql("silver.sql")}) TO ${literal(target)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`
  );
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
