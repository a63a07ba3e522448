import {fieldsOf, shown, textField, timeField} from "../readers/json-fields.js";
import {conditionMatcher, conditionSql, conditionWords, parseCondition} from "./condition.js";
import type {Condition, SqlCondition, SuppressibleEvent} from "./condition.js";

/** A rule that hides events from lists: those that meet all of its conditions. It deletes nothing. */
export interface Suppression {
  format: "atalaya-suppression/1";

  /** What tells it from others. */
  id: string;

  /** Why these events need no look. */
  reason: string;

  /** When it was made, and until when it holds; ISO 8601 in UTC. Null holds until it is removed. */
  at: string;
  until: string | null;

  /** The conditions, all of which an event meets; at least one. */
  where: Condition[];
}

/** The most UTF-16 code units of a reason, and the most conditions. */
export const suppressionLimits = {reason: 1000, conditions: 16} as const;

/** Returns the suppression that *value* is; throws a RangeError, which names the field, if it is none. */
export function parseSuppression(value: unknown): Suppression {
  const names = ["format", "id", "reason", "at", "until", "where"];
  const fields = fieldsOf(value, "suppression", names);
  if (fields.format !== "atalaya-suppression/1")
    throw new RangeError(
      `unsupported format: ${shown(fields.format)}; it is atalaya-suppression/1`
    );
  const id = textField(fields, "id", 64);
  if (!/^[\w-]+$/.test(id)) throw new RangeError(`invalid id: ${shown(id)}; letters and digits`);
  const reason = textField(fields, "reason", suppressionLimits.reason);
  if (reason.trim() === "") throw new RangeError("missing reason; say why nobody has to look");
  if (!Object.hasOwn(fields, "until"))
    throw new RangeError("missing field: until; give a time, or null to hold for good");
  const {where} = fields;
  if (!Array.isArray(where) || where.length < 1 || where.length > suppressionLimits.conditions)
    throw new RangeError(
      `invalid where: it holds 1 to ${suppressionLimits.conditions} conditions; none would hide everything`
    );
  return {
    format: "atalaya-suppression/1",
    id,
    reason,
    at: timeField(fields, "at"),
    until: fields.until === null ? null : timeField(fields, "until"),
    where: where.map(parseCondition)
  };
}

/** Returns whether *suppression* still holds at *now*, in ms since the epoch. */
export function isInForce({until}: Pick<Suppression, "until">, now: number): boolean {
  return until === null || Date.parse(until) > now;
}

/** Returns a function that says whether any of *suppressions* hides an event. */
export function suppressionMatcher(
  suppressions: readonly Pick<Suppression, "where">[]
): (event: SuppressibleEvent) => boolean {
  const rules = suppressions.map(({where}) => where.map(conditionMatcher));
  return (event) => rules.some((matchers) => matchers.every((matches) => matches(event)));
}

/** Returns SQL that is true of the events which any of *suppressions* hides, and false of all others. */
export function suppressionSql(suppressions: readonly Pick<Suppression, "where">[]): SqlCondition {
  const rules = suppressions.map(({where}) => where.map(conditionSql));
  if (rules.length === 0) return {sql: "false", parameters: []};
  return {
    sql: rules.map((parts) => `(${parts.map(({sql}) => sql).join(" AND ")})`).join(" OR "),
    parameters: rules.flatMap((parts) => parts.flatMap(({parameters}) => parameters))
  };
}

/** Returns what *suppression* hides, in words; e.g., `source 10.0.0.1 and port 445`. */
export function suppressionWords({where}: Pick<Suppression, "where">): string {
  return where.map(conditionWords).join(" and ");
}
