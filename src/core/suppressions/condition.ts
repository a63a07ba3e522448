import {fieldsOf, numberField, shown, textField} from "../readers/json-fields.js";
import {addressHexSql, isInBlock, parseBlock} from "./address.js";

/** The fields of an event that a condition may be on, as columns of `events`, and what people call them. */
export const textFields = {
  src: "source",
  dst: "destination",
  proto: "protocol",
  service: "service",
  conn_state: "state",
  label: "label"
} as const;
export const numberFields = {
  src_port: "source port",
  dst_port: "port",
  duration: "duration",
  orig_bytes: "bytes out",
  resp_bytes: "bytes in"
} as const;

/** A field that holds text, and one that holds a number. */
export type TextField = keyof typeof textFields;
export type NumberField = keyof typeof numberFields;

/** What a field may equal; null is a field that the log left unset. */
export type FieldValue = string | number | null;

/** A condition on one field of an event. */
export type Condition =
  | {field: TextField | NumberField; equals: FieldValue}
  | {field: TextField | NumberField; in: FieldValue[]}
  | {field: "src" | "dst"; cidr: string}
  | {field: NumberField; from: number | null; to: number | null};

/** An event, or as much of it as conditions look at: an absent field is null. */
export type SuppressibleEvent = Readonly<
  Partial<Record<TextField | NumberField, string | number | null | undefined>>
>;

/** The most values of an `in`, and the most UTF-16 code units of one. */
export const conditionLimits = {values: 256, length: 1000} as const;

/** SQL (DuckDB) over the columns of `events`, with a `?` for each parameter. */
export interface SqlCondition {
  sql: string;
  parameters: (string | number)[];
}

/** Returns the condition that *value* is; throws a RangeError, which names the field, if it is none. */
export function parseCondition(value: unknown): Condition {
  const names = ["field", "equals", "in", "cidr", "from", "to"];
  const fields = fieldsOf(value, "condition", names);
  const field = textField(fields, "field", 40);
  const isText = Object.hasOwn(textFields, field);
  if (!isText && !Object.hasOwn(numberFields, field)) {
    const known = [...Object.keys(textFields), ...Object.keys(numberFields)];
    throw new RangeError(`unknown field: ${shown(field)}; try one of ${known.join(", ")}`);
  }
  const given = names.slice(1).filter((name) => Object.hasOwn(fields, name));
  const kind = given.join(" and ");
  const named = field as TextField & NumberField;
  if (kind === "equals") return {field: named, equals: fieldValue(fields.equals, field, isText)};
  if (kind === "in") return {field: named, in: fieldValues(fields.in, field, isText)};
  if (kind === "cidr" && (field === "src" || field === "dst")) {
    const cidr = textField(fields, "cidr", 60);
    parseBlock(cidr);
    return {field, cidr};
  }
  if (!isText && /^(from|to|from and to)$/.test(kind)) {
    const edge = (name: string) =>
      fields[name] === undefined || fields[name] === null
        ? null
        : numberField(fields, name, {least: -Number.MAX_VALUE, most: Number.MAX_VALUE});
    const [from, to] = [edge("from"), edge("to")];
    if (from === null && to === null) throw new RangeError(`invalid range: ${field} has no end`);
    if (from !== null && to !== null && from > to)
      throw new RangeError(`invalid range: ${field} from ${from} to ${to}`);
    return {field: named, from, to};
  }
  throw new RangeError(
    `invalid condition on ${field}: ${kind || "nothing"}; give one of equals, in, cidr (addresses), from and to (numbers)`
  );
}

function fieldValue(value: unknown, field: string, isText: boolean): FieldValue {
  if (value === null) return null;
  if (isText ? typeof value === "string" : typeof value === "number" && Number.isFinite(value)) {
    if (typeof value === "string" && value.length > conditionLimits.length)
      throw new RangeError(
        `invalid ${field}: ${value.length} characters; at most ${conditionLimits.length}`
      );
    return value as FieldValue;
  }
  throw new RangeError(
    `invalid ${field}: ${shown(value)}; it is ${isText ? "text" : "a number"}, or null for unset`
  );
}

function fieldValues(values: unknown, field: string, isText: boolean): FieldValue[] {
  if (!Array.isArray(values) || values.length === 0 || values.length > conditionLimits.values)
    throw new RangeError(`invalid ${field}: in holds 1 to ${conditionLimits.values} values`);
  return values.map((value) => fieldValue(value, field, isText));
}

/** Returns a function that says whether an event meets *condition*. */
export function conditionMatcher(condition: Condition): (event: SuppressibleEvent) => boolean {
  const valueOf = (event: SuppressibleEvent) => event[condition.field] ?? null;
  if ("equals" in condition) return (event) => valueOf(event) === condition.equals;
  if ("in" in condition) return (event) => condition.in.includes(valueOf(event));
  if ("cidr" in condition) {
    const block = parseBlock(condition.cidr);
    return (event) => isInBlock(String(valueOf(event) ?? ""), block);
  }
  const {from, to} = condition;
  return (event) => {
    const value = valueOf(event);
    return typeof value === "number" && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
  };
}

/** Returns *condition* as SQL, true or false and never null, that agrees with `conditionMatcher`. */
export function conditionSql(condition: Condition): SqlCondition {
  const {field} = condition; // one of ours: parseCondition knows no other
  if ("equals" in condition) return conditionSql({field, in: [condition.equals]});
  if ("in" in condition) {
    const values = condition.in.filter((value) => value !== null);
    const parts = values.length ? [`${field} IN (${values.map(() => "?").join(", ")})`] : [];
    if (values.length < condition.in.length) parts.push(`${field} IS NULL`);
    return {sql: `coalesce(${parts.join(" OR ")}, false)`, parameters: values};
  }
  if ("cidr" in condition) {
    const {version, low, high} = parseBlock(condition.cidr);
    const hex = addressHexSql(field, version);
    const kind = version === 4 ? "NOT contains" : "contains";
    const sql = `CASE WHEN ${kind}(${field}, ':') THEN ${hex} BETWEEN ? AND ? ELSE false END`;
    return {sql, parameters: [low, high]};
  }
  const edges = [
    ...(condition.from === null ? [] : [[">=", condition.from] as const]),
    ...(condition.to === null ? [] : [["<=", condition.to] as const])
  ];
  const sql = edges.map(([operator]) => `${field} ${operator} ?`).join(" AND ");
  return {sql: `coalesce(${sql}, false)`, parameters: edges.map(([, edge]) => edge)};
}

/** Returns *condition* in words; e.g., `source in 10.0.0.0/8`, `port 443 or 8443`, `service unset`. */
export function conditionWords(condition: Condition): string {
  const label = {...textFields, ...numberFields}[condition.field];
  const word = (value: FieldValue) => (value === null ? "unset" : String(value));
  if ("equals" in condition) return `${label} ${word(condition.equals)}`;
  if ("in" in condition) return `${label} ${condition.in.map(word).join(" or ")}`;
  if ("cidr" in condition) return `${label} in ${condition.cidr}`;
  const {from, to} = condition;
  if (from === null) return `${label} at most ${to}`;
  return to === null ? `${label} at least ${from}` : `${label} from ${from} to ${to}`;
}
