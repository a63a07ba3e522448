import type {Correlation} from "../rule.js";

/** A hit of a correlated rule: an event, or the window of another correlation. */
export interface Occurrence {
  /** What tells it from others of its kind: a window has one for each of its events, all with the same id. */
  id: string;
  /** The place of the event; of a window, of one in it. */
  event: number;
  /** When it was, in microseconds since 1970; the end of a window. */
  time: number;
  /** Returns the value of a field as text, or undefined if there is none. */
  text(field: string): string | undefined;
  /** Returns the value of a field as a number, or undefined if it is none. */
  number(field: string): number | undefined;
}

/** An occurrence in its group, reduced to what a correlation measures. */
export interface Member {
  occurrence: Occurrence;
  time: number;
  /** The place of the rule among the correlated ones. */
  slot: number;
  /** The values of the fields of the condition as one text, or undefined if one is missing. */
  value: string | undefined;
  /** The value of the field of the condition, if it is a number. */
  number: number | undefined;
}

/** A window that meets the condition of a correlation. */
export interface WindowHit {
  /** The first and the last instant of the window, in microseconds since 1970; the last is that of an event. */
  from: number;
  to: number;
  /** The values of the fields of group-by, folded, in order. */
  group: readonly string[];
  /** What was measured: a count, sum, average, percentile or share in percent. */
  measure: number;
}

/** Returns the field of the events of the correlated rule *name* that *field* stands for. */
export function resolveAlias(
  {aliases}: Correlation,
  names: readonly (string | undefined)[],
  field: string
): string {
  if (!Object.hasOwn(aliases, field)) return field;
  const byRule = aliases[field];
  const name = names.find((item) => item !== undefined && Object.hasOwn(byRule, item));
  return name === undefined ? field : byRule[name];
}
