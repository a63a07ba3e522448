import {levels} from "../sigma/rule.js";
import type {Level} from "../sigma/rule.js";
import type {Cell} from "./table.js";

/** A rule that matches an event, as the column `rules` of an export has it: a JSON list of these. */
export interface AlertRule {
  /** Its place among the rules of the run, from 1. */
  rule: number;
  id: string;
  title: string;
  level: Level;
  /** ATT&CK techniques. */
  techniques: string[];
}

/** Returns the rules that a cell of the column `rules` lists; what is none is skipped. */
export function alertRules(cell: Cell | undefined): AlertRule[] {
  if (typeof cell !== "string" || !cell.startsWith("[")) return [];
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) ? list.filter(isRule) : [];
  } catch {
    return []; // a column of a log that happens to have this name
  }
}

/** Returns rules in one line, the highest level first; e.g., `Port scan (high); DNS tunnel (low)`. */
export function rulesText(rules: readonly AlertRule[]): string {
  return [...rules]
    .sort((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || a.rule - b.rule)
    .map(({title, level}) => `${title} (${level})`)
    .join("; ");
}

function isRule(value: unknown): value is AlertRule {
  const {rule, id, title, level, techniques} = (value ?? {}) as Partial<AlertRule>;
  return (
    typeof rule === "number" &&
    typeof id === "string" &&
    typeof title === "string" &&
    levels.some((known) => known === level) &&
    Array.isArray(techniques) &&
    techniques.every((technique) => typeof technique === "string")
  );
}
