import {beforeAll, expect, it} from "vitest";
import {literal, openSession} from "../../../../pipeline/duckdb/session.js";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {seeded} from "../../../../src/core/forest/random.js";
import {dayEvidence} from "../../../../src/core/stream/day-evidence.js";
import type {Evidence} from "../../../../src/core/incidents/evidence.js";
import {testContext} from "../../ingestion/test-context.js";
import type {TestContext} from "../../ingestion/test-context.js";
import {batchRun} from "./batch-run.js";
import type {BatchRun} from "./batch-run.js";
import {allFinals, openLive} from "./live-scoring.js";
import type {Final, LiveScoring} from "./live-scoring.js";

const lateness = 300;

let lines: string[];
let batch: BatchRun;
let context: TestContext;
let live: LiveScoring;
let finals: Final[];

/** The line of each event, and what was said of it first. */
const said = new Map<number, {line: number; score: number; isProvisional: boolean}>();

beforeAll(async () => {
  const ends: (() => Promise<void>)[] = [];
  const atEnd = (work: () => Promise<void>) => void ends.push(work);
  context = await testContext(1, atEnd);
  const feed = Buffer.concat([...syntheticFeed({flows: 4_000, days: 2})]);
  lines = feed.toString().split("\n").slice(0, -1);
  batch = await batchRun([feed], context);
  live = await openLive(batch.model, {limits: {latenessSeconds: lateness}, atEnd});
  await sendAll();
  finals = await allFinals(live, 997);
  return async () => {
    for (const end of ends.reverse()) await end();
  };
}, 120_000);

/** Sends the lines in pieces of any size, each moved by less than the lateness among the others. */
async function sendAll(): Promise<void> {
  const random = seeded(7);
  const header = lines.filter((line) => line.startsWith("#") && !line.startsWith("#close"));
  const order = disordered(random);
  for (let from = 0; from < order.length;) {
    const some = order.slice(from, from + 1 + Math.floor(random() * 700));
    const before = from === 0 ? header : [];
    const text = [...before, ...some.map((i) => lines[i])].join("\n");
    const {body} = await live.post(text, "?source=sensor-1&reasonsFrom=0.55");
    for (const {line, event, score, provisional, final} of body.lines) {
      const isProvisional = provisional === true && final === false;
      said.set(event!, {line: some[line - 1 - before.length], score: score!, isProvisional});
    }
    from += some.length;
  }
  await live.live.flush(true);
  await live.live.evidence.settle();
}

function disordered(random: () => number): number[] {
  const rows = lines.flatMap((line, i) => (line.startsWith("#") ? [] : [i]));
  const moved = (i: number) => Number(lines[i].split("\t")[0]) + lateness * 0.99 * random();
  const at = new Map(rows.map((i) => [i, moved(i)]));
  return rows.sort((a, b) => at.get(a)! - at.get(b)!);
}

it("final scores of lines in pieces of any size, in disorder within the lateness, are the stored scores of a run, bit for bit", () => {
  expect(finals.length).toBe(4_000);
  const different = finals.filter(({event, score}) => !Object.is(score, batch.scores[said.get(event)!.line])); // prettier-ignore
  expect(different).toEqual([]);
  expect(finals.every(({final, provisional, partial}) => final && !provisional && !partial)).toBe(true); // prettier-ignore
  expect(finals.map(({cursor}) => cursor)).toEqual(finals.map((_, i) => i + 1));
});

it("scores of open windows are provisional, and a good part of them changes", () => {
  expect([...said.values()].every(({isProvisional}) => isProvisional)).toBe(true);
  const changed = finals.filter(({event, score}) => said.get(event)!.score !== score);
  expect(changed.length).toBeGreaterThan(400);
});

it("evidence of days that are over is that of those days of a run", async () => {
  const days = [...batch.days.keys()].sort();
  expect(live.live.evidence.days.map(({day}) => day)).toEqual(days);
  const session = await openSession({scratch: context.scratch});
  for (const {day, provisional, events, evidence} of live.live.evidence.days) {
    const from = Date.parse(day) * 1000;
    expect(provisional).toBe(from + 86_400_000_000 > live.live.windows.closedUntil);
    const silver = `read_parquet(${literal(batch.days.get(day)!)}, hive_partitioning = false)`;
    const [{n}] = await session.rows<{n: number}>(`SELECT count(*)::DOUBLE AS n FROM ${silver}`);
    expect(events).toBe(n);
    const expected = await dayEvidence(session, {events: silver, from});
    expect(evidence).toEqual(JSON.parse(JSON.stringify(expected)) as Evidence[]);
    expect(evidence.length).toBeGreaterThan(0);
  }
  session.close();
}, 60_000);
