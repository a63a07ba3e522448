import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {parse} from "yaml";
import {chart} from "./chart.js";
import {root} from "./nginx-server.js";

// Writes the table of values into infra/helm/README.md: npx tsx tests/infra/values-table.ts

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | object;
}

/** Returns a row of a table for every value of the chart, and what is wrong with its schema. */
export function readChartValues(): {rows: string[]; problems: string[]} {
  const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as Schema;
  const values: unknown = parse(readFileSync(join(chart, "values.yaml"), "utf8"));
  const rows: string[] = [];
  const problems: string[] = [];
  const walk = (
    value: unknown,
    {description, properties, additionalProperties}: Schema,
    path: string
  ) => {
    // prettier-ignore
    if (path && !/^\S.+\.$/.test(description ?? "")) problems.push(`${path}: no description`);
    if (!properties) {
      rows.push(`| \`${path}\` | ${description} | ${written(value)} |`);
      return;
    }
    if (additionalProperties !== false) problems.push(`${path}: takes other values`);
    const has = Object.keys(value as object);
    for (const key of has) if (!properties[key]) problems.push(`${path}.${key}: not in the schema`);
    for (const [key, part] of Object.entries(properties)) {
      if (!has.includes(key)) problems.push(`${path}.${key}: no default`);
      else walk((value as Record<string, unknown>)[key], part, path ? `${path}.${key}` : key);
    }
  };
  walk(values, schema, "");
  return {rows, problems};
}

function written(value: unknown): string {
  if (value === "") return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? "see `infra/helm/atalaya/values.yaml`" : `\`${text}\``;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = join(root, "infra/helm/README.md");
  const {rows} = readChartValues();
  const table = ["| value | what it is | default |", "| --- | --- | --- |", ...rows].join("\n");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/\| value \| what it is \| default \|\n(?:\|.*\n?)*/, `${table}\n`)); // prettier-ignore
}
