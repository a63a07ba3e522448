import {readFileSync} from "node:fs";

/** A type of the fixture: see tests/fixtures/openlineage/classes.py. */
type Kind = string | {list: Kind} | {map: Kind} | {fields: Fields};
type Fields = Record<string, {type: Kind; required: boolean}>;

const path = new URL("../../../fixtures/openlineage/classes.json", import.meta.url);
const classes = JSON.parse(readFileSync(path, "utf8")) as Record<string, Fields>;
const names: Record<string, string> = {
  str: "string",
  int: "number",
  float: "number",
  bool: "boolean"
};

/** Returns what is wrong with *event* by the classes of OpenLineage’s own client, a sentence each. */
export function findFaults(event: {schemaURL: string}): string[] {
  const {schemaURL, ...rest} = event;
  return faultsOf(rest, {fields: classes[schemaURL] ?? {}}, "event");
}

function faultsOf(value: unknown, kind: Kind, where: string): string[] {
  if (kind === "any") return [];
  if (kind === "facet") return facetFaults(value as Record<string, unknown>, where);
  if (kind === "EventType")
    return ["START", "COMPLETE", "FAIL"].includes(String(value))
      ? []
      : [`${where}: ${String(value)}`];
  if (typeof kind === "string")
    return typeof value === names[kind] ? [] : [`${where}: ${typeof value} is no ${kind}`];
  if ("list" in kind)
    return (value as unknown[]).flatMap((item, i) => faultsOf(item, kind.list, `${where}[${i}]`));
  const entries = Object.entries(value as object) as [string, unknown][];
  if ("map" in kind)
    return entries.flatMap(([name, item]) => faultsOf(item, kind.map, `${where}.${name}`));
  const missing = Object.keys(kind.fields).filter(
    (name) => kind.fields[name].required && !(name in (value as object))
  );
  const faults = entries.flatMap(([name, item]) =>
    name in kind.fields
      ? faultsOf(item, kind.fields[name].type, `${where}.${name}`)
      : [`${where}.${name} is unknown`]
  );
  return [...missing.map((name) => `${where}.${name} is missing`), ...faults];
}

function facetFaults(value: Record<string, unknown>, where: string): string[] {
  const {_schemaURL, _producer, ...rest} = value;
  if (typeof _producer !== "string" || !URL.canParse(_producer)) return [`${where}: no producer`];
  const fields = classes[String(_schemaURL)];
  return fields ? faultsOf(rest, {fields}, where) : [`${where}: unknown ${String(_schemaURL)}`];
}
