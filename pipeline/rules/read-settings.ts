import {readFile} from "node:fs/promises";
import {errorMessage} from "../../src/core/error-message.js";
import type {Mapping, MappedSource} from "../../src/core/sigma/mappings/mapping.js";
import type {Placeholders} from "../../src/core/sigma/parse/placeholders.js";
import {problemText} from "../../src/core/sigma/parse/problem.js";
import {readYaml} from "../../src/core/sigma/parse/read-yaml.js";
import type {Value} from "../../src/core/sigma/parse/read-yaml.js";
import {UsageError} from "../config/errors.js";

type ValueMap = {[key: string]: Value};

/** Reads the values of placeholders in *file*: a map of YAML, of a text or a list of texts by name. */
export async function readPlaceholders(file: string): Promise<Placeholders> {
  const entries = Object.entries(await readMap(file)).map(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0 || !values.every((item) => typeof item === "string" || typeof item === "number")) // prettier-ignore
      throw new UsageError(`invalid placeholder: ${name} in ${file}; give a text or a list of texts`); // prettier-ignore
    return [name, values.map(String)];
  });
  return Object.fromEntries(entries) as Placeholders;
}

/**
 * Reads the mapping in *file*: `sources`, a list of maps with category, product and service, and `when` with the values
 * of fields; and `fields`, the names in events by the names in rules.
 */
export async function readMapping(file: string): Promise<Mapping> {
  const map = await readMap(file);
  const unknown = Object.keys(map).find((key) => !["name", "title", "sources", "fields"].includes(key)); // prettier-ignore
  if (unknown !== undefined)
    throw new UsageError(`unknown field: ${unknown} in ${file}; a mapping has sources and fields`);
  const {sources, fields = {}} = map;
  if (!Array.isArray(sources) || sources.length === 0)
    throw new UsageError(`missing sources in ${file}; list what rules are for: category, product, service`); // prettier-ignore
  return {
    name: String(map.name ?? file),
    title: String(map.title ?? map.name ?? file),
    sources: sources.map((source) => sourceOf(source, file)),
    fields: textsOf(fields, `fields in ${file}`)
  };
}

function sourceOf(value: Value, file: string): MappedSource {
  if (!isMap(value)) throw new UsageError(`invalid source in ${file}; write a map`);
  const {when, ...names} = value;
  const unknown = Object.keys(names).find((key) => !["category", "product", "service"].includes(key)); // prettier-ignore
  if (unknown !== undefined)
    throw new UsageError(`unknown field: ${unknown} of a source in ${file}`);
  if (when === undefined) return textsOf(names, `source in ${file}`);
  if (!isMap(when)) throw new UsageError(`invalid when in ${file}; give values by field`);
  const lists = Object.entries(when).map(([field, item]) => [field, (Array.isArray(item) ? item : [item]).map((one) => (typeof one === "number" ? one : String(one)))]); // prettier-ignore
  return {...textsOf(names, `source in ${file}`), when: Object.fromEntries(lists)} as MappedSource;
}

function textsOf(value: Value, what: string): Record<string, string> {
  if (!isMap(value) || !Object.values(value).every((item) => typeof item === "string"))
    throw new UsageError(`invalid ${what}; write a map of texts`);
  return {...value} as Record<string, string>;
}

async function readMap(file: string): Promise<ValueMap> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`unreadable file: ${file}: ${errorMessage(error)}`, {cause: error});
  }
  const {documents, problems} = readYaml(text, file);
  if (problems.length > 0) throw new UsageError(problemText(problems[0]));
  const value = documents[0]?.value;
  if (!isMap(value)) throw new UsageError(`invalid file: ${file}; write a map of YAML`);
  return value;
}

function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
