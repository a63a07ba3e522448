import {failedSql} from "../../features/list.js";
import {eventColumns} from "../../schema/events.js";
import type {
  LogProfile,
  ProfileColumn,
  ProfileHosts,
  ProfileValue
} from "../../schema/log-profile.js";
import {publishedColumns} from "../published-columns.js";
import type {Tables} from "../tables.js";
import {textSql} from "./profile-text.js";
import {bytesSql, countSql} from "./volume.js";

/** The values of a column that are published, and the hosts by each order. */
const [maxValues, maxHosts] = [20, 10];

/** Returns the most frequent values of *column*. */
export async function columnValues(
  tables: Tables,
  column: ProfileColumn["column"]
): Promise<ProfileColumn> {
  const rows = await tables.rows<ProfileValue & {values: number}>(
    `WITH counted AS (
      SELECT ${column} AS value, count(*) AS n, ${countSql(failedSql)} AS failed,
        ${bytesSql("coalesce(orig_bytes, 0) + coalesce(resp_bytes, 0)")} AS bytes, ${countSql("attack = 1")} AS attacks
      FROM published.events GROUP BY ${column}
    )
    SELECT ${textSql("value")} AS value, CAST(n AS DOUBLE) AS events, failed, bytes, attacks,
      CAST(count(value) OVER () AS DOUBLE) AS "values"
    FROM counted ORDER BY n DESC, counted.value LIMIT ${maxValues}`
  );
  return {
    column,
    distinct: rows[0]?.values ?? 0,
    values: rows.map(({values: _, ...row}) => row)
  };
}

/** Returns the hosts with the most connections, and with the most bytes, in a role. */
export async function busiestHosts(
  tables: Tables,
  role: ProfileHosts["role"]
): Promise<ProfileHosts> {
  const column = role === "source" ? "src" : "dst";
  const rows = await tables.rows<ProfileHosts["rows"][number] & {hosts: number}>(
    `WITH counted AS (
      SELECT ${column} AS host, count(*) AS n, ${countSql(failedSql)} AS failed,
        ${bytesSql("orig_bytes")} AS bytes_out, ${bytesSql("resp_bytes")} AS bytes_in
      FROM published.events GROUP BY ${column}
    ),
    placed AS (
      SELECT *, row_number() OVER (ORDER BY n DESC, host) AS place,
        row_number() OVER (ORDER BY bytes_out + bytes_in DESC, host) AS heavy, count(*) OVER () AS hosts
      FROM counted
    )
    SELECT ${textSql("host")} AS host, CAST(n AS DOUBLE) AS events, failed, bytes_out AS "bytesOut", bytes_in AS "bytesIn",
      CAST(hosts AS DOUBLE) AS hosts
    FROM placed WHERE place <= ${maxHosts} OR heavy <= ${maxHosts} ORDER BY place`
  );
  return {
    role,
    distinct: rows[0]?.hosts ?? 0,
    rows: rows.map(({hosts: _, ...row}) => row)
  };
}

const inEvents = new Set(publishedColumns.events.split(", ").map((text) => text.split(" ")[0]));

/** The columns that come from a field of the log, and may have no value. */
const fields = eventColumns
  .filter(({name, zeek, nullMeans}) => zeek && nullMeans !== "never null" && inEvents.has(name))
  .map(({name}) => name);

/** Returns how many events have no value in each column of the log, in the order of the columns. */
export async function missingValues(tables: Tables): Promise<LogProfile["missing"]> {
  const [row] = await tables.rows<{[column: string]: number}>(
    `SELECT ${fields.map((name) => `${countSql(`${name} IS NULL`)} AS ${name}`).join(", ")} FROM published.events`
  );
  return fields.map((column) => ({column, events: row[column]}));
}

/** Returns the most frequent labels of events, and how many events have each before and after *until*, in microseconds. */
export function labelValues(tables: Tables, until: number): Promise<LogProfile["labels"]> {
  return tables.rows(
    `WITH counted AS (
      SELECT coalesce(detailed_label, label) AS name, attack, count(*) AS n,
        ${countSql("time < make_timestamp(CAST(? AS BIGINT))")} AS training
      FROM published.events GROUP BY ALL
    )
    SELECT ${textSql("name")} AS label, CAST(attack AS DOUBLE) AS attack, training, CAST(n AS DOUBLE) - training AS test
    FROM counted ORDER BY n DESC, name, attack LIMIT ${maxValues}`,
    [until]
  );
}
