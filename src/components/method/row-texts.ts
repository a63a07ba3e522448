import * as Plot from "@observablehq/plot";

/** A row of a figure with its texts. */
export interface TextRow {
  name: string;
  value: string;
}

/** Where the texts of rows are. */
export interface RowTextsOptions {
  /** Returns the middle of row *i*, on the scale of y. */
  y: (row: TextRow, i: number) => number;

  /** Whether the figure is narrow: then the texts are above the row, else beside it. */
  narrow: boolean;

  /** The offset of the names from the left end of the frame, and of the values from the right one, in pixels. */
  left: number;
  right: number;
}

/** Returns the marks of the names of *rows*, left of the frame, and of their values, right of it. */
export function rowTexts(
  rows: readonly TextRow[],
  {y, narrow, left, right}: RowTextsOptions
): Plot.Markish[] {
  const at = {y, dy: narrow ? -17 : 0};
  return [
    Plot.text(rows, {
      ...at,
      frameAnchor: "left",
      textAnchor: narrow ? "start" : "end",
      dx: left,
      text: "name"
    }),
    Plot.text(rows, {
      ...at,
      frameAnchor: "right",
      textAnchor: "end",
      dx: right,
      text: "value",
      className: "strong"
    })
  ];
}
