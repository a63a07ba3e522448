import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {withParameters} from "../../../src/core/notebook/parameters.js";

it("withParameters(sql) looks each parameter up in params, and leaves strings and comments alone", () => {
  expect(withParameters("SELECT $threshold, '$threshold' -- $threshold")).toBe(
    `SELECT (SELECT "threshold" FROM params), '$threshold' -- $threshold`
  );
  expect(() => withParameters("SELECT $lime")).toThrow(
    "unknown parameter: $lime; there are $threshold"
  );
});

it("withParameters(sql) gives DuckDB a value, whatever it holds, and never text", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const hostile = "'; DROP TABLE params; --";
  await connection.run("CREATE TABLE params AS SELECT ? AS entity", [hostile]);
  const result = await connection.runAndReadAll(withParameters("SELECT $entity AS entity"));
  expect(result.getRowObjects()).toEqual([{entity: hostile}]);
  connection.closeSync();
});

it("withParameters(sql) reads $line of earlier versions as $threshold", () => {
  expect(withParameters("SELECT $LINE")).toBe('SELECT (SELECT "threshold" FROM params)');
});
