import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {relationsOf} from "../../../src/core/notebook/relations.js";

const queries = [
  "SELECT * FROM cell_1",
  "FROM cell_1",
  "FROM Cell_1 AS a, cell_2 b JOIN cell_3 ON true, cell_4",
  "SELECT 'FROM cell_1' AS a, \"FROM cell_2\" FROM events -- FROM cell_3\n /* FROM /* cell_4 */ cell_5 */",
  'SELECT * FROM "cell 1" WHERE x IN (SELECT y FROM cell_2)',
  "WITH a AS (SELECT * FROM cell_1), b AS (FROM a) SELECT * FROM a JOIN b ON true, cell_2",
  "WITH a (x, y) AS (SELECT 1, 2 FROM cell_1) FROM a",
  "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) FROM n, cell_1",
  "WITH cell_1 AS (SELECT 1) SELECT * FROM cell_1",
  "SELECT extract(year FROM time), trim(both ' ' FROM src) FROM cell_1",
  "SELECT a IS DISTINCT FROM b FROM cell_1",
  "SELECT cell_2.x, cell_1 AS cell_9 FROM cell_1, cell_2 ORDER BY x, cell_3",
  "FROM range(5), cell_1",
  "FROM (cell_1 JOIN cell_2 ON true) AS pair",
  "FROM cell_1 SELECT a, b WHERE c = (SELECT max(d) FROM cell_2)",
  "FROM t: cell_1",

  "SELECT 1 FROM cell_1 UNION ALL (SELECT 2 FROM cell_2) EXCEPT SELECT 3 FROM cell_3",
  "SELECT E'it\\'s FROM cell_9', $$ FROM cell_8 $$ FROM cell_1",
  "SELECT TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00' FROM cell_1",
  "VALUES (1), (2)",
  "SELECT (FROM cell_1 LIMIT 1)"
];

/** Other roads: DuckDB’s own parser. It gives the names of what is not there, too, and no qualified ones. */
it("relationsOf(sql) names the tables that DuckDB’s parser names", async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  for (const sql of queries) {
    const theirs = connection.getTableNames(sql, false);
    const plain = [...theirs].filter((name) => !name.includes(".")).map((name) => name.replace(/^"|"$/g, "").toLowerCase()); // prettier-ignore
    expect(new Set(relationsOf(sql)), sql).toEqual(new Set(plain));
  }
  connection.closeSync();
});

it("relationsOf(sql) goes on after USING, and leaves qualified names out", () => {
  expect(relationsOf("SELECT * FROM lake.events, cell_1")).toEqual(["cell_1"]);
  expect(relationsOf("FROM cell_1 JOIN cell_2 USING (id), cell_3")).toEqual(["cell_1", "cell_2", "cell_3"]); // prettier-ignore
});

it("relationsOf(sql) reads what DESCRIBE, SUMMARIZE, EXPLAIN and PIVOT are given", () => {
  expect(relationsOf("DESCRIBE cell_1")).toEqual(["cell_1"]);
  expect(relationsOf("SUMMARIZE SELECT * FROM cell_1")).toEqual(["cell_1"]);
  expect(relationsOf("EXPLAIN ANALYZE FROM cell_1")).toEqual(["cell_1"]);
  expect(relationsOf("FROM (SUMMARIZE cell_1)")).toEqual(["cell_1"]);
  expect(relationsOf("PIVOT cell_1 ON proto USING sum(bytes)")).toEqual(["cell_1"]);
});

it("relationsOf(sql) returns what it can of a query that is not finished", () => {
  expect(relationsOf("SELECT * FROM")).toEqual([]);
  expect(relationsOf("SELECT * FROM cell_1 WHERE 'open")).toEqual(["cell_1"]);
  expect(relationsOf(")))) FROM cell_1 WHERE ((((")).toEqual(["cell_1"]);
});
