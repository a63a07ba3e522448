import {resolveAlias} from "../correlation/occurrence.js";
import type {LinkedCorrelation, LinkedRule} from "../link-rules.js";
import type {Mapping, MappedTable} from "../mappings/mapping.js";
import {candidateParts} from "./candidates-sql.js";
import {sqlName} from "./literal.js";
import {measureSelect} from "./measure-sql.js";
import type {MeasureSource} from "./measure-sql.js";
import {placeRule, tableScope} from "./rule-query.js";
import type {PlacedRule, RecordSql, TableNames} from "./rule-query.js";
import {asNumberSql, textSql} from "./test-sql.js";
import {treeSql} from "./tree-sql.js";

/** A correlation that cannot be run on tables, since one of its rules cannot; the message names it. */
export class PlacementError extends Error {
  override readonly name = "PlacementError";
}

/** A part of a query. One that is read more than once is worth storing. */
export interface QueryPart {
  name: string;
  sql: string;
  stored: boolean;
}

/** The windows of a correlation, and what they were measured over. */
export interface WindowNode {
  linked: LinkedCorrelation;
  /** The part with the windows: since, until, the groups, measure. */
  windows: string;
  /** The part with what was measured: id, record, instant, slot, the groups, v, n. */
  members: string;
  groups: string[];
  /** By slot: the table of the records, or the windows that are occurrences. */
  slots: (MappedTable["table"] | WindowNode)[];
}

/** Returns the rows of a table that a rule has: the table, and a condition. */
export type MatchedSql = (placed: PlacedRule) => string;

/** What the writer needs to know of tables. */
export interface WriterOptions {
  tables: TableNames;
  among: readonly Mapping[];
  record: RecordSql;
  /** Defaults to the test of the rule on its table. */
  matched?: MatchedSql;
}

function matchedSql({table, tree}: PlacedRule, tables: TableNames): string {
  return `${sqlName(tables[table.table])} WHERE ${treeSql(tree, tableScope(table))}`;
}

/** Writes the parts of the query: what matched, the members of groups, and the windows. */
export class CorrelationWriter {
  readonly parts: QueryPart[] = [];
  private readonly among: readonly Mapping[];
  private readonly record: RecordSql;
  private readonly matched: MatchedSql;
  private readonly ordinals: string[];
  private count = 0;

  constructor({tables, among, record, matched}: WriterOptions) {
    this.among = among;
    this.record = record;
    this.matched = matched ?? ((placed) => matchedSql(placed, tables));
    this.ordinals = Object.keys(tables);
  }

  /** Adds the windows of *linked*; *wanted* are fields that the correlation above needs of their events. */
  windows(linked: LinkedCorrelation, wanted: readonly string[]): WindowNode {
    const {correlation} = linked.rule;
    const groups = correlation.groupBy.map((_, i) => `g${i}`);
    const relations = linked.correlated.map((other, slot) => {
      const names = [correlation.rules[slot], other.rule.name, other.rule.id];
      const resolve = (field: string) => resolveAlias(correlation, names, field);
      const fields = [...correlation.groupBy, ...correlation.fields].map(resolve);
      return this.branch(other, slot, fields, groups.length, wanted);
    });
    const slots = relations.map(({slot}) => slot);
    // Records of tables are told apart by number; windows by text.
    const id = slots.every((slot) => typeof slot === "string") ? "id" : "CAST(id AS VARCHAR) AS id"; // prettier-ignore
    const branches = relations.map(({sql, columns}) => `SELECT ${[id, ...columns].join(", ")} FROM (${sql})`); // prettier-ignore
    const guard = groups.map((group) => `${group} IS NOT NULL`).join(" AND ") || "true";
    const all = `SELECT * FROM (${branches.join(" UNION ALL ")}) WHERE instant IS NOT NULL AND ${guard}`; // prettier-ignore
    const add = (name: string, sql: string, stored = false) => this.add(name, sql, stored);
    const members = candidateParts(correlation, groups, all, add);
    const unique = slots.length === 1 && typeof slots[0] === "string";
    const source: MeasureSource = {correlation, members, groups, unique, add};
    const windows = add("windows", measureSelect(source), true);
    return {linked, windows, members, groups, slots};
  }

