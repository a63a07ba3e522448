import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {createEntities} from "../../../pipeline/evaluation/entities/create.js";
import {countsOf} from "../../../src/core/published/pages/entities.js";
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
  await session.run(`ATTACH '${join(scratch, "x.duckdb")}' AS published`);
  await session.run(
    `CREATE TABLE published.events (rank INTEGER, event_id BIGINT, time TIMESTAMP, src VARCHAR, dst VARCHAR,
      dst_port INTEGER, proto VARCHAR, service VARCHAR, conn_state VARCHAR, orig_bytes BIGINT, resp_bytes BIGINT, score DOUBLE)`
  );
  const random = seeded(1);
  const insert = (id: number, seconds: number, src: string, dst: string, bytes: number) =>
    session.run(
      `INSERT INTO published.events VALUES (?, ?, make_timestamp(CAST(? AS BIGINT)), ?, ?, 443, 'tcp', 'ssl', CASE WHEN ? > 1000 THEN 'REJ' ELSE 'SF' END, ?, 1, ?)`,
      [200 - id, BigInt(id), BigInt(Math.round(seconds * 1e6)), src, dst, bytes, bytes, id / 200]
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

it("createEntities(session, threshold) counts a host’s events, alerts and destinations, the most anomalous first", async () => {
  const rows = await session.rows(
    `SELECT entity, CAST(events AS INTEGER) AS events, CAST(alerts AS INTEGER) AS alerts,
      CAST(destinations AS INTEGER) AS destinations, CAST(event_id AS INTEGER) AS event, bytes_out FROM published.entities`
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
    `SELECT dst, CAST(intervals AS INTEGER) AS n, middle, deviation, regularity FROM published.channels`
  );
  expect(rows[0]).toEqual({dst: "192.0.2.9", n: 89, middle: 60, deviation: 0, regularity: 1});
  expect(rows[1]).toMatchObject({dst: "192.0.2.8", n: 89});
  expect(rows[1].regularity).toBeLessThan(0.6);
  expect(rows).toHaveLength(2); // one call is no channel
});

it("createEntities(session, threshold) places each hour among all hosts of that hour", async () => {
  const rows = await session.rows(
    `SELECT entity, hour(hour) AS hour, CAST(hosts AS INTEGER) AS hosts, bytes_above FROM published.entity_hours
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
    FROM published.first_seen WHERE entity = '10.0.0.1' ORDER BY kind, first`
  );
  expect(rows).toEqual([
    {kind: "destination", value: "192.0.2.9", first: 0, of: 2},
    {kind: "destination", value: "192.0.2.7", first: 7199, of: 2},
    {kind: "port", value: "443", first: 0, of: 1},
    {kind: "service", value: "ssl", first: 0, of: 1}
  ]);
});

it("createEntities(session, threshold) keeps the peers of each compared host, as peerRows gives them", async () => {
  const rows = await session.rows(
    `SELECT entity, place, peer, similarity, differs FROM published.entity_peers ORDER BY entity`
  );
  // One service, one port: alike there. Of two hosts, one stands first and one last in bytes.
  expect(rows).toMatchObject([
    {entity: "10.0.0.1", place: 1, peer: "10.0.0.2", differs: "bytes"},
    {entity: "10.0.0.2", place: 1, peer: "10.0.0.1", differs: "bytes"}
  ]);
  const shares = await session.rows<{kind: string; sum: number}>(
    `SELECT kind, sum(share) AS sum FROM published.entity_profiles WHERE entity = '10.0.0.1' GROUP BY kind ORDER BY kind`
  );
  expect(shares).toEqual(["hours", "ports", "services"].map((kind) => ({kind, sum: 1})));
});

it("createEntities(session, threshold) counts what came to a host, by hour, port and address, as its sources count it", async () => {
  const integers = (...names: string[]) =>
    names.map((name) => `CAST(${name} AS INTEGER) AS ${name}`).join(", ");
  expect(
    await session.rows(
      `SELECT entity, ${integers("events", "failed", "sources", "ports")}, bytes_in FROM published.targets ORDER BY entity`
    )
  ).toEqual([
    {entity: "192.0.2.7", events: 1, failed: 1, sources: 1, ports: 1, bytes_in: 5000},
    {entity: "192.0.2.8", events: 90, failed: 0, sources: 1, ports: 1, bytes_in: 900},
    {entity: "192.0.2.9", events: 90, failed: 0, sources: 1, ports: 1, bytes_in: 9000}
  ]);
  const hours = await session.rows(
    `SELECT entity, CAST(sum(events) AS INTEGER) AS events FROM published.target_hours GROUP BY entity ORDER BY entity`
  );
  expect(hours.map(({events}) => events)).toEqual([1, 90, 90]);
  const ports = await session.rows(
    `SELECT direction, entity, port, ${integers("events", "failed", "addresses", "of")} FROM published.host_ports
    WHERE entity IN ('10.0.0.1', '192.0.2.9') ORDER BY direction`
  );
  expect(ports).toEqual([
    {direction: "in", entity: "192.0.2.9", port: 443, events: 90, failed: 0, addresses: 1, of: 1},
    {direction: "out", entity: "10.0.0.1", port: 443, events: 91, failed: 1, addresses: 2, of: 1}
  ]);
  const contacts = await session.rows(
    `SELECT address, ${integers("events", "ports", "of")} FROM published.host_contacts
    WHERE entity = '10.0.0.1' AND direction = 'out' ORDER BY events DESC`
  );
  expect(contacts).toEqual([
    {address: "192.0.2.9", events: 90, ports: 1, of: 2},
    {address: "192.0.2.7", events: 1, ports: 1, of: 2}
  ]);
});

it("createEntities(session, threshold) keeps 50,000 of 200,000 addresses at most, and the tables small", async () => {
  const folder = await mkdtemp(join(tmpdir(), "scan-"));
  const scan = await openSession({scratch: folder, threads: 2, memoryLimit: "256MiB"});
  try {
    await scan.run(`ATTACH '${join(folder, "x.duckdb")}' AS published`);
    await scan.run(
      `CREATE TABLE published.events AS SELECT CAST(i + 1 AS INTEGER) AS rank, i AS event_id,
        make_timestamp(CAST(1772409600000000 + i * 1000 AS BIGINT)) AS time,
        concat('2001:db8::', CASE WHEN i < 200000 THEN format('{:x}', i) ELSE 'ffff:' || i % 20 END) AS src,
        '192.0.2.1' AS dst, CAST(i % 65536 AS INTEGER) AS dst_port, 'tcp' AS proto, 'ssl' AS service, 'SF' AS conn_state,
        CAST(i % 7 AS BIGINT) AS orig_bytes, CAST(1 AS BIGINT) AS resp_bytes, 1 - i / 300000 AS score
      FROM range(210000) t(i)`
    );
    const peers = await createEntities(scan, 0.9);
    const [kept] = await scan.rows(
      `SELECT CAST(count(*) AS INTEGER) AS kept, CAST(count(*) FILTER (detailed) AS INTEGER) AS detailed,
        CAST(count(*) FILTER (compared) AS INTEGER) AS compared FROM published.entities`
    );
    // The busiest are the 20 of 500 events, then, of equals, the most anomalous: those that are kept already.
    expect(kept).toEqual({kept: 25_020, detailed: 1020, compared: 20});
    expect(peers).toHaveLength(20 * 5);
    expect(peers.every(({peer}) => peer.startsWith("2001:db8::ffff:"))).toBe(true);
    const [{rows}] = await scan.rows<{rows: number}>(
      `SELECT CAST((SELECT count(*) FROM published.entity_hours) + (SELECT count(*) FROM published.entity_profiles) +
        (SELECT count(*) FROM published.first_seen) + (SELECT count(*) FROM published.channel_intervals) AS INTEGER) AS rows`
    );
    expect(rows).toBeLessThan(50_000);
    const counts = await countsOf(scan, publishedEntities, 0.9);
    expect(counts).toEqual({
      of: 200_020,
      onlyTargets: 1,
      alerting: 30_001,
      kept: 25_020,
      detailed: 1020,
      compared: 20,
      skipped: {events: 175_000, alerts: 5001}
    });
  } finally {
    scan.close();
    await rm(folder, {recursive: true, force: true});
  }
}, 120_000);
