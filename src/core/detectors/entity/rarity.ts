import {logarithm} from "../../forest/logarithm.js";
import type {Candidate} from "./entity-detector.js";

/** Returns ln((n + 1) / (k + ½)): how rare it is that k of n local hosts did the same before. */
export function rarity({facts: {k, n}}: Candidate): number {
  return logarithm((n + 1) / Math.min(n + 1, k + 0.5));
}

/**
 * Returns the query of the first hours of *rows* (with columns who, kind and h, and *columns*), and in how many earlier
 * hosts the kind was seen: one row per who and kind. *kind* and *columns* are lists of columns.
 */
export function firstsSql(rows: string, who: string, kind: string, columns: string): string {
  return `
    WITH firsts AS (SELECT ${who}, ${kind}, min(h) AS h FROM ${rows} GROUP BY ${who}, ${kind}),
    arrivals AS (SELECT ${kind}, h, count(*) AS hosts FROM firsts GROUP BY ${kind}, h),
    earlier AS (
      SELECT ${kind}, h,
        coalesce(sum(hosts) OVER (PARTITION BY ${kind} ORDER BY h ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::DOUBLE AS k
      FROM arrivals
    )
    SELECT ${columns}, k FROM firsts JOIN earlier USING (${kind}, h) JOIN ${rows} USING (${who}, ${kind}, h)`;
}
