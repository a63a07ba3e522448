import {readFile} from "node:fs/promises";
import {maxClient, maxServerName} from "../../../src/core/schema/service-facts.js";
import type {ServiceTable} from "../../../src/core/schema/service-tables.js";
import {serviceTables, sourceOf} from "../../../src/core/services/service-columns.js";
import {literal} from "../../duckdb/session.js";

/** The name of an SQL file beside this module. */
export type ServiceStep =
  | "naming"
  | "late"
  | "uid-facts"
  | "answers"
  | "named"
  | "names"
  | "service-facts"
  | "known"
  | "flow-ids"
  | "file-ends"
  | "certificate-ends"
  | "program-ends"
  | "lease-ends"
  | "notice-ends";

/** The files that find the ends of records that do not have them as fields of a connection. */
const endSteps: Readonly<Partial<Record<ServiceTable, ServiceStep>>> = {
  file_transfers: "file-ends",
  x509: "certificate-ends",
  pe: "program-ends",
  dhcp: "lease-ends",
  notice: "notice-ends"
};

/** How many pairs of client and address are carried over to the next day: the latest. */
const maxKnown = 5_000_000;

/** For how many days before the start of a day an answer of DNS is known. */
export const knownDays = 30;

/** What an SQL file is about. */
export interface ServiceStepOptions {
  /** The one day (UTC) that it is about, as `2024-04-19`, where it is not about every day of the views. */
  day?: string;

  /** The prefix of the views of records: `day`, or `later` for those of the day after; defaults to `day`. */
  records?: "day" | "later";
}

/** Returns the text of an SQL file, its placeholders filled in. */
export async function serviceSql(
  step: ServiceStep,
  {day, records = "day"}: ServiceStepOptions = {}
): Promise<string> {
  const text = await readFile(new URL(`${step}.sql`, import.meta.url), "utf8");
  return text
    .replaceAll("$days_", `${records}_`)
    .replace("$max_client", String(maxClient))
    .replace("$max_known", String(maxKnown))
    .replace("$known_us", String(knownDays * 86_400_000_000))
    .replaceAll("$day", day === undefined ? "day" : `DATE ${literal(day)}`);
}

/** Returns the query of *table*: a row a record, in order of time, file and line. */
export async function tableSql(table: ServiceTable): Promise<string> {
  const {kind, domainOf} = sourceOf(table);
  const step = endSteps[table];
  const records = step ? `(${await serviceSql(step)})` : `day_${kind.name}`;
  const has = new Set(kind.fields.map(({column}) => column));
  const columns = serviceTables[table].map(({name, type, sql}) => {
    const absent = !step && endColumns.has(name) && !has.has(name);
    return `${absent ? `CAST(NULL AS ${type})` : qualified(sql)} AS ${name}`;
  });
  const domains = domainOf ? `LEFT JOIN domains ON domains.name = ${domainOf}` : "";
  const flows = step || has.has("uid") ? "LEFT JOIN flow_ids USING (day, uid)" : "";
  const ids = flows ? columns : [`CAST(NULL AS BIGINT) AS event_id`, ...columns.slice(1)];
  return `SELECT ${ids.join(", ")}
    FROM ${records} AS records ${flows} ${domains}
    ORDER BY time, file, line`;
}

const endColumns = new Set(["uid", "src", "src_port", "dst", "dst_port"]);

/** Columns that a table of the join has too. */
function qualified(sql: string): string {
  return sql === "uid" || sql === "name" || sql === "domain" ? `records.${sql}` : sql;
}

/**
 * The functions that SQL of services calls: host_of returns a host without its port, name_of a name in lower case and
 * without a dot at its end, or null for an address or nothing; is_address whether a text looks like an address; first_of the
 * first item of a list; number_of and instant_of what a text says, or null. What is dear (trim, regular expressions) is
 * asked of few texts: those before `:` begin with a digit or a sign.
 */
export const serviceMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO host_of(host) AS CASE
    WHEN contains(host, ':') THEN regexp_replace(host, ':[0-9]*$', '')
    ELSE host
  END`,
  `CREATE OR REPLACE MACRO name_of(name) AS CASE
    WHEN contains(name, ':') OR starts_with(name, '[') OR (name < ':' AND regexp_full_match(name, '[0-9.]*')) THEN NULL
    WHEN suffix(name, '.') OR strlen(name) > ${maxServerName} THEN left(rtrim(lower(name), '.'), ${maxServerName})
    ELSE lower(name)
  END`,
  `CREATE OR REPLACE MACRO is_address(text) AS
    regexp_full_match(text, '[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*')`,
  `CREATE OR REPLACE MACRO first_of(list) AS split_part(list, ',', 1)`,
  `CREATE OR REPLACE MACRO number_of(text) AS CASE
    WHEN isfinite(TRY_CAST(text AS DOUBLE)) THEN TRY_CAST(text AS DOUBLE)
  END`,
  `CREATE OR REPLACE MACRO instant_of(text) AS coalesce(
    CASE WHEN TRY_CAST(text AS DOUBLE) BETWEEN 0 AND 253402300799
      THEN make_timestamp(CAST(round(TRY_CAST(text AS DOUBLE) * 1000000) AS BIGINT)) END,
    CASE WHEN TRY_CAST(text AS TIMESTAMP) BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '9999-12-31'
      THEN TRY_CAST(text AS TIMESTAMP) END
  )`
];
