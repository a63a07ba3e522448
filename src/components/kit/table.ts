import {element} from "./element.js";
import type {Attributes, Child} from "./element.js";
import {moreButton} from "./more-button.js";

/** A column of a table: its heading, and its cells. */
export interface Column<Row> {
  /** The heading. */
  name: Child | Child[];

  /** Returns what stands in the cell of *row*; *i* is its position from 0. */
  cell: (row: Row, i: number) => Child | Child[];

  /** Whether it holds numbers, which are aligned to the right; defaults to false. */
  number?: boolean;

  /** Whether its cells name the row (`<th scope="row">`); defaults to false. */
  header?: boolean;

  /** Further classes of the heading and its cells, or of a cell by its row. */
  class?: string | ((row: Row) => string | null);

  /** Attributes of a cell; none by default. */
  attributes?: (row: Row) => Attributes;

  /** What the heading explains on hover; none by default. */
  title?: string;
}

/** How to draw a table. */
export interface TableOptions<Row> {
  columns: readonly Column<Row>[];

  /** The class of the table; none by default. */
  class?: string;

  /** What the table holds, for those who cannot see it; it can then be scrolled by key. None by default. */
  label?: string;

  /** A caption, visible above the table; none by default. */
  caption?: Child;

  /** Attributes of a row; none by default. */
  row?: (row: Row, i: number) => Attributes;

  /** The text in place of the rows where there are none; by default the body is empty. */
  empty?: Child;
}

/** Returns a table of *rows*, in a box that scrolls sideways where the page is too narrow for it. */
export function table<Row>(rows: readonly Row[], options: TableOptions<Row>): HTMLElement {
  const {columns, label, caption} = options;
  const region = label ? {tabindex: 0, role: "region", "aria-label": label} : {};
  const head = element("tr", {}, ...columns.map(heading));
  return element(
    "div",
    {class: "scroll", ...region},
    element(
      "table",
      {class: options.class},
      caption ? element("caption", {}, caption) : null,
      element("thead", {}, head),
      tableBody(rows, options)
    )
  );
}

/** Returns the body of a table alone: to exchange the rows of one that is there. */
export function tableBody<Row>(
  rows: readonly Row[],
  {columns, row, empty}: Pick<TableOptions<Row>, "columns" | "row" | "empty">
): HTMLTableSectionElement {
  const lines = rows.map((value, i) =>
    element("tr", row?.(value, i), ...columns.map((column) => cellOf(column, value, i)))
  );
  if (lines.length || empty === undefined) return element("tbody", {}, ...lines);
  const note = element("td", {colspan: columns.length, class: "soft"}, empty);
  return element("tbody", {}, element("tr", {}, note));
}

/** Returns a table of the first *shown* rows, 12 by default, with a button that shows the others. */
export function expandableTable<Row>(
  rows: readonly Row[],
  {shown = 12, ...options}: TableOptions<Row> & {shown?: number}
): HTMLElement {
  const node = table(rows.slice(0, shown), options);
  const rest = rows.slice(shown);
  if (rest.length === 0) return node;
  const body = node.querySelector("tbody")!;
  const more = moreButton(rest.length, () => {
    body.append(...tableBody(rest, options).rows);
    body.rows[shown].querySelector("a")?.focus();
  });
  return element("div", {}, node, more);
}

function heading<Row>({name, number, title, class: classes}: Column<Row>): HTMLElement {
  const own = typeof classes === "string" ? classes : null;
  return element("th", {scope: "col", class: classOf(number, own), title}, ...children(name));
}

function cellOf<Row>(column: Column<Row>, row: Row, i: number): HTMLElement {
  const {cell, number, header, class: classes} = column;
  const own = typeof classes === "function" ? classes(row) : classes;
  const attributes = {class: classOf(number, own), ...column.attributes?.(row)};
  return header
    ? element("th", {scope: "row", ...attributes}, ...children(cell(row, i)))
    : element("td", attributes, ...children(cell(row, i)));
}

function classOf(number: boolean | undefined, own: string | null | undefined): string | null {
  return [number ? "number" : null, own].filter(Boolean).join(" ") || null;
}

function children(child: Child | Child[]): Child[] {
  return Array.isArray(child) ? child : [child];
}
