import type {LinkedCorrelation, LinkedRule} from "../link-rules.js";
import {resolveAlias} from "../correlation/occurrence.js";
import type {Mapping} from "../mappings/mapping.js";
import {mappings} from "../mappings/registry.js";
import {measureSelect} from "./measure-sql.js";
import type {MeasureSource} from "./measure-sql.js";
import {sqlName} from "./literal.js";
import {defaultTables, placeRule, tableScope} from "./rule-query.js";
import type {TableNames} from "./rule-query.js";
import {asNumberSql, textSql} from "./test-sql.js";
import {treeSql} from "./tree-sql.js";

/** A correlation that cannot be run on tables, since one of its rules cannot; the message names it. */
export class PlacementError extends Error {
  override readonly name = "PlacementError";
}

/**
 * Returns the query of the windows of *linked*: `since` and `until` in microseconds since 1970, `g0`, `g1`, … the values
 * of group-by in lower case, `measure`; in their order. Throws a PlacementError.
 */
export function correlationQuery(
  linked: LinkedCorrelation,
  {tables = defaultTables, among = mappings}: {tables?: TableNames; among?: readonly Mapping[]} = {}
): string {
  const writer = new Writer(tables, among);
  const {hits, groups} = writer.hits(linked, []);
  const order = [...groups, "until"].join(", ");
  return `WITH\n${writer.parts.join(",\n")}\nSELECT * FROM ${hits} ORDER BY ${order}`;
}

/** Writes the parts of the query: what matched, the members of groups, and the windows. */
class Writer {
  readonly parts: string[] = [];
  private readonly tables: TableNames;
  private readonly among: readonly Mapping[];
  private count = 0;

  constructor(tables: TableNames, among: readonly Mapping[]) {
    this.tables = tables;
    this.among = among;
  }

  /** Adds the windows of *linked*; *wanted* are fields that the correlation above needs of their events. */
  hits(
    linked: LinkedCorrelation,
    wanted: readonly string[]
  ): {hits: string; members: string; groups: string[]} {
    const {correlation} = linked.rule;
    const branches = linked.correlated.map((other, slot) => {
      const names = [correlation.rules[slot], other.rule.name, other.rule.id];
      const resolve = (field: string) => resolveAlias(correlation, names, field);
      const fields = [...correlation.groupBy, ...correlation.fields].map(resolve);
      return this.branch(other, slot, fields, correlation.groupBy.length, wanted);
    });
    const groups = correlation.groupBy.map((_, i) => `g${i}`);
    const guard = groups.map((group) => `${group} IS NOT NULL`).join(" AND ") || "true";
    const members = this.add("members", `SELECT * FROM (${branches.join(" UNION ALL ")}) WHERE instant IS NOT NULL AND ${guard}`); // prettier-ignore
    const source: MeasureSource = {correlation, members, groups, add: (name, sql) => this.add(name, sql)}; // prettier-ignore
    return {hits: this.add("windows", measureSelect(source)), members, groups};
  }

  private add(name: string, sql: string): string {
    const part = `${name}${this.count++}`;
    this.parts.push(`${part} AS (${sql})`);
    return part;
  }

  /** One row per occurrence: id, instant, slot, the groups, the value and number that are measured, and what is wanted above. */
  private branch(
    other: LinkedRule,
    slot: number,
    fields: readonly string[],
    groupCount: number,
    wanted: readonly string[]
  ): string {
    const needed = [...new Set([...fields, ...wanted])];
    const relation = this.relation(other, needed);
    const text = (field: string) => `f${needed.indexOf(field)}`;
    const folded = fields.map((field) => `lower(${text(field)})`);
    const values = folded.slice(groupCount);
    const value = values.length === 0 ? "NULL" : values.length === 1 ? values[0] : `(${values.map((item) => `length(${item}) || ':' || ${item}`).join(" || ")})`; // prettier-ignore
    const number = values.length === 1 ? asNumberSql({type: "text", value: text(fields[groupCount]), folded: ""}) : "NULL"; // prettier-ignore
    const columns = [
      "id",
      "instant",
      `${slot} AS slot`,
      ...folded.slice(0, groupCount).map((item, i) => `${item} AS g${i}`),
      `CAST(${value} AS VARCHAR) AS v`,
      `CAST(${number} AS DOUBLE) AS n`,
      ...wanted.map((field, i) => `${text(field)} AS w${i}`)
    ];
    return `SELECT ${columns.join(", ")} FROM ${relation}`;
  }

  /** Adds the occurrences of a rule: id, instant, and the texts of *fields* as f0, f1, … */
  private relation(other: LinkedRule, fields: readonly string[]): string {
    if ("correlated" in other) return this.windowRelation(other, fields);
    const placed = placeRule(other.rule, this.among);
    if (typeof placed === "string")
      throw new PlacementError(`unsupported correlation: ${other.rule.title}: ${placed}`);
    const scope = tableScope(placed.table);
    const texts = fields.map((field, i) => {
      const column = scope.columnOf(field);
      return `CAST(${column ? textSql(column) : "NULL"} AS VARCHAR) AS f${i}`;
    });
    const {table} = placed.table;
    const id = `'${table}:' || CAST(rowid AS VARCHAR)`;
    const columns = [`${id} AS id`, `epoch_us("time") AS instant`, ...texts].join(", ");
    return this.add("matched", `SELECT ${columns} FROM ${sqlName(this.tables[table])} WHERE ${treeSql(placed.tree, scope)}`); // prettier-ignore
  }

  /** A window is one occurrence; it has the fields of each event in it, one row each. */
  private windowRelation(other: LinkedCorrelation, fields: readonly string[]): string {
    const {groupBy, timespanSeconds} = other.rule.correlation;
    const {hits, members, groups} = this.hits(other, fields);
    const same = groups.map((group) => `w.${group} = m.${group} AND `).join("");
    const id = `'${hits}:' || CAST(w.until AS VARCHAR)${groups.map((group) => ` || ':' || length(w.${group}) || ':' || w.${group}`).join("")}`; // prettier-ignore
    const texts = fields.map((field, i) => {
      const own = groupBy.indexOf(field);
      return `${own < 0 ? `m.w${i}` : `w.g${own}`} AS f${i}`;
    });
    return this.add("occurrences", `SELECT DISTINCT ${[`${id} AS id`, "w.until AS instant", ...texts].join(", ")} FROM ${hits} w JOIN ${members} m ON ${same}m.instant BETWEEN w.until - ${timespanSeconds * 1e6} AND w.until`); // prettier-ignore
  }
}
