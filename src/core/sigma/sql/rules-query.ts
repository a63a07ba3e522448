import {bitSql, chunks, maskSql, wordLength} from "./bits.js";
import {Dictionaries} from "./dictionaries.js";
import {sqlName} from "./literal.js";
import {defaultTables} from "./rule-query.js";
import type {PlacedRule, TableNames} from "./rule-query.js";

/**
 * Returns the query of the events that any of *rules* has, all of one table: `rule` (its place in *rules*, from 0), and *selected*
 * columns of the table, in no order.
 */
export function rulesQuery(
  rules: readonly PlacedRule[],
  tables: TableNames = defaultTables,
  selected: readonly string[] = ["event_id", "time"]
): string {
  const name = sqlName(tables[rules[0].table.table]);
  const named = selected.map((column, i) => `selected${i} AS ${sqlName(column)}`);
  const {parts, hits} = markedParts(rules, name, selected.map((column, i) => `${name}.${sqlName(column)} AS selected${i}`)); // prettier-ignore
  const selects = rules.map((_, i) => `SELECT ${[`${i} AS rule`, ...named].join(", ")} FROM hits WHERE ${bitSql(`word${Math.floor(i / wordLength)}`, i % wordLength)}`); // prettier-ignore
  return `WITH ${[...parts, `hits AS MATERIALIZED (${hits})`].join(",\n")}\n${selects.join("\nUNION ALL ")}`;
}

/**
 * Returns the query of the events of *source* that any of *rules* has, all of its table, each once: *selected* columns, and in
 * `word0`, `word1`, … which rules have it, `wordLength` a word.
 */
export function markedQuery(
  rules: readonly PlacedRule[],
  source: string,
  selected: readonly string[]
): string {
  const {parts, hits} = markedParts(rules, "log", selected.map((column) => `log.${sqlName(column)}`)); // prettier-ignore
  return `WITH ${[`log AS NOT MATERIALIZED (${source})`, ...parts].join(",\n")}\n${hits}`;
}

/**
 * The table *name* is read once. What rules ask of a single column is evaluated once for each distinct value, of which logs have few
 * (`Dictionaries`); what is left are comparisons of numbers and bits, one of which says of each rule whether the event has it.
 */
function markedParts(
  rules: readonly PlacedRule[],
  name: string,
  selected: readonly string[]
): {parts: string[]; hits: string} {
  const dictionaries = new Dictionaries(rules[0].table, name);
  const conditions = rules.map(({tree}) => dictionaries.conditionOf(tree));
  const words = chunks(conditions, wordLength).map(maskSql);
  const columns = [...selected, ...words.map((word, i) => `${word} AS word${i}`)];
  const some = words.map((_, i) => `word${i} <> 0`);
  return {
    parts: dictionaries.parts(),
    hits: `SELECT * FROM (SELECT ${columns.join(", ")} FROM ${name}${dictionaries.joins()}) WHERE ${some.join(" OR ")}`
  };
}
