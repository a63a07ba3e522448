import type {Correlation} from "../rule.js";

/**
 * Adds the parts with the occurrences of *all* that may be in a window that meets *correlation*, and returns the name of the
 * last. A window that counts *n* is in two adjacent spans of time of its length, which then hold at least *n*: of most
 * groups, none does, and what is not counted need not be ordered.
 */
export function candidateParts(
  correlation: Correlation,
  groups: readonly string[],
  all: string,
  add: (name: string, sql: string, stored?: boolean) => string
): string {
  const least = leastCount(correlation);
  if (least < 2) return add("members", all, true);
  const source = add("all", all);
  // Groups whose hashes are equal are counted together: more is kept than has to be, and nothing is lost.
  const key = groups.length > 0 ? `hash(${groups.join(", ")})` : "0";
  const bucket = `instant // ${correlation.timespanSeconds * 1e6}`;
  const counts = `SELECT ${key} AS key, ${bucket} AS bucket, count(*) AS n FROM ${source} GROUP BY ALL`; // prettier-ignore
  const over = "OVER (PARTITION BY key ORDER BY bucket)";
  const beside = (side: "lag" | "lead", step: string) => `n + CASE WHEN ${side}(bucket) ${over} = bucket ${step} 1 THEN ${side}(n) ${over} ELSE 0 END`; // prettier-ignore
  const pairs = `SELECT key, bucket, ${beside("lag", "-")} AS before, ${beside("lead", "+")} AS after FROM (${counts})`; // prettier-ignore
  const crowded = add("crowded", `SELECT key, bucket FROM (${pairs}) WHERE before >= ${least} OR after >= ${least}`); // prettier-ignore
  return add("members", `SELECT a.* FROM ${source} a SEMI JOIN ${crowded} c ON ${key} = c.key AND ${bucket} = c.bucket`, true); // prettier-ignore
}

/** The number of occurrences that a window has to hold at least; 0 if that is not known. */
export function leastCount({type, comparisons}: Correlation): number {
  if (type !== "event_count" && type !== "value_count") return 0;
  const bounds = comparisons.map(({comparison, value}) => {
    if (comparison === "gte" || comparison === "eq") return Math.ceil(value);
    return comparison === "gt" ? Math.floor(value) + 1 : 0;
  });
  return Math.max(0, ...bounds);
}
