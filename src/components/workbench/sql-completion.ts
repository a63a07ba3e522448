import type {Completion, CompletionContext, CompletionResult} from "@codemirror/autocomplete";
import {relationsOf} from "../../core/notebook/relations.js";
import {quoted} from "../../core/notebook/names.js";
import {parameters} from "../../core/notebook/parameters.js";

/** A table that a cell can read: a published one, or the result of another cell. */
export interface CompletionTable {
  name: string;

  /** The meaning of a row. */
  meaning: string;
  columns: readonly {name: string; type: string; meaning: string}[];
}

/**
 * Returns a source that completes names in a cell: tables after FROM and the like, the columns of the tables
 * that the cell reads elsewhere, the columns of one table after its name and a point, parameters after a dollar.
 */
export function completionSource(
  tables: () => readonly CompletionTable[]
): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const word = context.matchBefore(/[\w$"]*/);
    if (!word || (word.from === word.to && !context.explicit && !after(context, word.from, ".")))
      return null;
    if (word.text.startsWith("$"))
      return {from: word.from, options: parameters.map(parameterOption)};
    const options = optionsAt(context.state.doc.toString(), word.from, tables());
    return options.length ? {from: word.from, options, validFor: /^\w*$/} : null;
  };
}

/** Returns the completions at *at* in *sql*, besides keywords. */
function optionsAt(sql: string, at: number, tables: readonly CompletionTable[]): Completion[] {
  const before = sql.slice(0, at);
  const qualifier = /\b([A-Za-z_]\w*)\.$/.exec(before)?.[1].toLowerCase();
  if (qualifier) {
    const name = aliasesOf(sql).get(qualifier) ?? qualifier;
    const table = tables.find((one) => one.name.toLowerCase() === name);
    return table ? table.columns.map((column) => columnOption(column, table.name)) : [];
  }
  const all = tables.map(({name, meaning}) => ({
    label: name,
    type: "class",
    detail: "table",
    info: meaning
  }));
  if (/\b(?:FROM|JOIN|DESCRIBE|SUMMARIZE)\s+$/i.test(before)) return all;
  const read = new Set(relationsOf(sql));
  const own = tables.filter(({name}) => read.has(name.toLowerCase()));
  const seen = new Set<string>();
  const columns = own.flatMap((table) =>
    table.columns
      .filter(({name}) => !seen.has(name) && seen.add(name))
      .map((column) => ({...columnOption(column, table.name), boost: 1}))
  );
  return [...columns, ...all];
}

function after({state}: CompletionContext, at: number, mark: string): boolean {
  return state.sliceDoc(at - 1, at) === mark;
}

function columnOption(
  {name, type, meaning}: CompletionTable["columns"][number],
  table: string
): Completion {
  const apply = /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name);
  return {
    label: name,
    apply,
    type: "property",
    detail: type.toLowerCase(),
    info: meaning || `column of ${table}`
  };
}

function parameterOption({name, type, meaning}: (typeof parameters)[number]): Completion {
  return {label: `$${name}`, type: "variable", detail: type.toLowerCase(), info: meaning};
}

/** Returns the aliases of tables in a query: `FROM events AS e` or `FROM events e`. */
function aliasesOf(sql: string): Map<string, string> {
  const pattern = /\b(?:FROM|JOIN|,)\s+([A-Za-z_]\w*)\s+(?:AS\s+)?([A-Za-z_]\w*)/gi;
  const pairs = [...sql.matchAll(pattern)].map(
    ([, table, alias]) => [alias.toLowerCase(), table.toLowerCase()] as const
  );
  return new Map(pairs);
}
