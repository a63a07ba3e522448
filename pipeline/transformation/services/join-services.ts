import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {recordColumns} from "../../../src/core/readers/kinds/kind.js";
import {serviceKinds} from "../../../src/core/readers/kinds/services.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isRecords} from "../../../src/core/schema/raw-facts.js";
import {servicePath} from "../../../src/core/schema/service-tables.js";
import type {ServiceTable} from "../../../src/core/schema/service-tables.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {literal, literals} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {registrableDomain} from "./domain.js";
import {knownDays, serviceMacros, serviceSql} from "./sql.js";
import type {ServiceStep} from "./sql.js";

/** Joins flows with the records of other logs, a day after the other. */
export interface Services {
  /** The days (UTC) that have such records, ascending. */
  days: string[];

  /**
   * Fills the table service_facts for the flows of the view day_events, and writes the tables of services of *day*
   * into *folder*; returns their rows by path. Days are given in ascending order.
   */
  join(day: string, folder: string): Promise<{[path: string]: number}>;
}

const tables: readonly {table: ServiceTable; kind: string}[] = [
  {table: "dns", kind: "dns"},
  {table: "http", kind: "http"},
  {table: "tls", kind: "ssl"},
  {table: "ssh", kind: "ssh"}
];

/**
 * Opens the records of the services in *raw*. A record counts for a flow with its uid that began on the same day
 * (UTC) or the day before. Of DNS, the latest answer to each client about each address is carried over from day to
 * day, for `knownDays` days. Without any records, service_facts stays empty.
 */
export async function openServices(
  session: Session,
  raw: Manifest,
  context: PhaseContext
): Promise<Services> {
  for (const macro of serviceMacros) await session.run(macro);
  await session.run(
    `CREATE OR REPLACE TABLE service_facts (event_id BIGINT, server_name VARCHAR, domain VARCHAR, client VARCHAR)`
  );
  await session.run(
    `CREATE OR REPLACE TABLE known (src VARCHAR, address VARCHAR, instant BIGINT, name VARCHAR)`
  );
  for (const kind of serviceKinds) {
    const isOf = (path: string) => isRecords(path, kind.name);
    const paths = await localFiles(context.stores, raw, isOf);
    const columns = recordColumns(kind).map(({name, type}) => `CAST(NULL AS ${type}) AS ${name}`);
    const rows = paths.length
      ? `FROM read_parquet(${literals(paths)})`
      : `SELECT ${columns.join(", ")} WHERE false`;
    await session.run(`CREATE OR REPLACE VIEW all_${kind.name} AS ${rows}`);
  }
  const days = await daysOf(session);
  let until = "1970-01-01";
  return {
    days,
    async join(day, folder) {
      if (days.length === 0) return {};
      await viewDay(session, day, until);
      until = after(day);
      return joinDay(session, day, folder);
    }
  };
}

async function daysOf(session: Session): Promise<string[]> {
  const times = serviceKinds.map(({name}) => `SELECT time FROM all_${name}`).join(" UNION ALL ");
  const rows = await session.rows<{day: string}>(
    `SELECT DISTINCT strftime(time, '%Y-%m-%d') AS day FROM (${times}) ORDER BY day`
  );
  return rows.map(({day}) => day);
}

/** Narrows the records to those of the day, to those near it, and to the DNS records since *from*. */
async function viewDay(session: Session, day: string, from: string): Promise<void> {
  const between = (start: string, end: string) =>
    `WHERE time >= TIMESTAMP ${literal(start)} AND time < TIMESTAMP ${literal(end)}`;
  const next = after(day);
  for (const {name} of serviceKinds) {
    await session.run(
      `CREATE OR REPLACE VIEW day_${name} AS FROM all_${name} ${between(day, next)}`
    );
    await session.run(
      `CREATE OR REPLACE VIEW near_${name} AS FROM all_${name} ${between(day, after(next))}`
    );
  }
  await session.run(`CREATE OR REPLACE VIEW fresh_dns AS FROM all_dns ${between(from, next)}`);
  await session.run(
    `CREATE OR REPLACE TABLE flow_ids AS
    SELECT uid, min(event_id) AS event_id FROM all_events ${between(before(day), next)} AND uid IS NOT NULL GROUP BY uid`
  );
}

async function joinDay(
  session: Session,
  day: string,
  folder: string
): Promise<{[path: string]: number}> {
  const oldest = (Date.parse(day) - knownDays * dayMs) * 1000;
  const make = async (table: string, step: ServiceStep) =>
    session.run(`CREATE OR REPLACE TABLE ${table} AS ${await serviceSql(step, oldest)}`);
  await make("uid_facts", "uid-facts");
  await make("answers", "answers");
  await make("named", "named");
  await makeDomains(session);
  await make("service_facts", "service-facts");
  const rows: {[path: string]: number} = {};
  for (const {table, kind} of tables) {
    const n = await count(session, `day_${kind}`);
    if (n === 0) continue;
    const path = servicePath(day, table);
    await mkdir(join(folder, `day=${day}`), {recursive: true});
    await session.run(
      `COPY (${await serviceSql(table)}) TO ${literal(join(folder, path))}
      (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`
    );
    rows[path] = n;
  }
  await make("known_later", "known");
  await session.run(`DROP TABLE known`);
  await session.run(`ALTER TABLE known_later RENAME TO known`);
  return rows;
}

/** Fills the table domains: the registrable domain of each name of the day that has one. */
async function makeDomains(session: Session): Promise<void> {
  await session.run(`CREATE OR REPLACE TABLE names AS ${await serviceSql("names")}`);
  await session.run(`CREATE OR REPLACE TABLE domains (name VARCHAR, domain VARCHAR)`);
  const appender = await session.connection.createAppender("domains");
  for await (const chunk of session.chunks(`SELECT name FROM names WHERE name IS NOT NULL`)) {
    for (const name of chunk.getColumnValues(0) as string[]) {
      const domain = registrableDomain(name);
      if (domain === null) continue;
      appender.appendVarchar(name);
      appender.appendVarchar(domain);
      appender.endRow();
    }
  }
  appender.closeSync();
}

async function count(session: Session, table: string): Promise<number> {
  const [{n}] = await session.rows<{n: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${table}`
  );
  return n;
}

const dayMs = 86_400_000;

function after(day: string): string {
  return new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
}

function before(day: string): string {
  return new Date(Date.parse(day) - dayMs).toISOString().slice(0, 10);
}
