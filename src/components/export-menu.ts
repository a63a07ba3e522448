import {element} from "./element.js";

/** A row of an exported table: plain values by column, each row with the same columns in the same order. */
export type ExportRow = Readonly<Record<string, string | number | boolean | null>>;

/** What a figure or table can be taken away as. */
export interface ExportSource {
  /** The stem of the file’s name; lower case and hyphens; e.g., `strangest-connections`. */
  name: string;

  /** Returns the rows behind the figure; called when the reader asks. */
  rows: () => readonly ExportRow[] | Promise<readonly ExportRow[]>;

  /** Returns the figure as it stands, for SVG and PNG; absent or null for a table. */
  figure?: () => SVGSVGElement | null;

  /** Whether the rows are events of the table `events`; these are offered as STIX, Navigator and Timesketch too. */
  alerts?: boolean;
}

/** Returns the menu that takes *source* away as a file; it opens in place. */
export function exportMenu(source: ExportSource): HTMLElement {
  return element("details", {class: "export"}, element("summary", {}, "export"), source.name);
}
