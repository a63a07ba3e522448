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

await connection.run(
  `CREATE TABLE incidents AS SELECT 1 AS incident, 'a' AS entity, 'actor' AS role`
);
await connection.run(`CREATE TABLE evidence AS
  SELECT * FROM (VALUES
    (1, 'scan', 0.02, TIMESTAMP '2024-04-19 02:00:00', TIMESTAMP '2024-04-19 03:00:00'),
    (1, 'fan-out', 0.5, TIMESTAMP '2024-04-19 01:00:00', TIMESTAMP '2024-04-19 02:00:00')
  ) AS t (incident, detector, rate_per_day, since, until)`);

const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();

it("queries.lanes gives the evidence of each host and role by time, with its rate", async () => {
  const lanes = await rows(queries.lanes);
  expect(lanes.map(([entity, role, , , rate]) => [entity, role, Number(rate)])).toEqual([
    ["a", "actor", 0.5],
    ["a", "actor", 0.02]
  ]);
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
