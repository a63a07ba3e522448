import {exportMenu} from "../exports/export-menu.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import type {StatementCheck, Verification} from "./verification.js";

/** Returns the menu of all that was checked: one row a file, a signature, a score table, a figure, and the unverified values. */
export function checkedMenu(result: Verification): HTMLElement {
  return exportMenu({name: "verification", rows: () => checkedRows(result)});
}

/** Returns the menu of what is not as published: one row a file, a signature, a score, or a value of a figure. */
export function mismatchMenu(result: Verification): HTMLElement {
  return exportMenu({name: "verification-mismatches", rows: () => mismatchRows(result)});
}

function checkedRows(result: Verification): ReturnType<ExportSource["rows"]> {
  const figures = result.figures.map(({figure, file, how, numbers, texts, differing}) =>
    row("figure", figure, {ok: differing === 0, file, values: numbers + texts, remark: how})
  );
  const unverified = result.unverified.map(({figure, file, reason, values}) =>
    row("unverified", figure, {ok: null, file, values, remark: reason})
  );
  return [...lineRows(result), ...figures, ...unverified];
}

function mismatchRows(result: Verification): ExportRow[] {
  const values = result.figures.flatMap(({figure, file, mismatches}) =>
    mismatches.map(({path, expected, found}) =>
      row("value", path, {ok: false, file, expected, found, remark: figure})
    )
  );
  return [...lineRows(result).filter(({ok}) => ok === false), ...values];
}

function lineRows({files, proof, scores}: Verification): ExportRow[] {
  const line =
    (kind: string) =>
    ({what, ok, expected, found, figures}: StatementCheck): ExportRow =>
      row(kind, what, {ok, expected, found, remark: figures.join("; ")});
  return [
    ...files.map((file) => line("file")({...file, what: file.path})),
    ...proof.map(line("signature")),
    ...scores.map(line("scores"))
  ];
}

/** All rows have the same columns, in this order. */
function row(
  kind: string,
  what: string,
  cells: {
    ok: boolean | null;
    file?: string;
    expected?: string;
    found?: string;
    values?: number;
    remark: string;
  }
): ExportRow {
  const {ok, file = null, expected = null, found = null, values = null, remark} = cells;
  return {kind, what, ok, file, expected, found, values, remark};
}
