import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {eventName, findAlert} from "../../../src/components/alert/alert-data.js";
import type {PublishedDatabase, Parameter} from "../../../src/components/database/client.js";

/** The published tables with five events, the most anomalous first; only three keep their record. */
async function fiveEvents(): Promise<PublishedDatabase> {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`CREATE TABLE events AS
    SELECT i AS rank, 10 * (6 - i) AS event_id, 'host' || i AS src, 'peer' AS dst, 1.0 / (i + 1) AS score, 0 AS file, i AS line
    FROM (SELECT CAST(unnest(range(1, 6)) AS INTEGER) AS i)`);
  await connection.run(
    "CREATE TABLE ranks AS SELECT event_id, rank, file, line FROM events ORDER BY event_id"
  );
  await connection.run(`CREATE TABLE records AS
    SELECT rank, event_id, 'conn.log' AS file, rank AS line, 'ab' AS sha256, 'raw ' || rank AS raw
    FROM events WHERE rank <= 3`);
  await connection.run(
    "CREATE TABLE files AS SELECT 0 AS file, 'conn.log' AS name, 'ab' AS sha256"
  );
  const query = async <T extends object>(sql: string, parameters: Parameter[] = []) =>
    (await connection.runAndReadAll(sql, parameters)).getRowObjectsJS() as T[];
  return {query} as PublishedDatabase;
}

it("findAlert(database, undefined) is the most anomalous event, which has no neighbour before it", async () => {
  const alert = await findAlert(await fiveEvents(), undefined);
  expect(alert?.event).toMatchObject({rank: 1, event_id: 50, src: "host1"});
  expect(alert?.moreAnomalous).toBeNull();
  expect(alert?.lessAnomalous).toMatchObject({rank: 2, event_id: 40});
  expect(alert?.record).toMatchObject({raw: "raw 1"});
  expect(alert?.file).toEqual({name: "conn.log", sha256: "ab"});
});

it("findAlert(database, id) finds an event with both neighbours and its record", async () => {
  const alert = await findAlert(await fiveEvents(), 30);
  expect(alert?.event.rank).toBe(3);
  expect([alert?.moreAnomalous?.event_id, alert?.lessAnomalous?.event_id]).toEqual([40, 20]);
  expect(alert?.record?.line).toBe(3);
});

it("findAlert(database, id) has no record where none is kept, and no neighbour after the last", async () => {
  const alert = await findAlert(await fiveEvents(), 10);
  expect(alert?.record).toBeNull();
  expect(alert?.lessAnomalous).toBeNull();
});

it.each([99, -1, NaN, 1e400, 0.5])(
  "findAlert(database, %d) is null: there is no such event",
  async (id) => {
    expect(await findAlert(await fiveEvents(), id)).toBeNull();
  }
);

it("findAlert(database, name) finds an event by the digest of its file and its line, and none that is gone", async () => {
  const database = await fiveEvents();
  const digest = "ab".padEnd(64, "0");
  expect(eventName(`?event=${digest}:2`)).toBe(`${digest}:2`);
  expect((await findAlert(database, "ab:2"))?.event.rank).toBe(2);
  expect((await findAlert(database, "ab:2"))?.lessAnomalous?.identity).toBe("ab:3");
  for (const gone of ["ab:9", "cd:2"]) expect(await findAlert(database, gone)).toBeNull();
  expect([eventName(""), eventName("?event=17"), eventName("?event=x")]).toEqual([undefined, 17, NaN]); // prettier-ignore
});
