import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it, onTestFinished} from "vitest";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {attachPublished, createEventsTable} from "../../../pipeline/evaluation/events-table.js";
import {publishedColumns} from "../../../src/core/published/published-columns.js";

const events = 300;

/** Writes a file of SILVER and one of scores, whose rows are not in the order of rank, and publishes them. */
async function publishedEvents() {
  const folder = await mkdtemp(join(tmpdir(), "events-table-"));
  const session = await openSession({scratch: folder, threads: 2});
  onTestFinished(async () => {
    session.close();
    await rm(folder, {recursive: true});
  });
  const [silver, scores] = ["silver", "scores"].map((name) => join(folder, `${name}.parquet`));
  const made: ReadonlyMap<string, string> = new Map([
    ["event_id", "i"],
    ["line", "CAST(i + 1 AS INTEGER)"],
    ["uid", "'C' || i"],
    ["server_name", "repeat(CAST(i AS VARCHAR), 9000)"], // longer than a dictionary takes
    ["domain", "CASE WHEN i % 3 = 0 THEN repeat('d', 5000) END"]
  ]);
  const notOfSilver = new Set(["rank", "score", "score_ml", "attack", "incident"]);
  const columns = publishedColumns.events
    .split(", ")
    .map((column) => column.split(" "))
    .filter(([name]) => !notOfSilver.has(name))
    .map(([name, type]) => `${made.get(name) ?? `CAST(NULL AS ${type})`} AS ${name}`);
  await session.run(
    `COPY (SELECT ${columns.join(", ")} FROM range(${events}) AS r(i)) TO ${literal(silver)} (FORMAT parquet)`
  );
  await session.run(
    `COPY (SELECT i AS event_id, CAST((i * 7) % 100 AS DOUBLE) / 100 AS score, 0.5::DOUBLE AS score_ml FROM range(${events}) AS r(i)) TO ${literal(scores)} (FORMAT parquet)`
  );
  await session.run(
    `CREATE TEMP TABLE evidence_cover AS SELECT 4 AS incident, CAST(7 AS BIGINT) AS event_id UNION ALL SELECT 2, 7`
  );
  await attachPublished(session, join(folder, "events.duckdb"));
  await createEventsTable(session, [silver], [scores], null);
  await session.run("CHECKPOINT published");
  return session;
}

it("createEventsTable(session, silver, scores, attackLabels) stores events by score, then event_id, with whatever texts they have", async () => {
  const session = await publishedEvents();
  const rows = await session.rows<{rank: number; id: number; incident: number | null}>(
    "SELECT rank, CAST(event_id AS INTEGER) AS id, incident FROM published.events"
  );
  const due = Array.from({length: events}, (_, i) => i).sort(
    (a, b) => ((b * 7) % 100) - ((a * 7) % 100) || a - b
  );
  expect(rows).toEqual(due.map((id, i) => ({rank: i + 1, id, incident: id === 7 ? 2 : null})));
  const [{n}] = await session.rows<{n: number}>(
    `SELECT CAST(count(*) AS INTEGER) AS n FROM published.events JOIN published.ranks USING (event_id, rank, line)
    WHERE uid = 'C' || event_id AND server_name = repeat(CAST(event_id AS VARCHAR), 9000)
      AND domain IS NOT DISTINCT FROM CASE WHEN event_id % 3 = 0 THEN repeat('d', 5000) END`
  );
  expect(n).toBe(events);
});
