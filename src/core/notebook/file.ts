import {nameProblem} from "./names.js";
import {lineOf} from "./reading.js";
import {limits, marks, noSettings} from "./types.js";
import type {Cell, ChartSettings, Notebook} from "./types.js";

/** The format of a notebook in a file, in a link and in the browser’s storage. */
export const notebookFormat = "atalaya-notebook/1";

/** An error of a file or link that is no valid notebook; its message names the fault and its position. */
export class NotebookError extends Error {}

/** Returns a notebook as JSON, a cell after the other; without the identifiers of its cells. */
export function writeNotebook({title, cells}: Notebook): string {
  const written = cells.map(({name, sql, chart}) => ({name, sql, chart: changed(chart)}));
  return `${JSON.stringify({format: notebookFormat, title, cells: written}, null, 2)}\n`;
}

/**
 * Returns the notebook that *json* holds. Its cells are given the identifiers `0`, `1`, …. It is data and
 * runs nothing. Throws a NotebookError that names the line or the field if it is not exactly a notebook,
 * or exceeds *max*, which defaults to `limits`.
 */
export function readNotebook(
  json: string,
  max: Readonly<Record<keyof typeof limits, number>> = limits
): Notebook {
  const root = asObject(parse(json), "notebook");
  if (root.format !== notebookFormat)
    throw new NotebookError(
      `unsupported format: ${shown(root.format)}; expected "${notebookFormat}"`
    );
  onlyKnown(root, ["format", "title", "cells"], "notebook");
  const title = asText(root.title, "title", max.title);
  if (!Array.isArray(root.cells)) throw new NotebookError("invalid cells: not a list");
  if (root.cells.length > max.cells)
    throw new NotebookError(`too many cells: ${root.cells.length}; at most ${max.cells}`);
  const cells: Cell[] = [];
  for (const [i, value] of root.cells.entries())
    cells.push(readCell(value, i, {before: cells, max}));
  return {title, cells};
}

/** Returns whether two notebooks are equal; the identifiers of their cells do not count. */
export function sameNotebook(a: Notebook, b: Notebook): boolean {
  return writeNotebook(a) === writeNotebook(b);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const line = lineOf(json, faultIndex(json));
    throw new NotebookError(`invalid JSON; line ${line}`, {cause: error});
  }
}

/**
 * Returns where JSON stops to be valid. Engines name the position differently or not at all, so it is searched
 * for: a text that is only truncated has an error of its own.
 */
function faultIndex(json: string): number {
  let [valid, low, high] = [0, 0, json.length];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (isTruncated(json.slice(0, middle))) [valid, low] = [middle, middle + 1];
    else high = middle - 1;
  }
  return valid;
}

function isTruncated(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch (error) {
    const {message} = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    return (
      Number(position) >= json.length || /end of (?:JSON|data|input)|unterminated/i.test(message)
    );
  }
}

function readCell(
  value: unknown,
  i: number,
  {before, max}: {before: readonly Cell[]; max: {name: number; sql: number}}
): Cell {
  const where = `cells[${i}]`;
  const cell = asObject(value, where);
  onlyKnown(cell, ["name", "sql", "chart"], where);
  const name = asText(cell.name, `${where}.name`, max.name);
  const names = before.map((other) => other.name);
  const problem = nameProblem(name, names);
  if (problem) throw new NotebookError(`${where}.name: ${problem}`);
  const sql = asText(cell.sql, `${where}.sql`, max.sql);
  return {id: String(i), name, sql, chart: readChart(cell.chart ?? {}, `${where}.chart`)};
}

function readChart(value: unknown, where: string): ChartSettings {
  const chart = asObject(value, where);
  onlyKnown(chart, Object.keys(noSettings), where);
  const mark = marks.find((known) => known === (chart.mark ?? "auto"));
  if (!mark) throw new NotebookError(`${where}.mark: unknown mark: ${shown(chart.mark)}`);
  const scale = chart.scale ?? "linear";
  if (scale !== "linear" && scale !== "log")
    throw new NotebookError(`${where}.scale: unknown scale: ${shown(scale)}`);
  const column = (name: "x" | "y" | "color" | "facet"): string | null =>
    chart[name] === undefined || chart[name] === null
      ? null
      : asText(chart[name], `${where}.${name}`, 200);
  return {
    mark,
    x: column("x"),
    y: column("y"),
    color: column("color"),
    facet: column("facet"),
    scale
  };
}

/** Returns the settings that differ from the default; undefined if none does. */
function changed(chart: ChartSettings): Partial<ChartSettings> | undefined {
  const names = Object.keys(noSettings) as (keyof ChartSettings)[];
  const own = names.filter((name) => chart[name] !== noSettings[name]);
  return own.length ? Object.fromEntries(own.map((name) => [name, chart[name]])) : undefined;
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new NotebookError(`invalid ${where}: ${shown(value)}; not an object`);
  return value as Record<string, unknown>;
}

function asText(value: unknown, where: string, max: number): string {
  if (typeof value !== "string") throw new NotebookError(`invalid ${where}: ${shown(value)}`);
  if (value.length > max)
    throw new NotebookError(`invalid ${where}: ${value.length} characters; at most ${max}`);
  return value;
}

function onlyKnown(value: Record<string, unknown>, names: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new NotebookError(`unknown field: ${unknown.slice(0, 40)} of ${where}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 40);
}
