import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {createEntities} from "../../../pipeline/evaluation/entities/create.js";
import {
  entitySteps,
  entityTableNames,
  publishedEntities
} from "../../../src/core/published/entity-tables.js";
import {seeded} from "../../../src/core/forest/random.js";

let scratch: string;
let session: Session;

/** Two hosts: one calls every 60 s and once at the end with much; the other at random moments. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "entities-"));
  session = await openSession({scratch});
  await session.run(`ATTACH '${join(scratch, "x.duckdb")}' AS lake`);
  await session.run(
    `CREATE TABLE lake.events (rank INTEGER, event_id BIGINT, time TIMESTAMP, src VARCHAR, dst VARCHAR,
      dst_port INTEGER, proto VARCHAR, service VARCHAR, orig_bytes BIGINT, resp_bytes BIGINT, score DOUBLE)`
  );
  const random = seeded(1);
  const insert = (id: number, seconds: number, src: string, dst: string, bytes: number) =>
    session.run(
      `INSERT INTO lake.events VALUES (?, ?, make_timestamp(CAST(? AS BIGINT)), ?, ?, 443, 'tcp', 'ssl', ?, 1, ?)`,
      [200 - id, BigInt(id), BigInt(Math.round(seconds * 1e6)), src, dst, bytes, id / 200]
    );
  for (let i = 0; i < 90; ++i) await insert(i, 60 * i, "10.0.0.1", "192.0.2.9", 100);
  for (let i = 0; i < 90; ++i) await insert(90 + i, 5400 * random(), "10.0.0.2", "192.0.2.8", 10);
  await insert(199, 7199, "10.0.0.1", "192.0.2.7", 5000);
  await createEntities(session, 0.99);
});

afterAll(async () => {
  session.close();
  await rm(scratch, {recursive: true, force: true});
});

it("entitySteps(options) says of every table what one row is", () => {
  const made = entitySteps({threshold: 0.5, names: publishedEntities}).filter(
    ({sql}) => !sql.startsWith("DROP")
  );
  for (const {sql} of made)
    expect(sql).toMatch(/^CREATE (TEMP )?TABLE [\w.]+ AS -- One row per [^\n]+\.\n/);
  expect(made.flatMap(({table}) => table ?? [])).toEqual(
    expect.arrayContaining([...entityTableNames])
  );
});

it("createEntities(session, threshold) counts a host’s events, alerts and destinations, the strangest first", async () => {
  const rows = await session.rows(
    `SELECT entity, CAST(events AS INTEGER) AS events, CAST(alerts AS INTEGER) AS alerts,
      CAST(destinations AS INTEGER) AS destinations, CAST(event_id AS INTEGER) AS event, bytes_out FROM lake.entities`
  );
  expect(rows).toEqual([
    {entity: "10.0.0.1", events: 91, alerts: 1, destinations: 2, event: 199, bytes_out: 14_000},
    {entity: "10.0.0.2", events: 90, alerts: 0, destinations: 1, event: 179, bytes_out: 900}
  ]);
});

it("createEntities(session, threshold) finds a beacon of exact period fully regular, random calls not", async () => {
  const rows = await session.rows<{
    dst: string;
    n: number;
    middle: number;
    deviation: number;
    regularity: number;
  }>(
    `SELECT dst, CAST(intervals AS INTEGER) AS n, middle, deviation, regularity FROM lake.channels`
  );
  expect(rows[0]).toEqual({dst: "192.0.2.9", n: 89, middle: 60, deviation: 0, regularity: 1});
  expect(rows[1]).toMatchObject({dst: "192.0.2.8", n: 89});
  expect(rows[1].regularity).toBeLessThan(0.6);
  expect(rows).toHaveLength(2); // one call is no channel
});

it("createEntities(session, threshold) places each hour among all hosts of that hour", async () => {
  const rows = await session.rows(
    `SELECT entity, hour(hour) AS hour, CAST(hosts AS INTEGER) AS hosts, bytes_above FROM lake.entity_hours
    WHERE hour(hour) = 0 ORDER BY entity`
  );
  expect(rows).toMatchObject([
    {entity: "10.0.0.1", hosts: 2, bytes_above: 1},
    {entity: "10.0.0.2", hosts: 2, bytes_above: 0}
  ]);
});

it("createEntities(session, threshold) remembers when a host first used a service, a port and a destination", async () => {
  const rows = await session.rows(
    `SELECT kind, value, epoch_ms(first) / 1000 AS first, CAST(of AS INTEGER) AS of
    FROM lake.first_seen WHERE entity = '10.0.0.1' ORDER BY kind, first`
  );
  expect(rows).toEqual([
    {kind: "destination", value: "192.0.2.9", first: 0, of: 2},
    {kind: "destination", value: "192.0.2.7", first: 7199, of: 2},
    {kind: "port", value: "443", first: 0, of: 1},
    {kind: "service", value: "ssl", first: 0, of: 1}
  ]);
});
