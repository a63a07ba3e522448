import {expect, it} from "vitest";
import {problemWith} from "../../../src/core/notebook/reading.js";

it.each([
  "SELECT 1",
  "  -- a comment\n SELECT 1;",
  "(SELECT 1) UNION (SELECT 2)",
  "WITH a AS (SELECT 1) SELECT * FROM a",
  "WITH a (x) AS MATERIALIZED (SELECT 1), insert AS (SELECT 2) FROM a",
  "WITH a AS (SELECT 1) (SELECT * FROM a)",
  "FROM events",
  "VALUES (1)",
  "DESCRIBE events",
  "SHOW TABLES",
  "SUMMARIZE events",
  "PIVOT events ON proto USING count(*)",
  "EXPLAIN SELECT 1",
  "EXPLAIN ANALYZE SELECT 1",
  "EXPLAIN (FORMAT json) SELECT 1",
  "SELECT 'ATTACH; DROP'"
])("problemWith(sql) lets %s through", (sql) => expect(problemWith(sql)).toBeNull());

it.each([
  "ATTACH 'https://example.org/x.duckdb' AS x",
  "/* SELECT */ COPY events TO 'x.csv'",
  "INSTALL httpfs",
  "LOAD httpfs",
  "SET lock_configuration = false",
  "PRAGMA database_list",
  "CALL pragma_version()",
  "CREATE TABLE x AS SELECT 1",
  "DROP VIEW events",
  "INSERT INTO facts VALUES ('a', 'b')",
  "WITH a AS (SELECT 1) INSERT INTO facts SELECT 'a', 'b'",
  "WITH a AS (SELECT 1) DELETE FROM facts",
  "EXPLAIN COPY events TO 'x.csv'",
  "EXPLAIN ANALYZE DELETE FROM facts",
  "EXPORT DATABASE 'x'",
  "USE lake",
  "BEGIN",
  "(((",
  "é"
])("problemWith(sql) refuses %s and says what a cell does", (sql) => {
  expect(problemWith(sql)).toMatch(/^rejected: .*; a cell only reads: SELECT/);
});

it("problemWith(sql) refuses a second statement, an open quote, an unnamed parameter and nothing at all", () => {
  expect(problemWith("SELECT 1; DROP VIEW events")).toMatch(/^more than one statement/);
  expect(problemWith("SELECT 1;;")).toMatch(/^more than one statement/);
  expect(problemWith("SELECT 1,\n 'a")).toBe("unclosed quote: 'a; line 2");
  expect(problemWith("SELECT ?")).toMatch(/^unknown parameter: \?/);
  expect(problemWith(" -- nothing")).toMatch(/^empty cell/);
});
