import {pairedMeasures} from "../../src/core/evaluation/compare-paired.js";
import type {PairedName} from "../../src/core/evaluation/compare-paired.js";
import {readYaml} from "../../src/core/sigma/parse/read-yaml.js";
import type {YamlDocument} from "../../src/core/sigma/parse/read-yaml.js";
import {problemText} from "../../src/core/sigma/parse/problem.js";
import {sha256} from "../artifacts/digest.js";
import {findNearest} from "../cli/nearest-name.js";
import {UsageError} from "../config/errors.js";
import {readNamedText} from "../config/named-file.js";

/** When a model takes the place of the champion without a person. All that is asked must hold. */
export interface PromotionPolicy {
  format: "atalaya-promotion-policy/1";

  /** The measure that decides, and what it is measured against. */
  metric: PairedName;
  against: "labels" | "verdicts";

  /** What the model must have more than the champion, at least, from 0 to 1. */
  minDifference: number;

  /** Whether the lower bound of the 95 % interval of the difference must be above it. */
  lowerBoundAbove: boolean;

  /** The fewest labelled attacks in the test window; of a policy against labels. */
  minAttacks?: number;

  /** The fewest events with a verdict of true or false positive; of a policy against verdicts. */
  minVerdicts?: number;

  /** The most days from the end of the training window of the model to the last event of the run. */
  maxAgeDays: number;

  /** Whether the decision is only recorded, and nothing is promoted. */
  dryRun: boolean;
}

/** A policy, and the digest of its file. */
export interface ReadPolicy {
  policy: PromotionPolicy;
  sha256: string;
}

interface Field {
  name: keyof PromotionPolicy;
  fits(value: unknown): boolean;
  expected: string;
}

const oneOf = (names: readonly string[]) => ({
  fits: (value: unknown) => names.includes(value as string),
  expected: names.length === 1 ? names[0] : `one of ${names.join(", ")}`
});
const numberIn = (min: number, max: number, isInteger = false) => ({
  fits: (value: unknown) =>
    typeof value === "number" && value >= min && value <= max && (!isInteger || Number.isInteger(value)),
  expected: `${isInteger ? "an integer" : "a number"} from ${min} to ${max}`
}); // prettier-ignore
const boolean = {
  fits: (value: unknown) => typeof value === "boolean",
  expected: "true or false"
};

const fields: readonly Field[] = [
  {name: "format", ...oneOf(["atalaya-promotion-policy/1"])},
  {name: "metric", ...oneOf(pairedMeasures)},
  {name: "against", ...oneOf(["labels", "verdicts"])},
  {name: "minDifference", ...numberIn(0, 1)},
  {name: "lowerBoundAbove", ...boolean},
  {name: "minAttacks", ...numberIn(1, 1e9, true)},
  {name: "minVerdicts", ...numberIn(1, 1e9, true)},
  {name: "maxAgeDays", ...numberIn(0, 36_500)},
  {name: "dryRun", ...boolean}
];

const remedy = "docs/19-training.md has an example";

/** Reads the policy in the file at *path*, YAML or JSON. Throws a UsageError that names file, line, field and remedy if it is none. */
export async function readPromotionPolicy(path: string): Promise<ReadPolicy> {
  const text = await readNamedText(path, {what: "policy", remedy: "name a YAML or JSON file"});
  const {documents, problems} = readYaml(text, path);
  if (problems.length > 0) throw new UsageError(`invalid policy: ${problemText(problems[0])}`);
  if (documents.length !== 1)
    throw new UsageError(`invalid policy: ${path} has ${documents.length} documents; give it one`);
  return {policy: policyOf(documents[0], path), sha256: sha256(text)};
}

function policyOf(document: YamlDocument, path: string): PromotionPolicy {
  const {value} = document;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`invalid policy: ${path} is no mapping of fields; ${remedy}`);
  const given: {[name: string]: unknown} = value;
  const names = fields.map(({name}) => name);
  const lineOf = (name: string) => `${path}:${document.placeOf([name]).line}`;
  for (const name of Object.keys(given)) {
    if ((names as string[]).includes(name)) continue;
    const nearest = findNearest(name, names);
    throw new UsageError(
      `invalid policy: ${lineOf(name)}: unknown field: ${name}; ${nearest ? `did you mean ${nearest}?` : `it has ${names.join(", ")}`}`
    );
  }
  const other = given.against === "verdicts" ? "minAttacks" : "minVerdicts";
  if (given[other] !== undefined)
    throw new UsageError(
      `invalid policy: ${lineOf(other)}: ${other} is not of a policy against ${given.against}; omit it`
    );
  for (const {name, fits, expected} of fields) {
    if (name === other) continue;
    if (given[name] === undefined)
      throw new UsageError(`invalid policy: ${path}: missing field: ${name}; it is ${expected}`);
    if (!fits(given[name]))
      throw new UsageError(
        `invalid policy: ${lineOf(name)}: ${name} is ${JSON.stringify(given[name])}; it is ${expected}`
      );
  }
  return given as unknown as PromotionPolicy;
}
