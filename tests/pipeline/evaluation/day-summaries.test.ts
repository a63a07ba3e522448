import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {literal} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {materialiseSummaries, storedSummaries} from "../../../pipeline/evaluation/day-summaries.js";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {at, openOffice, quietOffice} from "../../core/incidents/office.js";
import type {Flow} from "../../core/incidents/office.js";
import {testContext} from "../ingestion/test-context.js";
import type {TestContext} from "../ingestion/test-context.js";

const scan: Flow[] = Array.from({length: 60}, (_, i) => ({
  t: at(3, 40_000 + 5 * i),
  src: "10.0.0.7",
  dst: `10.0.1.${i + 60}`,
  port: 445,
  state: "REJ"
}));

/** A program that calls home by a name whose addresses change, over midnight. */
const beacon: Flow[] = Array.from({length: 90}, (_, i) => ({
  t: at(2, 60_000 + 600 * i),
  src: "10.0.0.3",
  dst: `203.0.113.${i % 4}`,
  port: 443,
  out: 300,
  in: 200,
  service: "ssl",
  domain: "c2.example",
  client: "ja4",
  score: 0.9
}));

/** Names under one domain; the record of the last is written on the day after its flow. */
const tunnel: Flow[] = Array.from({length: 61}, (_, i) => ({
  t: at(2, 86_399 - 20 * i),
  src: "10.0.0.5",
  dst: "10.0.1.53",
  port: 53,
  proto: "udp",
  out: 61 + (i % 7)
}));

/** Returns SILVER of the tables `events` and `dns` of *session*, a file of each a day. */
async function silverOf(session: Session, context: TestContext): Promise<Manifest> {
  const manifest = {key: "silver", phase: "transformation", files: []} as unknown as Manifest;
  for (const table of ["dns", "events"])
    for (let day = 0; day < 4; ++day) {
      const name = new Date(at(day, 0) * 1000).toISOString().slice(0, 10);
      const path = `day=${name}/${table === "dns" ? "dns" : "features"}.parquet`;
      const local = join(context.scratch, "day.parquet");
      await session.run(
        `COPY (FROM ${table} WHERE CAST(time AS DATE) = DATE '${name}' ORDER BY event_id) TO ${literal(local)}`
      );
      const bytes = await readFile(local);
      await context.stores.silver.remove(fileKey({key: "silver"}, path)).catch(() => undefined);
      await context.stores.silver.write(fileKey({key: "silver"}, path), bytes);
      manifest.files.push({path, sha256: sha256(bytes), bytes: bytes.length});
    }
  return manifest;
}

async function office(): Promise<Session> {
  const session = await openOffice([...tunnel, ...quietOffice(4), ...scan, ...beacon]);
  await session.run(`CREATE TABLE dns AS SELECT event_id, CASE WHEN event_id = 0 THEN time + INTERVAL 5 SECONDS ELSE time END AS time, uid, src, dst,
    'name' || event_id || repeat('x', 30) || '.tunnel.net' AS query, 'tunnel.net' AS domain, 'TXT' AS qtype, 'NOERROR' AS rcode, 1 AS answers
    FROM events WHERE event_id < ${tunnel.length}`);
  return session;
}

it.each([[[]], [["10.0.0.0/24"]]])(
  "materialiseSummaries(silver, %j, context) gives the incidents that all events give, day by day, with any number of threads",
  async (localNet) => {
    const session = await office();
    const options = {events: "events", scored: "events", dns: "dns", trainedUntil: at(2, 0) * 1e6, localNet}; // prettier-ignore
    const whole = JSON.stringify(await findIncidents(session, options));
    const context = await testContext(2);
    const silver = await silverOf(session, context);
    const summaries = await materialiseSummaries(silver, localNet, context);
    const stored = await storedSummaries(summaries, context);
    expect(JSON.stringify(await findIncidents(session, {...options, stored}))).toBe(whole);
    expect(JSON.parse(whole).incidents.length).toBeGreaterThan(0);
    const alone = await testContext(1);
    alone.stores.silver = context.stores.silver;
    expect(await materialiseSummaries(silver, localNet, alone)).toEqual(summaries);
    session.close();
  }
);

it("materialiseSummaries(…) makes the day with new events, the day before it whose queries may be among them, and no other", async () => {
  const session = await office();
  const context = await testContext(2);
  const summarise = async () => {
    const partitions = {made: 0, reused: 0}; // of this run
    const run = {...context, partitions};
    const summaries = await materialiseSummaries(await silverOf(session, context), [], run);
    return {summaries, partitions};
  };
  const {summaries: first, partitions} = await summarise();
  expect(partitions).toEqual({made: 4, reused: 0});
  expect(first.map(({partition}) => partition)).toEqual(
    ["15", "16", "17", "18"].map((day) => `summary/day=2023-11-${day}`)
  );
  await session.run(
    `INSERT INTO events SELECT * REPLACE (event_id + 1_000_000 AS event_id) FROM events WHERE time >= make_timestamp(${at(3, 80_000)}::BIGINT * 1_000_000)`
  );
  const second = await summarise();
  expect(second.partitions).toEqual({made: 1, reused: 3});
  expect(second.summaries.slice(0, 3)).toEqual(first.slice(0, 3));
  await session.run("INSERT INTO dns SELECT * REPLACE (time + INTERVAL 1 DAY AS time) FROM dns");
  expect((await summarise()).partitions).toEqual({made: 2, reused: 2});
  session.close();
});
