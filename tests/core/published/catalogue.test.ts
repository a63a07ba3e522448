import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {catalogueBreaches, foreignEntries} from "../../../src/core/published/catalogue.js";
import {publishedColumns} from "../../../src/core/published/published-columns.js";
import {publishedTables} from "../../../src/core/schema/published-tables.js";

let folder: string;
let session: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalogue-"));
  session = await openSession({scratch: folder});
});

afterAll(async () => {
  session.close();
  await rm(folder, {recursive: true, force: true});
});

const query = <Row>(sql: string) => session.rows<Row>(sql);

/** Makes a database with the published tables, empty, and does *statements* in it; returns its breaches, all and foreign. */
async function breachesAfter(...statements: string[]): Promise<[string[], string[]]> {
  await session.run("ATTACH ':memory:' AS published");
  await session.run("USE published");
  for (const [name, columns] of Object.entries(publishedColumns)) {
    const quoted = columns.replace(/(^|, )(\w+)/g, '$1"$2"');
    await session.run(`CREATE TABLE "${name}" (${quoted})`);
  }
  for (const statement of statements) await session.run(statement);
  await session.run("USE memory");
  const breaches = await catalogueBreaches(query, "published");
  const foreign = await foreignEntries(query, "published");
  await session.run("DETACH published");
  return [breaches, foreign];
}

it("publishedColumns has the columns of each published table", () => {
  expect(Object.keys(publishedColumns).sort()).toEqual([...publishedTables].sort());
});

it("catalogueBreaches(query, database) finds nothing in the published tables alone", async () => {
  expect(await breachesAfter()).toEqual([[], []]);
});

const foreign: [statement: string, breach: string][] = [
  ["CREATE VIEW more AS FROM events", "a view: more"],
  ["CREATE MACRO one() AS 1", "a macro: one"],
  ["CREATE MACRO two() AS TABLE SELECT 1", "a macro: two"],
  ["CREATE TYPE e AS ENUM ('a')", "a type: e"],
  ["CREATE SEQUENCE q", "a sequence: q"],
  ["CREATE SCHEMA other", "a schema: other"],
  ["CREATE INDEX ix ON ranks (rank)", "a index: ix"],
  ["ALTER TABLE ranks ALTER rank SET NOT NULL", "a constraint: ranks NOT NULL"],
  ["ALTER TABLE ranks ALTER rank SET DEFAULT 1", "a default or generated column: ranks.rank"]
];

it.each(foreign)("catalogueBreaches(query, database) names what %s adds", async (sql, breach) => {
  expect(await breachesAfter(sql)).toEqual([[breach], [breach]]);
});

it("catalogueBreaches(query, database) names another table, and other columns", async () => {
  const [breaches, others] = await breachesAfter(
    "CREATE TABLE more (i INTEGER)",
    "DROP TABLE dns",
    "ALTER TABLE ranks ADD COLUMN more INTEGER",
    "ALTER TABLE files ALTER name TYPE BLOB"
  );
  const expected = ["no table dns", "other columns of files", "a table: more", "other columns of ranks"]; // prettier-ignore
  expect(breaches).toEqual(expected);
  expect(others).toEqual([]);
});

it("catalogueBreaches(query, database) names a view in the place of a table", async () => {
  const [breaches] = await breachesAfter("DROP TABLE dns", "CREATE VIEW dns AS SELECT 1 AS id");
  expect(breaches).toEqual(["a view: dns", "no table dns"]);
});
