import {moreButton} from "./more-button.js";
import {table, tableBody} from "./table.js";
import type {TableOptions} from "./table.js";

/** How to draw a long table. */
export interface LongTableOptions<Row> extends TableOptions<Row> {
  /** The number of rows that are shown at first; defaults to 12. */
  shown?: number;
}

/** Returns a table of the first of *rows*, with a button that shows the others. */
export function longTable<Row>(
  rows: readonly Row[],
  {shown = 12, ...options}: LongTableOptions<Row>
): HTMLElement {
  const node = table(rows.slice(0, shown), options);
  if (rows.length <= shown) return node;
  const more = moreButton(rows.length - shown, () => {
    const body = tableBody(rows, options);
    node.querySelector("tbody")!.replaceWith(body);
    body.rows[shown].querySelector("a")?.focus();
  });
  const both = document.createElement("div");
  both.append(node, more);
  return both;
}
