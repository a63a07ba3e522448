import {bitSql, chunks, maskSql, wordLength} from "./bits.js";
import {Dictionaries} from "./dictionaries.js";
import {sqlName} from "./literal.js";
import {defaultTables} from "./rule-query.js";
import type {PlacedRule, TableNames} from "./rule-query.js";

/**
 * Returns the query of the events that any of *rules* has, all of one table: `rule` (its place in *rules*, from 0), and *selected*
 * columns of the table. It reads the table once. What rules ask of a single column is evaluated once for each distinct value, of
 * which logs have few (`Dictionaries`); what is left are comparisons of numbers and bits, one of which says of each rule whether the
 * event has it. In no order.
 */
export function rulesQuery(
  rules: readonly PlacedRule[],
  tables: TableNames = defaultTables,
  selected: readonly string[] = ["event_id", "time"]
): string {
  const {table} = rules[0];
  const name = sqlName(tables[table.table]);
  const dictionaries = new Dictionaries(table, name);
  const conditions = rules.map(({tree}) => dictionaries.conditionOf(tree));
  const words = chunks(conditions, wordLength).map(maskSql);
  const given = selected.map((column, i) => `${name}.${sqlName(column)} AS selected${i}`);
  const columns = [...given, ...words.map((word, i) => `${word} AS word${i}`)];
  const hits = `SELECT * FROM (SELECT ${columns.join(", ")} FROM ${name}${dictionaries.joins()}) WHERE ${words.map((_, i) => `word${i} <> 0`).join(" OR ")}`; // prettier-ignore
  const parts = [...dictionaries.parts(), `hits AS MATERIALIZED (${hits})`];
  const named = selected.map((column, i) => `selected${i} AS ${sqlName(column)}`);
  const selects = rules.map((_, i) => `SELECT ${[`${i} AS rule`, ...named].join(", ")} FROM hits WHERE ${bitSql(`word${Math.floor(i / wordLength)}`, i % wordLength)}`); // prettier-ignore
  return `WITH ${parts.join(",\n")}\n${selects.join("\nUNION ALL ")}`;
}
