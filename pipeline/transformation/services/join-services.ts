import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {recordColumns} from "../../../src/core/readers/kinds/kind.js";
import type {LogKind} from "../../../src/core/readers/kinds/kind.js";
import {serviceKinds} from "../../../src/core/readers/kinds/services.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isRecords} from "../../../src/core/schema/raw-facts.js";
import {serviceTableNames, servicePath} from "../../../src/core/schema/service-tables.js";
import {sourceOf} from "../../../src/core/services/service-columns.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {literal, literals} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {registrableDomain} from "./domain.js";
import {knownDays, serviceMacros, serviceSql, tableSql} from "./sql.js";
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

/** Kinds that records of other kinds are joined with: their views exist without a record, too. */
const joined: readonly LogKind[] = [...serviceKinds, sourceOf("file_transfers").kind];

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
  const kinds: LogKind[] = [];
  for (const {kind} of serviceTableNames.map(sourceOf)) {
    const isOf = (path: string) => isRecords(path, kind.name);
    const paths = await localFiles(context.stores, raw, isOf);
    if (paths.length === 0 && !joined.includes(kind)) continue;
    const columns = recordColumns(kind).map(({name, type}) => `CAST(NULL AS ${type}) AS ${name}`);
    const rows = paths.length
      ? `FROM read_parquet(${literals(paths)}, hive_partitioning = false)`
      : `SELECT ${columns.join(", ")} WHERE false`;
    await session.run(`CREATE OR REPLACE VIEW all_${kind.name} AS ${rows}`);
    kinds.push(kind);
  }
  const days = await daysOf(session, kinds);
  let until = "1970-01-01";
  return {
    days,
    async join(day, folder) {
      if (days.length === 0) return {};
      await viewDay(session, kinds, day, until);
      until = after(day);
      return joinDay(session, kinds, day, folder);
    }
  };
}

async function daysOf(session: Session, kinds: readonly LogKind[]): Promise<string[]> {
  const times = kinds.map(({name}) => `SELECT time FROM all_${name}`).join(" UNION ALL ");
  const rows = await session.rows<{day: string}>(
    `SELECT DISTINCT strftime(time, '%Y-%m-%d') AS day FROM (${times}) ORDER BY day`
  );
  return rows.map(({day}) => day);
}

/** Narrows the records to those of the day, to those near it, and to the DNS records since *from*. */
async function viewDay(
  session: Session,
  kinds: readonly LogKind[],
  day: string,
  from: string
): Promise<void> {
  const between = (start: string, end: string) =>
    `WHERE time >= TIMESTAMP ${literal(start)} AND time < TIMESTAMP ${literal(end)}`;
  const next = after(day);
  const view = (name: string, {name: kind}: LogKind, start: string, end: string) =>
    session.run(
      `CREATE OR REPLACE VIEW ${name}_${kind} AS FROM all_${kind} ${between(start, end)}`
    );
  for (const kind of kinds) await view("day", kind, day, next);
  for (const kind of serviceKinds) await view("near", kind, day, after(next));
  for (const kind of joined) await view("recent", kind, before(day), next);
  await session.run(`CREATE OR REPLACE VIEW fresh_dns AS FROM all_dns ${between(from, next)}`);
  await session.run(
    `CREATE OR REPLACE TABLE flow_ids AS
    SELECT uid, min(event_id) AS event_id FROM all_events ${between(before(day), next)} AND uid IS NOT NULL GROUP BY uid`
  );
  await session.run(
    `CREATE OR REPLACE VIEW flow_ends AS
    SELECT flow_ids.uid, src, src_port, dst, dst_port FROM all_events JOIN flow_ids USING (event_id)`
  );
}

async function joinDay(
  session: Session,
  kinds: readonly LogKind[],
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
  for (const table of serviceTableNames) {
    const {kind} = sourceOf(table);
    const n = kinds.includes(kind) ? await count(session, `day_${kind.name}`) : 0;
    if (n === 0) continue;
    const path = servicePath(day, table);
    await mkdir(join(folder, `day=${day}`), {recursive: true});
    await session.run(
      `COPY (${await tableSql(table)}) TO ${literal(join(folder, path))}
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
