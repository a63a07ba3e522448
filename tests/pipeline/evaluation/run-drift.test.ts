import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it, onTestFinished} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import {calibrationRows} from "../../../src/core/published/calibration-window.js";
import {runDrift} from "../../../src/core/published/run-drift.js";
import type {ModelFile} from "../../../src/core/schema/models.js";

async function published(rows: string) {
  const scratch = await mkdtemp(join(tmpdir(), "drift-"));
  const session = await openSession({scratch});
  onTestFinished(async () => {
    session.close();
    await rm(scratch, {recursive: true, force: true});
  });
  await session.run("ATTACH ':memory:' AS published");
  await session.run(`CREATE TABLE published.events AS ${rows}`);
  return session;
}

const file = {
  features: ["a"],
  training: {rows: 400},
  profile: {quantiles: [0, 1], values: [[0, 3]], bins: [{edges: [0, 1, 2], counts: [200, 100, 100]}]}
} as unknown as ModelFile; // prettier-ignore

/** 200 events from second 100 on: a is −1, 0.5 or 1 in 100 of them, 2.5 in 90, NaN and null in 5 each; before, all are 9. */
const rows = `SELECT make_timestamp(CAST(i * 1000000 AS BIGINT)) AS time,
  CAST(CASE WHEN i < 100 THEN 9 WHEN i < 150 THEN -1 WHEN i < 175 THEN 0.5 WHEN i < 200 THEN 1
    WHEN i < 290 THEN 2.5 WHEN i < 295 THEN 'NaN'::FLOAT END AS FLOAT) AS a FROM range(300) AS t(i)`;

it("runDrift(tables, inputs) counts the test window in the bins of the profile, by hand, and compares scores of both windows", async () => {
  const session = await published(rows);
  const test = Uint8Array.from({length: 300}, (_, i) => Number(i < 200)); // by rank: the test window scores higher
  const score = Float64Array.from({length: 300}, (_, i) => 1 - i / 300);
  const scores = {score, scoreMl: score, attack: new Uint8Array(300), test};
  const drift = (await runDrift(session, {file, scores, model: "m", until: 100e6}))!;
  expect(drift).toMatchObject({trainingRows: 400, testEvents: 200});
  // shares before 1/2, 1/4, 1/4; after 75, 25 and 90 of 190
  const shares = [75, 25, 90].map((n) => n / 190);
  const psi = [0.5, 0.25, 0.25].reduce((sum, e, i) => sum + (shares[i] - e) * Math.log(shares[i] / e), 0); // prettier-ignore
  const [a] = drift.features;
  expect(a).toMatchObject({name: "a", verdict: "shifted"});
  expect(a.psi).toBeCloseTo(psi, 12);
  expect(a.ks).toBeCloseTo(0.75 - 100 / 190, 12);
  expect(drift.score).toMatchObject({name: "m", ks: 1, verdict: "different"});
});

it("runDrift(tables, inputs) has no score of other training events, and is null without a test window", async () => {
  const session = await published(rows);
  const score = Float64Array.from({length: 300}, () => 0.5);
  const of = (test: number) =>
    runDrift(session, {
      file,
      scores: {score, scoreMl: score, attack: new Uint8Array(300), test: new Uint8Array(300).fill(test)},
      model: "m",
      until: 0
    }); // prettier-ignore
  expect((await of(1))!.score).toBeNull();
  expect((await of(1))!.testEvents).toBe(300);
  expect(await of(0)).toBeNull();
});

it("calibrationRows(tables, log) counts the first quarter of the test window, and what a certificate needs", async () => {
  const session = await published(rows);
  const log = {first: 0, last: 299_000, until: 100e6, days: 1, budgetPerDay: 3, events: 300};
  // [100 s, 149.75 s): 50 events; alerts are 1 % of all, so that 1 / (0.2 × 0.01) − 1 = 499 rows are needed
  expect(await calibrationRows(session, log)).toEqual({rows: 50, needed: 499, alpha: 0.2});
  expect(await calibrationRows(session, {...log, until: 299e6})).toBeNull();
});
