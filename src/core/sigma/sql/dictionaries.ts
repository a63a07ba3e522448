import type {MappedColumn, MappedTable} from "../mappings/mapping.js";
import {anyText, foldPattern} from "../text/pattern.js";
import type {Pattern} from "../text/pattern.js";
import {fieldsOf, hasKeywords} from "../tree.js";
import type {Test, Tree} from "../tree.js";
import {bitSql, chunks, maskSql, wordLength} from "./bits.js";
import {sqlName} from "./literal.js";
import {tableScope} from "./rule-query.js";
import {anyPatternSql} from "./test-sql.js";
import {treeSql} from "./tree-sql.js";
import type {SqlScope} from "./tree-sql.js";

/** More rows than a table has: without a limit, DuckDB would evaluate the conditions below, where values are not yet distinct. */
const barrier = 2 ** 52;

/**
 * What rules ask of single columns of a table. Each condition is evaluated once for each distinct value of its column, and is a bit
 * of a mask; values without a bit are dropped, and the others are joined to the table.
 */
export class Dictionaries {
  private readonly table: MappedTable;
  private readonly name: string;
  private readonly scope: SqlScope;
  private readonly columns: MappedColumn[];
  /** The conditions of a column, in the order of their bits. */
  private readonly conditions = new Map<string, string[]>();

  /** *name* is the table in SQL. */
  constructor(table: MappedTable, name: string) {
    this.table = table;
    this.name = name;
    this.columns = [...new Map(Object.values(table.columns).map((one) => [one.column, one])).values()]; // prettier-ignore
    const scope = tableScope(table);
    this.scope = {
      ...scope,
      columnOf: (field) => {
        const column = scope.columnOf(field);
        return column && {...column, value: `${name}.${column.value}`, folded: `lower(${name}.${column.value})`}; // prettier-ignore
      }
    };
  }

  /** Returns the condition of *tree* over the table and what `joins()` adds to it. */
  conditionOf(tree: Tree): string {
    const column = this.onlyColumn(tree);
    if (column && (column.type === "text" || column.type === "list")) return this.bit(column, treeSql(tree, valueScope(this.table))); // prettier-ignore
    switch (tree.kind) {
      case "and":
        return `(${this.united(tree.nodes, "and").join(" AND ")})`;
      case "or":
        return `(${this.united(tree.nodes, "or").join(" OR ")})`;
      case "not":
        return `NOT coalesce(${this.conditionOf(tree.node)}, false)`;
      case "keyword":
        return wordOf(tree.test) ? this.keywords([wordOf(tree.test)!]) : treeSql(tree, this.scope);
      case "constant":
      case "field":
        return treeSql(tree, this.scope);
    }
  }

  /** Returns the parts of the query that `joins()` reads. */
  parts(): string[] {
    return [...this.conditions].flatMap(([column, conditions], d) => {
      const distinct = `SELECT DISTINCT ${sqlName(column)} AS value FROM ${this.name} LIMIT ${barrier}`;
      const words = chunks(conditions, wordLength).map(maskSql);
      const named = words.map((word, w) => `${word} AS mask${w}`);
      const some = words.map((_, w) => `mask${w} <> 0`);
      // Each part is materialised: DuckDB would otherwise write the conditions twice, and think about both.
      return [
        `values${d} AS MATERIALIZED (SELECT value, lower(CAST(value AS VARCHAR)) AS folded FROM (${distinct}))`,
        `masks${d} AS MATERIALIZED (SELECT value, ${named.join(", ")} FROM values${d})`,
        `found${d} AS MATERIALIZED (FROM masks${d} WHERE ${some.join(" OR ")})`
      ];
    });
  }

  /** Returns what is added to the table in FROM. */
  joins(): string {
    const names = [...this.conditions.keys()];
    return names.map((column, d) => ` LEFT JOIN found${d} ON found${d}.value IS NOT DISTINCT FROM ${this.name}.${sqlName(column)}`).join(""); // prettier-ignore
  }

  /** Nodes of one column are one condition, and so are keywords of which one has to be there. */
  private united(nodes: readonly Tree[], kind: "and" | "or"): string[] {
    const alone: Tree[] = [];
    const words: Pattern[] = [];
    const byColumn = new Map<string, Tree[]>();
    for (const node of nodes) {
      const column = this.onlyColumn(node)?.column;
      const word = kind === "or" && node.kind === "keyword" ? wordOf(node.test) : undefined;
      if (word) words.push(word);
      else if (column === undefined) alone.push(node);
      else byColumn.set(column, [...(byColumn.get(column) ?? []), node]);
    }
    const trees = [...byColumn.values()].map((same): Tree => same.length === 1 ? same[0] : {kind, nodes: same}); // prettier-ignore
    const found = words.length > 0 ? [this.keywords(words)] : [];
    return [...trees.map((tree) => this.ofOneColumn(tree)), ...found, ...alone.map((node) => this.conditionOf(node))]; // prettier-ignore
  }

  private ofOneColumn(tree: Tree): string {
    const column = this.onlyColumn(tree)!;
    return column.type === "text" || column.type === "list"
      ? this.bit(column, treeSql(tree, valueScope(this.table)))
      : treeSql(tree, this.scope);
  }

  /** Returns the column that *tree* tests, if it is one. */
  private onlyColumn(tree: Tree): MappedColumn | undefined {
    if (hasKeywords(tree)) return undefined;
    const columns = new Map(fieldsOf(tree).map((field) => [this.table.columns[field].column, this.table.columns[field]])); // prettier-ignore
    return columns.size === 1 ? [...columns.values()][0] : undefined;
  }

  /** Texts that are anywhere in the texts of all columns are in one of them: they have line feeds between them. */
  private keywords(words: readonly Pattern[]): string {
    const bits = this.columns.flatMap((column) => {
      const possible = words.filter(([, text]) => canHave(column.type, text as string));
      return possible.length === 0 ? [] : [this.bit(column, `(${anyPatternSql(possible, "folded").join(" OR ")})`)]; // prettier-ignore
    });
    return bits.length === 0 ? "false" : `(${bits.join(" OR ")})`;
  }

  private bit({column}: MappedColumn, condition: string): string {
    const known = this.conditions.get(column) ?? [];
    this.conditions.set(column, known);
    if (!known.includes(condition)) known.push(condition);
    const place = known.indexOf(condition);
    const d = [...this.conditions.keys()].indexOf(column);
    return bitSql(`found${d}.mask${Math.floor(place / wordLength)}`, place % wordLength);
  }
}

/** Returns the pattern of a keyword that is a text anywhere, folded; undefined of others. */
function wordOf(test: Test): Pattern | undefined {
  if (test.kind !== "text" || test.cased || test.pattern.length !== 3) return undefined;
  const [before, text, after] = foldPattern(test.pattern);
  const plain = before === anyText && typeof text === "string" && after === anyText;
  return plain && !text.includes("\n") ? [before, text, after] : undefined;
}

/** The characters that values of other types than texts are written with. */
const characters = {
  number: /^[-+.0-9einfa]*$/,
  boolean: /^[truefals]*$/,
  time: /^[-0-9 :.infty]*$/
};

function canHave(type: MappedColumn["type"], text: string): boolean {
  return type === "text" || type === "list" || characters[type].test(text);
}

/** The columns as one value of a dictionary. */
function valueScope(table: MappedTable): SqlScope {
  const scope = tableScope(table);
  return {
    ...scope,
    columnOf: (field) => {
      const column = scope.columnOf(field);
      return column && {...column, value: "value", folded: "folded"};
    }
  };
}
