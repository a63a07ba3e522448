import type {MappedTable} from "../mappings/mapping.js";
import {sqlName} from "./literal.js";
import {tableScope} from "./rule-query.js";
import type {PlacedRule} from "./rule-query.js";
import {treeSql} from "./tree-sql.js";
import type {SqlScope} from "./tree-sql.js";

/** The rules of one column of flags: as many as a BIGINT has bits to spare for. */
const perColumn = 60;

/** More rows than a table has: without a limit, DuckDB would compute the texts in lower case again in each condition. */
const barrier = 2 ** 52;

/**
 * Returns the query of the rows of *source* that any of *rules* has, all of one table: its *columns*, and in `flags0`, `flags1`, …
 * which rules do (`flagPlace`). One pass over the table, whatever the number of rules; the way for tables whose values are seldom
 * the same in two rows, as of flows.
 */
export function flagsQuery(
  rules: readonly PlacedRule[],
  source: string,
  columns: readonly string[]
): string {
  const [{table}] = rules;
  const folded = new Set<string>();
  const scope = foldedScope(table, folded);
  const flags = rules.map(({tree}, i) => `CASE WHEN ${treeSql(tree, scope)} THEN CAST(${2n ** BigInt(i % perColumn)} AS BIGINT) ELSE 0 END`); // prettier-ignore
  const count = Math.ceil(rules.length / perColumn);
  const names = Array.from({length: count}, (_, i) => `flags${i}`);
  const sums = names.map((name, i) => `${flags.slice(i * perColumn, (i + 1) * perColumn).join(" + ")} AS ${name}`); // prettier-ignore
  const texts = [...folded].map((column) => `, lower(${sqlName(column)}) AS ${foldedName(column)}`);
  const flagged = `SELECT ${[...columns.map(sqlName), ...sums].join(", ")} FROM (SELECT *${texts.join("")} FROM ${source}) LIMIT ${barrier}`; // prettier-ignore
  return `SELECT * FROM (${flagged}) WHERE ${names.map((name) => `${name} > 0`).join(" OR ")}`;
}

/** Returns where `flagsQuery` says of a row that it is one of the rule at *place*, from 0: the column, and the bit, from 0. */
export function flagPlace(place: number): {column: string; bit: number} {
  return {column: `flags${Math.floor(place / perColumn)}`, bit: place % perColumn};
}

/** The columns of *table*, with texts in lower case computed before; adds those that are asked for to *folded*. */
function foldedScope(table: MappedTable, folded: Set<string>): SqlScope {
  const scope = tableScope(table);
  return {
    ...scope,
    columnOf(field) {
      const column = scope.columnOf(field);
      if (column?.type !== "text") return column;
      const {column: name} = table.columns[field];
      folded.add(name);
      return {...column, folded: foldedName(name)};
    }
  };
}

function foldedName(column: string): string {
  return sqlName(`${column} in lower case`);
}
