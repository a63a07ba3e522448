import {join} from "node:path";
import {serviceFacts} from "../../../src/core/schema/service-facts.js";
import {serviceTableNames, servicePath} from "../../../src/core/schema/service-tables.js";
import {sourceOf} from "../../../src/core/services/service-columns.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {writeDays, writeParquet} from "../parquet.js";
import type {DayFile} from "../parquet.js";
import type {DayPlan, PartitionPlan} from "../plan-silver.js";
import {registrableDomain} from "./domain.js";
import {serviceMacros, serviceSql, tableSql} from "./sql.js";
import type {ServiceStep, ServiceStepOptions} from "./sql.js";

/** Creates the functions that the SQL of services calls in *session*. */
export async function prepareServices(session: Session): Promise<void> {
  for (const macro of serviceMacros) await session.run(macro);
}

/** What is made from files of other partitions, where there are such. */
export interface PlannedFiles {
  plan: PartitionPlan;

  /** What DNS answered until the end of the day before. */
  known?: string;

  /** What logs of the next day say. */
  late?: string;
}

/** The partition of a day, to be made in *folder*. */
export interface PlannedDay extends PlannedFiles {
  plan: DayPlan;
  folder: string;
}

/**
 * Fills the table service_facts for the flows of the days of *planned*, and writes their tables of services into their folders;
 * returns the rows of each by path. A record counts for a flow with its uid that began on the same day (UTC) or the day before. Of
 * DNS, the latest answer to each client about each address is carried over from day to day, for 30 days. Needs the views of the plans.
 */
export async function makeServices(
  session: Session,
  planned: readonly PlannedDay[]
): Promise<{[path: string]: number}[]> {
  const make = stepMaker(session);
  const fileRows = planned.map(() => ({}) as {[path: string]: number});
  const hasFacts = planned.some(({plan}) => plan.facts);
  const hasKinds = planned.some(({plan}) => plan.kinds.length > 0);
  if (!hasFacts && !hasKinds) {
    await session.run(`CREATE OR REPLACE TABLE service_facts (event_id BIGINT, ${factColumns})`);
    return fileRows;
  }
  if (hasFacts) {
    await viewFiles(session, "known", planned);
    await viewFiles(session, "late", planned);
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
  if (hasKinds) await make.table("flow_ids", "flow-ids");
  for (const table of serviceTableNames) {
    const {kind} = sourceOf(table);
    const places = [...planned.keys()].filter((i) => planned[i].plan.kinds.includes(kind));
    if (places.length === 0) continue;
    const paths = places.map((i) => servicePath(planned[i].plan.day, table));
    const files = places.map((i, k) => ({
      day: planned[i].plan.day,
      path: join(planned[i].folder, paths[k])
    }));
    const rows = await writeDays(session, await tableSql(table), files);
    for (const [k, i] of places.entries()) fileRows[i][paths[k]] = rows[k];
  }
  return fileRows;
}

/** Fills the table answers with what DNS answered on the days of the views. */
export async function makeAnswers(session: Session): Promise<void> {
  await stepMaker(session).table("answers", "answers");
}

/** Writes what DNS answered until the end of a day to *path*; returns its rows. Needs the table answers. */
export async function makeKnown(
  session: Session,
  planned: PlannedFiles,
  path: string
): Promise<number> {
  await viewFiles(session, "known", [planned]);
  return writeParquet(session, await serviceSql("known", planned.plan), path);
}

/** Writes what logs of the next day say of the flows of days to *files*; returns the rows of each. Needs the views of the days. */
export async function makeLate(session: Session, files: readonly DayFile[]): Promise<number[]> {
  const make = stepMaker(session, {records: "later"});
  await make.view("naming", "naming");
  await make.table("written", "late");
  const rows: number[] = [];
  for (const {day, path} of files) {
    const own = `SELECT * EXCLUDE (day) FROM written WHERE day = DATE ${literal(day)}`;
    rows.push(await writeParquet(session, own, path));
  }
  return rows;
}

/** The columns of the files of other partitions. */
const neededColumns = {
  known: [["src", "VARCHAR"], ["address", "VARCHAR"], ["instant", "BIGINT"], ["name", "VARCHAR"]],
  late: [["uid", "VARCHAR"], ["place", "BIGINT"], ["name", "VARCHAR"], ["client", "VARCHAR"]]
} as const; // prettier-ignore

const factColumns = serviceFacts.map(({name, type}) => `${name} ${type}`).join(", ");

/** Returns functions that make a view or a table of an SQL file. */
function stepMaker(session: Session, options: ServiceStepOptions = {}) {
  const make = (what: string) => async (name: string, step: ServiceStep) =>
    session.run(`CREATE OR REPLACE ${what} ${name} AS ${await serviceSql(step, options)}`);
  return {view: make("VIEW"), table: make("TABLE")};
}

/** Creates the view *name* of the files of that name that *planned* read, with the day for which each is read. */
async function viewFiles(
  session: Session,
  name: keyof typeof neededColumns,
  planned: readonly PlannedFiles[]
): Promise<void> {
  const parts = planned.flatMap(({plan, [name]: path}) =>
    path === undefined
      ? []
      : `SELECT *, DATE ${literal(plan.day)} AS day FROM read_parquet(${literal(path)}, hive_partitioning = false)`
  );
  const columns = [...neededColumns[name], ["day", "DATE"]];
  const nothing = columns.map(([column, type]) => `CAST(NULL AS ${type}) AS ${column}`);
  if (parts.length === 0) parts.push(`SELECT ${nothing.join(", ")} WHERE false`);
  await session.run(`CREATE OR REPLACE VIEW ${name} AS ${parts.join(" UNION ALL ")}`);
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
