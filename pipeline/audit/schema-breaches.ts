import {readFile} from "node:fs/promises";
import type {Statements} from "./database.js";
import {readMigrations} from "./migrate.js";
import {readSchema} from "./read-schema.js";
import type {Schema} from "./read-schema.js";
import {auditedTables, logTable} from "./tables.js";

/** What the migrations make, as readSchema returns it: equal on PGlite and on servers, which a test checks. */
const file = new URL("migrations/schema.json", import.meta.url);

/**
 * Returns in what the schema of an audit is not what the migrations make, a sentence each. Tables that are not of the audit are
 * let be; a table of it that is missing is named by its rows. Nothing of a schema of earlier or later migrations is known.
 */
export async function schemaBreaches(statements: Statements): Promise<string[]> {
  if (!(await isOfToday(statements))) return [];
  const expected = JSON.parse(await readFile(file, "utf8")) as Schema;
  const found = await readSchema(statements);
  const tables = new Set([logTable, ...auditedTables.map(({name}) => name)]);
  const breaches = new Set<string>();
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (Object.hasOwn(expected, name) && expected[name] === found[name]) continue;
    const [kind, of = ""] = name.split(/[ .]/);
    const relation = found[`relation ${of}`] ?? expected[`relation ${of}`];
    if (kind === "relation" && tables.has(of) && !(name in found)) continue;
    if (ofTables.has(kind) && relation?.startsWith("r") && !tables.has(of)) continue;
    if (kind === "index" && !(name in expected)) continue; // it changes no result
    if (kind === "trigger" && tables.has(of))
      breaches.add(`table ${of} is not protected: a trigger of it is missing, disabled or another`);
    else breaches.add(sentenceOf(name, {isExpected: name in expected, isFound: name in found}));
  }
  return [...breaches].sort();
}

const ofTables = new Set(["relation", "column", "constraint", "trigger", "rule", "policy"]);

function sentenceOf(name: string, {isExpected, isFound}: {isExpected: boolean; isFound: boolean}) {
  if (!isFound) return `the schema lacks a part: ${name}`;
  const text = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return isExpected
    ? `the schema was changed: ${text} is not what the migrations make`
    : `the schema has a part that no migration makes: ${text}`;
}

async function isOfToday(statements: Statements): Promise<boolean> {
  const rows = await statements.query<{name: string}>(
    "SELECT name FROM schema_migrations ORDER BY name"
  );
  const names = (await readMigrations()).map(({name}) => name);
  return String(rows.map(({name}) => name)) === String(names);
}
