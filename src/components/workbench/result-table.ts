import {isScore, kindOf} from "../../core/notebook/chart.js";
import type {ResultColumn} from "../../core/notebook/chart.js";
import {quoted} from "../../core/notebook/names.js";
import type {Row} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import type {Sort, VirtualColumn} from "../kit/virtual-table.js";
import {virtualTable} from "../kit/virtual-table.js";
import type {CellResult, WorkbenchDatabase} from "./query-database.js";

/** The context of a result. */
interface ResultOptions {
  /** The name of the cell. */
  name: string;
  database: Pick<WorkbenchDatabase, "query">;

  /** The ends of the colours of scores: the threshold, and the highest score. */
  threshold: number;
  max: number;
}

/** The maximum number of characters of a value that are fetched; a log may hold lines of 64 kB. */
const maxLength = 400;
const maxColumns = 200;

/**
 * Returns the rows of a result as a table that fetches the visible ones: types under the names, numbers
 * flush right, nulls distinct, and text as text, with invisible characters shown.
 */
export function resultTable(
  {columns, rows, stored}: CellResult,
  {name, database, threshold, max}: ResultOptions
): HTMLElement {
  const shown = columns.slice(0, maxColumns);
  const cells = shown.map((column, i): VirtualColumn<Row> => ({
    name: String(i),
    label: visible(column.name),
    note: typeText(column.type),
    width: widthOf(column),
    number: kindOf(column.type) === "number",
    cell: (row) => cellNode(row[`c${i}`], column, {threshold, max})
  }));
  const list = shown.map((column, i) => `${asShown(column)} AS c${i}`).join(", ");
  const fetchRows = (offset: number, limit: number, sort: Sort): Promise<Row[]> => {
    const from = `SELECT ${list} FROM ${quoted(name)}`;
    const column = shown[Number(sort.column)];
    if (sort.column !== "" && column) {
      const order = `${quoted(column.name)} ${sort.descending ? "DESC" : "ASC"} NULLS LAST`;
      return database.query(`${from} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`);
    }
    if (stored)
      return database.query(`${from} WHERE rowid >= ${offset} AND rowid < ${offset + limit}`);
    const page = `(FROM ${quoted(name)} LIMIT ${limit} OFFSET ${offset})`;
    return database.query(`SELECT ${list} FROM ${page}`);
  };
  const height = Math.min(360, 66 + 30 * Math.max(1, rows));
  const table = virtualTable<Row>({
    label: `result of ${name}`,
    columns: cells,
    fetchRows,
    height,
    empty: element("p", {class: "soft"}, "The query gives no rows.")
  });
  const minimum = shown.reduce((sum, column) => sum + minWidth(column) + 10, 8);
  table.node.style.setProperty("--min-width", `${minimum}px`);
  table.reset(rows);
  const more = columns.length - shown.length;
  return element(
    "div",
    {class: "result"},
    table.node,
    more > 0 && element("p", {class: "faint"}, `and ${formatCount(more)} columns more`)
  );
}

/** Returns the SQL of a value: exact as text, but for floating numbers, and truncated. */
function asShown({name, type}: ResultColumn): string {
  const column = quoted(name);
  if (/^(?:DOUBLE|FLOAT)$/.test(type)) return column;
  return `left(CAST(${column} AS VARCHAR), ${maxLength})`;
}

function cellNode(
  value: Row[string] | undefined,
  {name, type}: ResultColumn,
  {threshold, max}: {threshold: number; max: number}
): Node | string {
  if (value === null || value === undefined) return element("span", {class: "null"}, "null");
  if (typeof value !== "number") {
    const text = visible(String(value)).replaceAll("\n", "⏎");
    const mono = /^(?:src|dst|raw|sha256|history|uid)$/.test(name) || /[[(]|BLOB/.test(type);
    if (text === "") return element("span", {class: "null"}, "empty");
    return text.length > 12 || mono
      ? element("bdi", {class: mono ? "mono" : null, title: text}, text)
      : element("bdi", {}, text);
  }
  const text = numberText(value);
  if (!isScore(name) || value < 0 || value > 1)
    return element("span", {title: String(value)}, text);
  const bar = element("span", {class: "bar"});
  bar.style.width = `${100 * value}%`;
  bar.style.background = scoreColor(value, threshold, max);
  return element("span", {class: "score", title: String(value)}, text, bar);
}

/** Returns a number with six significant digits; the exact number is in the title. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  return size >= 1e15 || size < 1e-4
    ? value.toExponential(3)
    : String(Number(value.toPrecision(6)));
}

function typeText(type: string): string {
  const name = type.toLowerCase();
  const utc = /^timestamp/.test(name) ? name.replace(/ with time zone/, "") + ", utc" : name;
  return utc.length > 24 ? `${utc.slice(0, 23)}…` : utc;
}

function minWidth({name, type}: ResultColumn): number {
  const kind = kindOf(type);
  const minimum = kind === "time" ? 168 : kind === "number" ? 74 : 96;
  return Math.min(240, Math.max(minimum, 7 * Math.max(name.length, typeText(type).length) + 8));
}

function widthOf(column: ResultColumn): string {
  const minimum = minWidth(column);
  return kindOf(column.type) === "number"
    ? `minmax(${minimum}px, 0.6fr)`
    : `minmax(${minimum}px, 1fr)`;
}
