import type {ExportRow} from "./export-menu.js";

/** Returns the fields of an object that fit into a table; lists and objects stay behind. */
export function plainRow(value: object): ExportRow {
  const entries = Object.entries(value) as [string, unknown][];
  return Object.fromEntries(
    entries.filter(([, cell]) => cell === null || typeof cell !== "object")
  ) as ExportRow;
}
