import {mkdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {failedStates, features, windowColumns} from "../../src/core/features/list.js";
import {privateAddress} from "../../src/core/features/private-address.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {eventColumns} from "../../src/core/schema/events.js";
import {serviceFacts} from "../../src/core/schema/service-facts.js";
import {flowsPath} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {literal, literals, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {localFiles} from "../artifacts/artifacts.js";
import type {Made} from "../artifacts/artifacts.js";

/** Writes the SILVER of the events of *raw* into *folder*, a file a day. */
export async function makeSilver(
  raw: Manifest,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const paths = await localFiles(context.stores, raw, (path) => /^events.*\.parquet$/.test(path));
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    const days = await daysOf(session, paths);
    const fileRows: {[path: string]: number} = {};
    let rows = 0;
    for (const day of days) {
      const path = flowsPath(day.day);
      await mkdir(join(folder, `day=${day.day}`));
      await writeDay(session, paths, day.day, join(folder, path));
      fileRows[path] = day.rows;
      context.reporter.progress((rows += day.rows), raw.rows, "events");
    }
    return {rows, fileRows, facts: {days: days as unknown as Json}};
  } finally {
    session.close();
  }
}

/** Returns the days (UTC) that have events, ascending, with the number of events in each. */
async function daysOf(session: Session, paths: string[]): Promise<{day: string; rows: number}[]> {
  if (paths.length === 0) return [];
  return session.rows(
    `SELECT strftime(time, '%Y-%m-%d') AS day, CAST(count(*) AS DOUBLE) AS rows
    FROM read_parquet(${literals(paths)}) GROUP BY day ORDER BY day`
  );
}

async function writeDay(session: Session, paths: string[], day: string, target: string) {
  const from = `TIMESTAMP ${literal(`${day} 00:00:00`)}`;
  await session.run(
    `CREATE OR REPLACE TEMP VIEW events AS FROM read_parquet(${literals(paths)})
    WHERE time >= ${from} AND time < ${from} + INTERVAL 1 DAY`
  );
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
    .replace(
      "$service_facts",
      serviceFacts.map(({name, type}) => `CAST(NULL AS ${type}) AS ${name}`).join(",\n  ")
    )
    .replace("$window_columns", windowColumns.join(",\n  "))
    .replace(
      "$features",
      features.map(({name, sql}) => `CAST(${sql} AS FLOAT) AS ${name}`).join(",\n  ")
    );
}
