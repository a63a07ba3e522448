import type {EntityWindow} from "./entity-detector.js";

/** Ports by which machines are administered (new inside edges to them are lateral movement). */
export const adminPorts = [22, 23, 135, 139, 445, 2222, 3389, 5900, 5985, 5986] as const;

/** Ports at which one logs in (many alike short sessions to them are password guessing). */
export const loginPorts = [
  21, 22, 23, 25, 88, 110, 143, 389, 445, 465, 587, 636, 993, 995, 1433, 1521, 2222, 3306, 3389,
  5432, 5900, 5985, 5986, 6379, 8080
] as const;

/** The SQL of whose record it is: the number of a local source; 0, which all outside sources share. */
export const whoSql = "CASE WHEN src_local THEN src ELSE 0 END";

/** Returns *values* as the right side of SQL’s IN. */
export function inList(values: readonly (number | string)[]): string {
  const items = values.map((value) =>
    typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`
  );
  return `(${items.join(", ")})`;
}

/**
 * Returns the SQL of a stratum: `new` for *newFor* hours after the key was first seen in the hour *first*;
 * what began before the end of the warm-up is known.
 */
export function stratumSql(first: string, {newFor, warm}: EntityWindow): string {
  return `CASE WHEN ${first} > h - ${newFor} AND ${first} >= ${warm} THEN 'new' ELSE 'known' END`;
}

/** Returns the SQL of the record: the maximum of *measure* in strictly earlier hours (or rows) of a key. */
export function recordSql(measure: string, key: string, before = 1): string {
  return `coalesce(max(${measure}) OVER (PARTITION BY ${key} ORDER BY h RANGE BETWEEN UNBOUNDED PRECEDING AND ${before} PRECEDING), 0)`;
}
