import {features, windowColumns} from "../../core/features/list.js";
import {parameters} from "../../core/notebook/parameters.js";
import {eventColumns} from "../../core/schema/events.js";
import {publishedTables} from "../../core/schema/published-tables.js";
import {element} from "../kit/element.js";
import type {CompletionTable} from "./sql-completion.js";
import type {WorkbenchDatabase} from "./query-database.js";

const rowMeanings: Readonly<Record<string, string>> = {
  events: "one row per scored event, most anomalous first",
  ranks: "event_id, rank, file and line, to find one event fast",
  records: "the lines of the log of the 100,000 most anomalous events",
  facts: "names and values of the run: the threshold, alerts, digests",
  rules: "the rules of the run: their text, the query that ran, and what they found",
  rule_hits: "one row per record that a rule matches, at most 100,000 a rule, the earliest",
  rule_windows: "one row per window in which a correlation fired",
  rule_flows: "every flow with a hit, and how many rules hit it",
  rule_problems: "documents of the given folders that are no valid rule"
};

const columnMeanings: Readonly<Record<string, string>> = {
  rank: "position by score, from 1, most anomalous first",
  score: "score of the isolation forest, in (0, 1); higher is more anomalous",
  score_ml: "score of the second model, in (0, 1); higher is more anomalous",
  attack: "1 if the label names an attack, 0 if it names benign traffic, null without a label",
  sha256: "digest of the file, in hexadecimal",
  raw: "the line of the log, at most 64 kB of it",
  name: "the name of the fact",
  value: "its value, as text"
};

/** Returns the published tables with their columns, types and meanings, and `params`. */
export async function readTables(database: WorkbenchDatabase): Promise<CompletionTable[]> {
  const rows = await database.query(
    `SELECT table_name AS name, column_name AS col, data_type AS type FROM duckdb_columns()
    WHERE database_name = 'published' AND schema_name = 'main' ORDER BY table_name, column_index`
  );
  const known = new Set<string>(publishedTables);
  const names = [...publishedTables, ...new Set(rows.map(({name}) => String(name)).filter((name) => !known.has(name)))]; // prettier-ignore
  const published = names.map((name) => ({
    name,
    meaning: Object.hasOwn(rowMeanings, name) ? rowMeanings[name] : "a published table",
    columns: rows
      .filter((row) => row.name === name)
      .map(({col, type}) => ({
        name: String(col),
        type: String(type),
        meaning: meaningOf(String(col))
      }))
  }));
  const meaning = "one row: the state in the URL of the page; $threshold is short for its column";
  return [...published, {name: "params", meaning, columns: parameters}];
}

/** Returns the list of tables and columns beside the cells; a name that is picked is put into the query. */
export function tableList(
  tables: readonly CompletionTable[],
  onPick: (name: string) => void
): HTMLElement {
  const pick = (name: string, title: string, type = ""): HTMLElement => {
    const node = element(
      "button",
      {type: "button", title: title || name},
      element("span", {class: "mono"}, name),
      type && element("span", {class: "type"}, type.toLowerCase())
    );
    node.addEventListener("click", () => onPick(name));
    return node;
  };
  const lists = tables.map(({name, meaning, columns}, i) =>
    element(
      "details",
      {open: i === 0},
      element("summary", {}, element("b", {class: "mono"}, name), ` ${meaning}`),
      element(
        "ul",
        {"aria-label": `columns of ${name}`},
        element("li", {}, pick(name, meaning, "table")),
        ...columns.map((column) =>
          element("li", {}, pick(column.name, column.meaning, column.type))
        )
      )
    )
  );
  return element("aside", {class: "tables", "aria-label": "tables"}, element("h2", {}, "Tables"), element("p", {class: "soft"}, "A name that is picked goes into the cell that was edited last."), ...lists); // prettier-ignore
}

function meaningOf(column: string): string {
  const event = eventColumns.find(({name}) => name === column);
  const feature = features.find(({name}) => name === column);
  const {meaning, unit} = feature ??
    event ?? {
      meaning: Object.hasOwn(columnMeanings, column) ? columnMeanings[column] : "",
      unit: null
    };
  if (windowColumns.includes(column)) return "count in the aligned 5-minute window of the source";
  return unit ? `${meaning} (${unit})` : meaning;
}
