import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {histogramQuery, queries} from "../../../src/components/database/queries.js";

const connection = await (await DuckDBInstance.create()).connect();
await connection.run(`CREATE TABLE events AS
  SELECT * FROM (VALUES
    (1, 10, TIMESTAMP '2024-04-19 01:10:00', 'b', 0.9, NULL),
    (2, 11, TIMESTAMP '2024-04-19 01:20:00', 'a', 0.72, 'T1046'),
    (3, 12, TIMESTAMP '2024-04-19 01:30:00', 'b', 0.725, NULL),
    (4, 13, TIMESTAMP '2024-04-19 02:00:00', 'b', 0.3, NULL)
  ) AS t (rank, event_id, time, src, score, technique)`);
await connection.run("CREATE TABLE facts AS SELECT 'threshold' AS name, '0.72' AS value");

const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();

it("queries.lanes gives a row per host and hour, the most anomalous host first", async () => {
  const lanes = await rows(queries.lanes);
  expect(lanes.map(([src]) => src)).toEqual(["b", "b", "a"]);
  expect(lanes[0].slice(2)).toEqual([0.9, 2n, 10]);
});

it("histogramQuery(histogram) counts every event once", async () => {
  const counts = (await rows(histogramQuery({from: 0.3, step: 0.05, counts: []}))).map(([, n]) =>
    Number(n)
  );
  expect(counts).toEqual([1, 2, 1]);
});

it("queries.alerts gives the events from the threshold up, and queries.mostAnomalous those by rank", async () => {
  expect((await rows(queries.alerts)).map(([src]) => src)).toEqual(["a", "b", "b"]);
  expect((await rows(queries.mostAnomalous)).map(([rank]) => rank)).toEqual([1, 2, 3, 4]);
});
