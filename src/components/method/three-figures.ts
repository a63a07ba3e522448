import type {ThreeMethodsPage} from "../../core/schema/three-methods.js";
import {threeMethods} from "../../core/schema/three-methods.js";
import type {ExportRow} from "../exports/export-menu.js";
import {methodFigure} from "./method-figure.js";
import {
  firstRows,
  firstTable,
  methodTable,
  pairTable,
  raisedTable,
  setName,
  setTable
} from "./three-tables.js";

/** The figures about the three methods. */
export type ThreeFigure = "methods" | "sets" | "pairs" | "raised" | "first";

/** Returns the figure *name* of the notebook, whose data is at the URL *data*; an empty text if the comparison was omitted. */
export function threeFigure(
  name: ThreeFigure,
  page: ThreeMethodsPage,
  data: string
): HTMLElement | string {
  const {comparison, first, provenance} = page;
  const events = name === "first" ? first.normal + first.anomalous : comparison?.events;
  if (events === undefined) return "";
  const exports = {name: `three-methods-${name}`, rows: () => rowsOf(name, page)};
  const picture = name === "first" ? firstTable(first) : tables[name](comparison!);
  return methodFigure({provenance, data}, {picture, n: events, exports});
}

const tables = {methods: methodTable, sets: setTable, pairs: pairTable, raised: raisedTable};

function rowsOf(name: ThreeFigure, {comparison, first}: ThreeMethodsPage): ExportRow[] {
  if (name === "first") return firstRows(first).map((row) => ({...row}));
  const {methods, sets, pairs, listed} = comparison!;
  if (name === "methods") return methods.map((row) => ({...row}));
  if (name === "pairs") return pairs.map((row) => ({...row}));
  if (name === "sets") return sets.map(({raised, ...counts}) => ({raised_by: setName(raised), ...counts})); // prettier-ignore
  return listed.map(({ranks, raised, ...event}) => ({
    ...event,
    ...Object.fromEntries(threeMethods.map((method, i) => [`rank_${method}`, ranks[i]])),
    raised_by: setName(raised)
  }));
}
