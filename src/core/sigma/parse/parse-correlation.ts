import {correlationTypes} from "../rule.js";
import type {Correlation, CorrelationType} from "../rule.js";
import type {Comparison} from "../tree.js";
import {RuleError, shown} from "./problem.js";
import type {Value} from "./read-yaml.js";

type ValueMap = {[key: string]: Value};

const comparisons: readonly string[] = ["gt", "gte", "lt", "lte", "eq", "neq"];

const secondsOf: ReadonlyMap<string, number> = new Map(
  Object.entries({s: 1, m: 60, h: 3600, d: 86_400})
);

/** The number of rules that a correlation refers to at most: each is a column of the query. */
export const maxCorrelated = 20;

const maxSeconds = 366 * 86_400;

/** Returns the correlation that *map* is, which the schema allows; throws a RuleError. */
export function parseCorrelation(map: ValueMap): Correlation {
  const type = map.type as CorrelationType;
  if (!correlationTypes.includes(type))
    throw new RuleError(["correlation", "type"], `unsupported type: ${shown(String(map.type))}`, `use one of ${correlationTypes.join(", ")}`); // prettier-ignore
  checkKeys(map);
  const rules = listOf(map.rules);
  if (rules.length === 0 || rules.length > maxCorrelated)
    throw new RuleError(["correlation", "rules"], `invalid rules: ${rules.length}`, `name 1 to ${maxCorrelated}`); // prettier-ignore
  const temporal = type === "temporal" || type === "temporal_ordered";
  const condition = parseCorrelationCondition((map.condition ?? null) as ValueMap | null, type);
  if (temporal && condition.comparisons.length === 0)
    condition.comparisons.push({comparison: "gte", value: rules.length});
  return {
    type,
    rules,
    groupBy: listOf(map["group-by"] ?? []),
    aliases: parseAliases(map.aliases ?? {}),
    timespanSeconds: parseTimespan(map.timespan as string),
    ...condition,
    generate: map.generate === true
  };
}

const keys = ["type", "rules", "aliases", "group-by", "timespan", "condition", "generate"];

function checkKeys(map: ValueMap): void {
  const unknown = Object.keys(map).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new RuleError(["correlation", unknown], `unsupported field: ${shown(unknown)}`, `use ${keys.join(", ")}`); // prettier-ignore
}

function listOf(value: Value): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function parseTimespan(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const seconds = match ? Number(match[1]) * secondsOf.get(match[2])! : 0;
  if (seconds > 0 && seconds <= maxSeconds) return seconds;
  throw new RuleError(["correlation", "timespan"], `invalid timespan: ${shown(text)}`, "give a number and s, m, h or d, up to 366d"); // prettier-ignore
}

type Condition = Pick<Correlation, "comparisons" | "fields" | "percentile">;

/** Returns the comparisons, all of which have to hold, and the fields to measure. */
function parseCorrelationCondition(map: ValueMap | null, type: CorrelationType): Condition {
  const path = ["correlation", "condition"];
  const found: Condition["comparisons"] = [];
  for (const [key, value] of Object.entries(map ?? {})) {
    if (key === "field" || key === "percentile") continue;
    if (!comparisons.includes(key))
      throw new RuleError([...path, key], `unsupported criterion: ${shown(key)}`, `use ${comparisons.join(", ")} or field`); // prettier-ignore
    if (typeof value !== "number")
      throw new RuleError([...path, key], "invalid criterion: not a number", "write a number");
    found.push({comparison: key as Comparison, value});
  }
  const fields = map?.field === undefined ? [] : listOf(map.field);
  checkFields(type, fields, path);
  if (found.length === 0 && !type.startsWith("temporal"))
    throw new RuleError(path, "missing criterion", `add one of ${comparisons.join(", ")}`);
  return {comparisons: found, fields, percentile: parsePercentile(map?.percentile, type)};
}

function checkFields(type: CorrelationType, fields: string[], path: string[]): void {
  const measured = type.startsWith("value_");
  if (measured && fields.length === 0)
    throw new RuleError(path, "missing field", "name the field whose values are measured");
  if (!measured && fields.length > 0)
    throw new RuleError([...path, "field"], `unsupported field of ${type}`, "remove it");
  if (type !== "value_count" && fields.length > 1)
    throw new RuleError([...path, "field"], `unsupported list of fields of ${type}`, "name one field"); // prettier-ignore
}

function parsePercentile(value: Value | undefined, type: CorrelationType): number | undefined {
  if (value === undefined) return undefined;
  const path = ["correlation", "condition", "percentile"];
  if (type !== "value_percentile")
    throw new RuleError(path, `unsupported percentile of ${type}`, "remove it");
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  throw new RuleError(path, "invalid percentile", "give a number from 0 to 100");
}

function parseAliases(value: Value): Correlation["aliases"] {
  const aliases: Record<string, Record<string, string>> = Object.create(null) as {};
  for (const [alias, rules] of Object.entries(value as ValueMap)) {
    const path = ["correlation", "aliases", alias];
    if (typeof rules !== "object" || rules === null || Array.isArray(rules))
      throw new RuleError(path, "invalid alias", "give a field by rule");
    aliases[alias] = Object.create(null) as {};
    for (const [rule, field] of Object.entries(rules)) {
      if (typeof field !== "string")
        throw new RuleError([...path, rule], "invalid field", "write its name as a text");
      aliases[alias][rule] = field;
    }
  }
  return aliases;
}
