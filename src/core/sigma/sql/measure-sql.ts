import type {Correlation} from "../rule.js";
import {comparisonSql} from "./test-sql.js";

/** What windows are measured over: a relation with id, instant, slot, the groups, v and n. */
export interface MeasureSource {
  correlation: Correlation;
  members: string;
  groups: string[];
  /** Whether every member is an occurrence of its own. */
  unique: boolean;
  /** Adds a part to the query; returns its name. */
  add(name: string, sql: string): string;
}

/** Returns the query of the windows that meet the correlation: since, until, the groups, measure; one a group and instant. */
export function measureSelect(source: MeasureSource): string {
  const {correlation, groups} = source;
  const span = correlation.timespanSeconds * 1e6;
  const measured = source.add("measured", measuredSql(source, span));
  const comparisons = correlation.comparisons.map(({comparison, value}) =>
    comparisonSql(comparison, "measure", value)
  );
  const columns = [`instant - ${span} AS since`, "instant AS until", ...groups, "measure"].join(
    ", "
  );
  return `SELECT DISTINCT ${columns} FROM ${measured} WHERE ${["measure IS NOT NULL", ...comparisons].join(" AND ")}`; // prettier-ignore
}

function measuredSql(source: MeasureSource, span: number): string {
  const {correlation, members, groups, unique} = source;
  const {type, percentile} = correlation;
  const over = windowSql(groups, `RANGE BETWEEN ${span} PRECEDING AND CURRENT ROW`);
  const keys = ["instant", ...groups].join(", ");
  const distinct = unique ? "" : "DISTINCT ";
  const once = (columns: string) => `(SELECT ${distinct}id, ${keys}${columns} FROM ${members})`;
  switch (type) {
    case "event_count":
      return `SELECT ${keys}, count(*) OVER ${over} AS measure FROM ${once("")}`;
    case "value_count":
      return `SELECT ${keys}, count(DISTINCT v) OVER ${over} AS measure FROM ${once(", v")}`;
    case "value_sum":
      return `SELECT ${keys}, sum(n) OVER ${over} AS measure FROM ${once(", v, n")}`;
    case "value_avg":
      return `SELECT ${keys}, avg(n) OVER ${over} AS measure FROM ${once(", v, n")}`;
    case "value_percentile": {
      if (percentile !== undefined)
        return `SELECT ${keys}, quantile_cont(n, ${percentile / 100}) OVER ${over} AS measure FROM ${once(", v, n")}`; // prettier-ignore
      const ofValue = windowSql(
        [...groups, "v"],
        `RANGE BETWEEN ${span} PRECEDING AND CURRENT ROW`
      );
      const shares = `SELECT ${keys}, v, 100 * count(v) OVER ${ofValue} / count(v) OVER ${over} AS share FROM ${once(", v")}`; // prettier-ignore
      return `SELECT ${keys}, min(share) AS measure FROM (${shares}) WHERE v IS NOT NULL GROUP BY ${keys}`; // prettier-ignore
    }
    case "temporal":
      return `SELECT ${keys}, ${distinctRules(source, span)} AS measure FROM ${members}`;
    case "temporal_ordered":
      return orderedRules(source, span);
  }
}

/** A window of SQL over each group, in order of time. */
function windowSql(partition: readonly string[], frame: string): string {
  const by = partition.length > 0 ? `PARTITION BY ${partition.join(", ")} ` : "";
  return `(${by}ORDER BY instant ${frame})`;
}

const before = "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";

/** The number of rules whose last occurrence is in the window. */
function distinctRules({correlation, groups}: MeasureSource, span: number): string {
  const over = windowSql(groups, before);
  const present = correlation.rules.map((_, slot) => `CAST(coalesce(max(instant) FILTER (slot = ${slot}) OVER ${over} >= instant - ${span}, false) AS INTEGER)`); // prettier-ignore
  return present.join(" + ");
}

/**
 * The number of rules of the longest sequence of them in their order, each later than the one before: `s2` is, of the
 * sequences of two that end at an occurrence, the latest begin; and so on.
 */
function orderedRules({correlation, members, groups, add}: MeasureSource, span: number): string {
  const n = correlation.rules.length;
  const earlier = windowSql(groups, "RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING");
  const columns = ["instant", "slot", ...groups];
  const begins = ["s1"];
  let layer = add(
    "sequences",
    `SELECT DISTINCT ${columns.join(", ")}, instant AS s1 FROM ${members}`
  );
  for (let length = 2; length <= n; ++length) {
    const last = `s${length - 1}`;
    const bySlot = Array.from({length: n - 1}, (_, slot) => `coalesce(max(${last}) FILTER (slot = ${slot}) OVER ${earlier}, ${never})`); // prettier-ignore
    const cases = bySlot.map((_, slot) => `WHEN ${slot + 1} THEN greatest(${bySlot.slice(0, slot + 1).join(", ")})`); // prettier-ignore
    layer = add("sequences", `SELECT *, CASE slot ${cases.join(" ")} ELSE ${never} END AS s${length} FROM ${layer}`); // prettier-ignore
    begins.push(`s${length}`);
  }
  const over = windowSql(groups, before);
  const lengths = begins.map((begin) => `CAST(max(${begin}) OVER ${over} >= instant - ${span} AS INTEGER)`); // prettier-ignore
  return `SELECT ${["instant", ...groups].join(", ")}, ${lengths.join(" + ")} AS measure FROM ${layer}`;
}

/** Before every instant, and far enough from the smallest integer to subtract from it. */
const never = "-4611686018427387904";
