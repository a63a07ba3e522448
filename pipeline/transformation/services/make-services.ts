import {join} from "node:path";
import {serviceFacts} from "../../../src/core/schema/service-facts.js";
import {serviceTableNames, servicePath} from "../../../src/core/schema/service-tables.js";
import {sourceOf} from "../../../src/core/services/service-columns.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {writeParquet} from "../parquet.js";
import type {DayPlan, PartitionPlan} from "../plan-silver.js";
import {registrableDomain} from "./domain.js";
import {serviceMacros, serviceSql, tableSql} from "./sql.js";
import type {ServiceStep, ServiceStepOptions} from "./sql.js";

/** The files of other partitions that a partition reads, where there are such. */
export interface NeededFiles {
  /** What DNS answered until the end of the day before. */
  known?: string;

  /** What logs of the next day say. */
  late?: string;
}

/** Creates the functions that the SQL of services calls in *session*. */
export async function prepareServices(session: Session): Promise<void> {
  for (const macro of serviceMacros) await session.run(macro);
}

/**
 * Fills the table service_facts for the flows of the day, and writes its tables of services into *folder*; returns their
 * rows by path. A record counts for a flow with its uid that began on the same day (UTC) or the day before. Of DNS, the
 * latest answer to each client about each address is carried over from day to day, for 30 days. Needs the views of *plan*.
 */
export async function makeServices(
  session: Session,
  {day, kinds, facts}: DayPlan,
  {known, late}: NeededFiles,
  folder: string
): Promise<{[path: string]: number}> {
  const make = stepMaker(session, {day});
  if (!facts && kinds.length === 0) {
    await session.run(`CREATE OR REPLACE TABLE service_facts (event_id BIGINT, ${factColumns})`);
    return {};
  }
  if (facts) {
    await viewFile(session, "known", known, knownColumns);
    await viewFile(session, "late", late, lateColumns);
    await make.view("naming", "naming");
    await make.table("uid_facts", "uid-facts");
    await make.table("answers", "answers");
    await make.table("named", "named");
  } else {
    await session.run(
      "CREATE OR REPLACE TABLE named (event_id BIGINT, name VARCHAR, client VARCHAR)"
    );
  }
  await make.table("names", "names");
  await makeDomains(session);
  await make.table("service_facts", "service-facts");
  if (kinds.length > 0) await make.table("flow_ids", "flow-ids");
  const rows: {[path: string]: number} = {};
  for (const table of serviceTableNames) {
    if (!kinds.includes(sourceOf(table).kind)) continue;
    const path = servicePath(day, table);
    rows[path] = await writeParquet(session, await tableSql(table, day), join(folder, path));
  }
  return rows;
}

/** Writes what DNS answered until the end of the day of *plan* to *path*; returns its rows. Needs the views of *plan*. */
export async function makeKnown(
  session: Session,
  {day}: PartitionPlan,
  {known}: NeededFiles,
  path: string
): Promise<number> {
  const make = stepMaker(session, {day});
  await viewFile(session, "known", known, knownColumns);
  await make.table("answers", "answers");
  return writeParquet(session, await serviceSql("known", {day}), path);
}

/** Writes what logs of the next day say of the flows of the day of *plan* to *path*; returns its rows. Needs the views of *plan*. */
export async function makeLate(
  session: Session,
  {day}: PartitionPlan,
  _: NeededFiles,
  path: string
): Promise<number> {
  await stepMaker(session, {day, records: "later"}).view("naming", "naming");
  return writeParquet(session, await serviceSql("late", {day}), path);
}

const knownColumns = [["src", "VARCHAR"], ["address", "VARCHAR"], ["instant", "BIGINT"], ["name", "VARCHAR"]] as const; // prettier-ignore
const lateColumns = [["uid", "VARCHAR"], ["place", "BIGINT"], ["name", "VARCHAR"], ["client", "VARCHAR"]] as const; // prettier-ignore

const factColumns = serviceFacts.map(({name, type}) => `${name} ${type}`).join(", ");

/** Returns functions that make a view or a table of an SQL file. */
function stepMaker(session: Session, options: ServiceStepOptions) {
  const make = (what: string) => async (name: string, step: ServiceStep) =>
    session.run(`CREATE OR REPLACE ${what} ${name} AS ${await serviceSql(step, options)}`);
  return {view: make("VIEW"), table: make("TABLE")};
}

/** Creates the view *name* of the file at *path*, or one without rows, with *columns*. */
async function viewFile(
  session: Session,
  name: string,
  path: string | undefined,
  columns: readonly (readonly [name: string, type: string])[]
): Promise<void> {
  const nothing = columns.map(([column, type]) => `CAST(NULL AS ${type}) AS ${column}`);
  const rows =
    path === undefined
      ? `SELECT ${nothing.join(", ")} WHERE false`
      : `FROM read_parquet(${literal(path)}, hive_partitioning = false)`;
  await session.run(`CREATE OR REPLACE VIEW ${name} AS ${rows}`);
}

/** Fills the table domains: the registrable domain of each of names that has one. */
async function makeDomains(session: Session): Promise<void> {
  await session.run(`CREATE OR REPLACE TABLE domains (name VARCHAR, domain VARCHAR)`);
  const appender = await session.connection.createAppender("domains");
  for await (const chunk of session.chunks("SELECT name FROM names WHERE name IS NOT NULL")) {
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
