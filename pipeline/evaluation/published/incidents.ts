import {BOOLEAN, DOUBLE, INTEGER, TIMESTAMP, VARCHAR, DuckDBTimestampValue} from "@duckdb/node-api";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {dropIncidents} from "../../../src/core/incidents/find-incidents.js";
import {
  incidentEventsSql,
  incidentFlowsSql,
  incidentTables
} from "../../../src/core/published/incident-tables.js";
import type {IncidentTable} from "../../../src/core/published/incident-tables.js";
import type {Chain} from "../../../src/core/published/provenance.js";
import type {Session} from "../../duckdb/session.js";

/** Fills the tables of `published` that are about incidents, and removes what `findIncidents` has left. */
export async function createIncidents(
  session: Session,
  chain: Pick<Chain, "raw">,
  found: FoundIncidents
): Promise<void> {
  const {incidents, evidence} = incidentTables(chain, found);
  await createTable(session, "incidents", incidents);
  await createTable(session, "evidence", evidence);
  await session.run(`CREATE TABLE published.incident_events AS ${incidentEventsSql}`);
  await session.run(`CREATE TABLE published.incident_flows AS ${incidentFlowsSql}`);
  for (const step of dropIncidents) await session.run(step);
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
  const types = {VARCHAR, INTEGER, DOUBLE, BOOLEAN, TIMESTAMP};
  for (const row of rows) {
    for (const [column, type] of columns) {
      const value = row[column];
      if (value === null) appender.appendNull();
      else if (type === "TIMESTAMP")
        appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value) * 1000n));
      else appender.appendValue(value, types[type]);
    }
    appender.endRow();
  }
  appender.closeSync();
}
