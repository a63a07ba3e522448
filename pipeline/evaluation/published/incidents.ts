import {DuckDBTimestampValue} from "@duckdb/node-api";
import type {DuckDBAppender} from "@duckdb/node-api";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {dropIncidents} from "../../../src/core/incidents/find-incidents.js";
import {
  incidentEventsSql,
  incidentFlowsSql,
  incidentTables
} from "../../../src/core/published/incident-tables.js";
import type {IncidentTable} from "../../../src/core/published/incident-tables.js";
import type {Chain} from "../../../src/core/published/provenance.js";
import {publishedColumns} from "../../../src/core/published/published-columns.js";
import type {Session} from "../../duckdb/session.js";
import {compressed} from "../events-table.js";

/** Fills the tables of `published` that are about incidents, and removes what `findIncidents` has left. */
export async function createIncidents(
  session: Session,
  chain: Pick<Chain, "raw">,
  found: FoundIncidents
): Promise<void> {
  const {incidents, evidence} = incidentTables(chain, found);
  await createTable(session, "incidents", incidents);
  await createTable(session, "evidence", evidence);
  const steps = (["incident_events", "incident_flows"] as const).map((table) => `CREATE TABLE published.${table} (${compressed(publishedColumns[table])})`); // prettier-ignore
  steps.push(`INSERT INTO published.incident_events ${incidentEventsSql}`);
  steps.push(`INSERT INTO published.incident_flows ${incidentFlowsSql}`);
  await session.run([...steps, ...dropIncidents].join("; "));
}

/** Creates the table *name* of `published`; times of its rows are in ms since the epoch. */
export async function createTable(
  session: Session,
  name: string,
  {columns, rows}: IncidentTable
): Promise<void> {
  const list = columns.map(([column, type]) => `"${column}" ${type}`).join(", ");
  await session.run(`CREATE TABLE published.${name} (${list})`);
  const appender = await session.connection.createAppender(name, "main", "published");
  for (const row of rows) {
    for (const [column, type] of columns) appendValue(appender, type, row[column]);
    appender.endRow();
  }
  appender.closeSync();
}

function appendValue(
  appender: DuckDBAppender,
  type: IncidentTable["columns"][number][1],
  value: IncidentTable["rows"][number][string]
): void {
  if (value === null) return appender.appendNull();
  switch (type) {
    case "VARCHAR":
      return appender.appendVarchar(value as string);
    case "INTEGER":
      return appender.appendInteger(value as number);
    case "DOUBLE":
      return appender.appendDouble(value as number);
    case "BOOLEAN":
      return appender.appendBoolean(value as boolean);
    case "TIMESTAMP":
      return appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value) * 1000n));
  }
}