  private add(name: string, sql: string, stored: boolean): string {
    const part = `${name}${this.count++}`;
    this.parts.push({name: part, sql, stored});
    return part;
  }

  /** One row per occurrence: id, record, instant, slot, the groups, the value and number that are measured, and what is wanted above. */
  private branch(
    other: LinkedRule,
    place: number,
    fields: readonly string[],
    groupCount: number,
    wanted: readonly string[]
  ): {sql: string; columns: string[]; slot: WindowNode["slots"][number]} {
    const needed = [...new Set([...fields, ...wanted])];
    const {name, slot} = this.relation(other, needed);
    const text = (field: string) => `f${needed.indexOf(field)}`;
    const folded = fields.map((field) => `lower(${text(field)})`);
    const values = folded.slice(groupCount);
    const value = values.length === 0 ? "NULL" : values.length === 1 ? values[0] : `(${values.map((item) => `length(${item}) || ':' || ${item}`).join(" || ")})`; // prettier-ignore
    const number = values.length === 1 ? asNumberSql({type: "text", value: text(fields[groupCount]), folded: ""}) : "NULL"; // prettier-ignore
    const named: [expression: string, name: string][] = [
      ["record", "record"],
      ["instant", "instant"],
      [String(place), "slot"],
      ...folded.slice(0, groupCount).map((item, i): [string, string] => [item, `g${i}`]),
      [`CAST(${value} AS VARCHAR)`, "v"],
      [`CAST(${number} AS DOUBLE)`, "n"],
      ...wanted.map((field, i): [string, string] => [text(field), `w${i}`])
    ];
    const columns = named.map(([expression, column]) => `${expression} AS ${column}`);
    return {
      sql: `SELECT ${["id", ...columns].join(", ")} FROM ${name}`,
      columns: named.map(([, column]) => column),
      slot
    };
  }

  /** Adds the occurrences of a rule: id, record, instant, and the texts of *fields* as f0, f1, … */
  private relation(
    other: LinkedRule,
    fields: readonly string[]
  ): {name: string; slot: WindowNode["slots"][number]} {
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
    const record = this.record(table);
    const id = `CAST(${record} AS BIGINT) * ${this.ordinals.length} + ${this.ordinals.indexOf(table)}`; // prettier-ignore
    const columns = [`${id} AS id`, `CAST(${record} AS BIGINT) AS record`, `epoch_us("time") AS instant`, ...texts].join(", "); // prettier-ignore
    const name = this.add("matched", `SELECT ${columns} FROM ${this.matched(placed)}`, false);
    return {name, slot: table};
  }

  /** A window is one occurrence; it has the fields of each event in it, one row each. */
  private windowRelation(
    other: LinkedCorrelation,
    fields: readonly string[]
  ): {name: string; slot: WindowNode} {
    const {groupBy, timespanSeconds} = other.rule.correlation;
    const wanted = fields.filter((field) => !groupBy.includes(field));
    const node = this.windows(other, wanted);
    const {windows, members, groups} = node;
    const texts = fields.map((field, i) => {
      const own = groupBy.indexOf(field);
      return `${own < 0 ? `m.w${wanted.indexOf(field)}` : `w.g${own}`} AS f${i}`;
    });
    const same = groups.map((group) => `w.${group} = m.${group} AND `).join("");
    const events = ` JOIN ${members} m ON ${same}m.instant BETWEEN w.until - ${timespanSeconds * 1e6} AND w.until`; // prettier-ignore
    const columns = [`${windowId(node, "w")} AS id`, "CAST(NULL AS BIGINT) AS record", "w.until AS instant", ...texts]; // prettier-ignore
    const name = this.add("occurrences", `SELECT DISTINCT ${columns.join(", ")} FROM ${windows} w${wanted.length > 0 ? events : ""}`, false); // prettier-ignore
    return {name, slot: node};
  }
}

/** Returns the expression that tells the windows of *node* apart, those of all correlations; *alias* is that of the windows. */
export function windowId({windows, groups}: WindowNode, alias: string): string {
  const group = groups.map((name) => ` || ':' || length(${alias}.${name}) || ':' || ${alias}.${name}`); // prettier-ignore
  return `'${windows}:' || CAST(${alias}.until AS VARCHAR)${group.join("")}`;
}
