import {windowId} from "./correlation-writer.js";
import type {WindowNode} from "./correlation-writer.js";
import {sqlText} from "./literal.js";
import type {TableNames} from "./rule-query.js";

/**
 * Returns the query of the windows of *node*, those of a group that overlap as one: `hit`, its number from 1 in order of time,
 * `since` and `until` in microseconds since 1970, the groups, and `measure`, the largest of them.
 */
export function mergedWindows({windows, groups}: WindowNode): string {
  const order = ["min(since)", "min(until)", ...groups].join(", ");
  return `SELECT row_number() OVER (ORDER BY ${order}) AS hit, ${["min(since) AS since", "max(until) AS until", ...groups].join(", ")}, max(measure) AS measure FROM (${islands(windows, groups)}) GROUP BY ${[...groups, "island"].join(", ")}`; // prettier-ignore
}

/** Numbers the windows of *relation*, all of one length, so that those with the same *keys* that overlap have the same `island`. */
function islands(relation: string, keys: readonly string[]): string {
  const by = keys.length > 0 ? `PARTITION BY ${keys.join(", ")} ` : "";
  const latest = `SELECT *, lag(until) OVER (${by}ORDER BY until) AS latest FROM ${relation}`;
  return `SELECT *, sum(CASE WHEN since <= latest THEN 0 ELSE 1 END) OVER (${by}ORDER BY until ROWS UNBOUNDED PRECEDING) AS island FROM (${latest})`; // prettier-ignore
}

/**
 * Returns the query of the records in *spans*, the merged windows of *node*: `hit`, `log` (the name of its table) and `record`,
 * each once; of a correlation of correlations, the records of the windows in it.
 */
export function windowRecords(node: WindowNode, spans: string, tables: TableNames): string {
  return `SELECT DISTINCT hit, log, record FROM (${recordsOf(node, spans, tables).join(" UNION ALL ")})`; // prettier-ignore
}

function recordsOf(node: WindowNode, spans: string, tables: TableNames): string[] {
  const {members, groups, slots} = node;
  const same = groups.map((group) => `m.${group} = s.${group} AND `).join("");
  const inside = (columns: string, slot: number) => `SELECT ${columns} FROM ${spans} s JOIN ${members} m ON ${same}m.instant BETWEEN s.since AND s.until WHERE m.slot = ${slot}`; // prettier-ignore
  return slots.flatMap((slot, i) => {
    if (typeof slot === "string")
      return inside(`s.hit, ${sqlText(tables[slot])} AS log, m.record`, i);
    const occurrences = `SELECT DISTINCT hit, id FROM (${inside("s.hit, m.id", i)})`;
    const given = ["o.hit", "w.since", "w.until", ...slot.groups.map((group) => `w.${group}`)];
    const windows = `(SELECT ${given.join(", ")} FROM (${occurrences}) o JOIN ${slot.windows} w ON ${windowId(slot, "w")} = o.id)`; // prettier-ignore
    const keys = ["hit", ...slot.groups];
    const inner = `(SELECT ${keys.join(", ")}, min(since) AS since, max(until) AS until FROM (${islands(windows, keys)}) GROUP BY ${[...keys, "island"].join(", ")})`; // prettier-ignore
    return recordsOf(slot, inner, tables);
  });
}
