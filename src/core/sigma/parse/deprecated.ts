import {RuleError} from "./problem.js";
import type {Value} from "./read-yaml.js";

type ValueMap = {[key: string]: Value};

/** Throws a RuleError that names what *map* has of earlier versions or of other tools, and what takes its place. */
export function findDeprecated(map: ValueMap): void {
  if ("action" in map)
    throw new RuleError(["action"], `unsupported action: ${String(map.action)}`, "write a complete rule in each document"); // prettier-ignore
  const {detection, correlation} = map;
  if (isMap(detection)) {
    if ("timeframe" in detection)
      throw new RuleError(["detection", "timeframe"], "unsupported timeframe", "write a correlation rule"); // prettier-ignore
    const {condition} = detection;
    if (typeof condition === "string" && condition.includes("|"))
      throw new RuleError(["detection", "condition"], "unsupported aggregation after |", "write a correlation rule"); // prettier-ignore
    if (Array.isArray(condition))
      throw new RuleError(["detection", "condition"], "unsupported list of conditions: the schema of Sigma 2.1 has one", "join them by or"); // prettier-ignore
  }
  if (isMap(correlation) && typeof correlation.condition === "string")
    throw new RuleError(["correlation", "condition"], "unsupported condition as a text: the schema of Sigma 2.1 has a map", "write gte: and a number"); // prettier-ignore
}

function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
