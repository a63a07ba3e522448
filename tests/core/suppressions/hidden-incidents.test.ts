import {tmpdir} from "node:os";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {hiddenIncidentsSql} from "../../../src/core/suppressions/hidden-incidents.js";
import type {Condition} from "../../../src/core/suppressions/condition.js";

let session: Session;

/** Incident 1 has two events; 2 and 3 have hits without one; 4 has an event and a hit without one; of 5 no hit is published. */
const tables = `
  CREATE TABLE events AS SELECT *, 'z' AS dst, NULL::VARCHAR AS service
  FROM (VALUES (1, 'a', 22), (2, 'a', 80), (3, 'd', 53)) AS t (event_id, src, dst_port);
  CREATE TABLE incident_events AS SELECT * FROM (VALUES (1, 1), (1, 2), (4, 3)) AS t (incident, event_id);
  CREATE TABLE evidence AS SELECT *, NULL::VARCHAR AS dst, TIMESTAMP '2024-01-01' AS since, TIMESTAMP '2024-01-02' AS until
  FROM (VALUES (1, NULL, NULL, 2), (1, 6, 'a', 2), (2, 7, 'b', 0), (3, 8, 'c', 0), (4, 8, 'd', 1), (5, 9, 'e', 0)) AS t (incident, rule, src, events);
  CREATE TABLE rule_hits AS SELECT *, src AS entity, TIMESTAMP '2024-01-01 12:00:00' AS time
  FROM (VALUES (6, 1, 'a', 'q', 1), (7, NULL, 'b', 'x', 53), (7, NULL, 'b', 'y', 53), (8, NULL, 'c', 'x', 53), (8, NULL, 'd', 'q', 1)) AS t (rule, event_id, src, dst, port)`;

beforeAll(async () => {
  session = await openSession({scratch: tmpdir()});
  for (const step of tables.split(";")) await session.run(step);
});
afterAll(() => session.close());

it.each<[string, Condition[][], number[]]>([
  ["an incident of which every event is", [[{field: "src", equals: "a"}]], [1]],
  ["none of which one event is not", [[{field: "dst_port", equals: 22}]], []],
  ["one without events if every hit is", [[{field: "dst", equals: "x"}]], [3]],
  ["none of which a hit without an event is not", [[{field: "dst_port", equals: 53}]], [2, 3]],
  ["one with both", [[{field: "src", equals: "d"}]], [4]],
  ["none of which no hit is published", [[{field: "src", in: ["e", null]}]], []]
])("hiddenIncidentsSql(suppressions) hides %s", async (_, wheres, expected) => {
  const {sql, parameters} = hiddenIncidentsSql(wheres.map((where) => ({where})));
  const rows = await session.rows<{incident: number}>(`${sql} ORDER BY incident`, parameters);
  expect(rows.map(({incident}) => incident)).toEqual(expected);
});
