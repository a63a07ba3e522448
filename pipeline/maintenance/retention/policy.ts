import {layers} from "../../../src/core/schema/artifacts.js";
import type {Layer} from "../../../src/core/schema/artifacts.js";
import {UsageError} from "../../config/errors.js";
import {readNamedText} from "../../config/named-file.js";
import {findNearest} from "../../cli/nearest-name.js";

/** The rule of a layer: an artifact stays if either field keeps it. At least one is set. */
export interface LayerRule {
  /** Keeps this many of the newest runs that succeeded, and whatever began since the oldest of them. */
  keepRuns?: number;

  /** Keeps whatever began within so many days. */
  keepDays?: number;
}

/** The rules by layer; a layer without a rule keeps everything. */
export type RetentionPolicy = Readonly<Partial<Record<Layer, LayerRule>>>;

/** The greatest number of runs and of days that a rule may name. */
export const maxRuns = 1_000_000;
export const maxDays = 36_500;

const ranges = {keepRuns: {least: 1, most: maxRuns}, keepDays: {least: 0, most: maxDays}};

/** Returns the policy that has *rule* for every layer. */
export function uniformPolicy(rule: LayerRule): RetentionPolicy {
  return Object.fromEntries(layers.map((layer) => [layer, rule]));
}

/** Returns the policy in the JSON file at *path*; throws a UsageError that names the field if it is none. */
export async function readPolicy(path: string): Promise<RetentionPolicy> {
  const text = await readNamedText(path, {what: "policy", remedy: "name a JSON file"});
  return policyOf(parse(text, path), path);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`invalid policy: ${path} is no JSON; name a JSON file`, {cause: error});
  }
}

function policyOf(value: unknown, path: string): RetentionPolicy {
  const policy: Partial<Record<Layer, LayerRule>> = {};
  for (const [layer, rule] of fieldsOf(value, path, layers))
    policy[layer] = ruleOf(rule, `${path}: ${layer}`);
  const first = layers.findIndex((layer) => policy[layer]);
  const open = layers.find((layer, i) => first >= 0 && i > first && !policy[layer]);
  if (open)
    throw new UsageError(
      `invalid policy: ${path} has a rule for ${layers[first]} and none for ${open}, which keeps what it was made from; give ${open} a rule too`
    );
  return policy;
}

function ruleOf(value: unknown, where: string): LayerRule {
  const rule: LayerRule = {};
  for (const [name, number] of fieldsOf(value, where, ["keepRuns", "keepDays"] as const)) {
    const {least, most} = ranges[name];
    const isFit = typeof number === "number" && number >= least && number <= most;
    if (!isFit || (name === "keepRuns" && !Number.isInteger(number)))
      throw new UsageError(
        `invalid policy: ${where}.${name} is ${JSON.stringify(number)}; it is ${name === "keepRuns" ? "an integer" : "a number"} from ${least} to ${most}`
      );
    rule[name] = number;
  }
  if (Object.keys(rule).length > 0) return rule;
  throw new UsageError(`invalid policy: ${where} is empty; give it keepRuns or keepDays`);
}

function fieldsOf<Name extends string>(
  value: unknown,
  where: string,
  names: readonly Name[]
): [Name, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`invalid policy: ${where} is no object; it has ${names.join(", ")}`);
  for (const name of Object.keys(value)) {
    if (names.includes(name as Name)) continue;
    const nearest = findNearest(name, names);
    throw new UsageError(
      `unknown field in ${where}: ${name}; ${nearest ? `did you mean ${nearest}?` : `it has ${names.join(", ")}`}`
    );
  }
  return Object.entries(value) as [Name, unknown][];
}
