import {Validator} from "@cfworker/json-schema";
import type {OutputUnit, Schema} from "@cfworker/json-schema";
import {correlationRuleSchema} from "../schemas/correlation-rule.js";
import {detectionRuleSchema} from "../schemas/detection-rule.js";
import {filterSchema} from "../schemas/filter.js";
import type {Value} from "./read-yaml.js";

/** The kinds of documents that a file of rules holds. */
export type DocumentKind = "rule" | "correlation" | "filter";

/** What the schema of a document does not allow. */
export interface SchemaProblem {
  path: (string | number)[];
  message: string;
}

const schemas: Readonly<Record<DocumentKind, unknown>> = {
  rule: detectionRuleSchema,
  correlation: correlationRuleSchema,
  filter: filterSchema
};

const validators = new Map<DocumentKind, Validator>();

/** The length of the longest list outside of detections: the schema compares each two of its items. */
const maxListed = 2000;

/** Returns what *document* has that the official schema of its *kind* does not allow, one problem a value. */
export function checkSchema(kind: DocumentKind, document: Value): SchemaProblem[] {
  const long = Object.entries(document ?? {}).find(
    ([, value]) => Array.isArray(value) && value.length > maxListed
  );
  if (long) return [{path: [long[0]], message: `too long: more than ${maxListed} values`}];
  const validator =
    validators.get(kind) ?? new Validator(schemas[kind] as Schema, "2020-12", false);
  validators.set(kind, validator);
  const {errors} = validate(validator, document);
  const problems = new Map<string, SchemaProblem>();
  for (const error of deepest(errors)) {
    const path = pathOf(error.instanceLocation);
    const missing = error.keyword === "required" ? error.error : "";
    const key = error.instanceLocation + missing;
    if (!problems.has(key) || !combining.includes(error.keyword))
      problems.set(key, {path, message: messageOf(error)});
  }
  return [...problems.values()];
}

function validate(validator: Validator, document: Value): {errors: OutputUnit[]} {
  try {
    return validator.validate(document);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    const unit = {keyword: "", keywordLocation: "#", instanceLocation: "#"};
    return {errors: [{...unit, error: "has a name that is no valid Unicode"}]};
  }
}

/** An error of a value is repeated for each value around it: only the innermost ones are of use, and what is missing. */
function deepest(errors: readonly OutputUnit[]): OutputUnit[] {
  const around = new Set<string>();
  for (const {instanceLocation: location} of errors)
    for (let i = location.indexOf("/"); i >= 0; i = location.indexOf("/", i + 1))
      around.add(location.slice(0, i));
  return errors.filter(
    ({instanceLocation, keyword}) => !around.has(instanceLocation) || keyword === "required"
  );
}

function pathOf(location: string): (string | number)[] {
  const parts = location.split("/").slice(1);
  return parts.map((part) => {
    const name = decodeURIComponent(part.replaceAll("~1", "/").replaceAll("~0", "~").replace(/%(?![0-9A-Fa-f]{2})/g, "%25")); // prettier-ignore
    return /^\d+$/.test(name) ? Number(name) : name;
  });
}

const combining = ["oneOf", "anyOf", "allOf", "if", "then"];

function messageOf({keyword, error}: OutputUnit): string {
  if (combining.includes(keyword)) return "is none of the values that the schema allows";
  return error.replace(/\.$/, "").replace(/^Instance /, "");
}
