import {expect, it} from "vitest";
import {parseModel} from "../../../src/core/forest/serialize.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Metrics, Today} from "../../../src/core/schema/published.js";
import type {MethodPage} from "../../../src/core/schema/method.js";
import type {ModelsPage} from "../../../src/core/schema/models-page.js";
import {evaluate} from "../../../pipeline/evaluation/evaluate.js";
import {artifactDigest} from "../../../pipeline/artifacts/artifacts.js";
import {normalFlows, smallLog} from "../small-log.js";
import {evaluationOf, labelledFlows, sharedEvaluation} from "./small-evaluation.js";

it("evaluate(chain, options, context) scores every event, in (0, 1), as the published model does", async () => {
  const {query, read} = await sharedEvaluation(labelledFlows());
  const {forest, file} = parseModel(await read("published/model.json"));
  const names = modelFeatures.map(({name}) => name);
  const rows = await query<Record<string, number>>(
    `SELECT rank, score, ${names.join(", ")} FROM published.events ORDER BY rank`
  );
  expect(rows).toHaveLength(630);
  expect(file.features).toEqual(names);
  const values = Float32Array.from(rows.flatMap((row) => names.map((name) => row[name])));
  const scores = scoreMatrix(forest, {rows: rows.length, columns: names.length, values});
  rows.forEach((row, i) => {
    expect(row.rank).toBe(i + 1);
    expect(row.score).toBe(scores[i]);
    expect(row.score).toBeGreaterThan(0);
    expect(row.score).toBeLessThan(1);
    if (i > 0) expect(row.score).toBeLessThanOrEqual(rows[i - 1].score);
  });
});

it("evaluate(chain, options, context) draws the line at the budget and counts what stands above it", async () => {
  const {read, query, manifest} = await sharedEvaluation(labelledFlows(), 40);
  const today = await read<Today>("published/today.json");
  expect(today.days).toBe(1); // ten hours count as a whole day
  expect(today.alerts).toBeLessThanOrEqual(40);
  const [{above}] = await query<{above: number}>(
    `SELECT count(*)::DOUBLE AS above FROM published.events WHERE score >= ${today.threshold}`
  );
  expect(above).toBe(today.alerts);
  expect(manifest.facts.summary).toMatchObject({
    events: 630,
    alerts: today.alerts,
    anomaly_rate: today.alerts / 630
  });
  expect(today.topIncidents.reduce((sum, {alerts}) => sum + alerts, 0)).toBe(today.alerts);
  expect(today.topIncidents[0].entity).toBe("10.0.0.66");
  expect(today.accounting).toEqual({lines: 633, comments: 3, accepted: 630, rejected: 0});
});

it("evaluate(chain, options, context) measures with labels as a plain count does", async () => {
  const {read, query} = await sharedEvaluation(labelledFlows(), 40);
  const [all, test] = await read<Metrics[]>("metrics.json");
  const rows = await query<{score: number; attack: number}>(
    `SELECT score, attack::DOUBLE AS attack FROM published.events`
  );
  const attacks = rows.filter(({attack}) => attack === 1);
  const benign = rows.filter(({attack}) => attack === 0);
  let wins = 0;
  for (const a of attacks)
    for (const b of benign) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
  expect(all).toMatchObject({
    model: "isolation-forest",
    window: "all",
    events: 630,
    labelled: 630,
    attacks: 30
  });
  expect(all.auroc).toBeCloseTo(wins / (attacks.length * benign.length), 12);
  expect(all.recallAtBudget).toBe(attacks.filter(({score}) => score >= all.threshold).length / 30);
  const mean = rows.reduce((sum, {score}) => sum + score, 0) / 630;
  expect(all.scoreMean).toBeCloseTo(mean, 12);
  expect(all.scoreStd).toBeCloseTo(
    Math.sqrt(rows.reduce((sum, {score}) => sum + (score - mean) ** 2, 0) / 630),
    12
  );
  expect(all.byAttack).toEqual([
    {
      attack: "port scan",
      technique: null,
      events: 30,
      alerts: attacks.filter(({score}) => score >= all.threshold).length
    }
  ]);
  expect(test).toMatchObject({window: "test", events: 330, attacks: 30});
});

it("evaluate(chain, options, context) gives no metric that needs labels where there are none", async () => {
  const {read, manifest} = await sharedEvaluation(normalFlows(300));
  for (const metrics of await read<Metrics[]>("metrics.json")) {
    expect(metrics).toMatchObject({
      labelled: 0,
      ap: null,
      auroc: null,
      baseRate: null,
      recallAtBudget: null,
      precisionAt: [],
      byAttack: []
    });
  }
  expect(manifest.facts.summary).toMatchObject({labelled: 0, ap: null, auroc: null, window: null});
});

it("evaluate(chain, options, context) keeps the line of the log that each event was read from", async () => {
  const flows = labelledFlows();
  const lines = smallLog(flows).split("\n");
  const {query} = await sharedEvaluation(flows);
  const records = await query<{line: number; raw: string; file: string}>(
    `SELECT line, raw, file FROM published.records`
  );
  expect(records).toHaveLength(630);
  for (const {line, raw, file} of records) {
    expect(raw).toBe(lines[line - 1]);
    expect(file).toBe("conn.log");
  }
});

it("evaluate(chain, options, context) gives the same digest on one thread and on two", async () => {
  const one = (await sharedEvaluation(labelledFlows())).manifest;
  const two = (await evaluationOf(labelledFlows(), 20, 2)).manifest;
  expect(two.sha256).toBe(one.sha256);
  expect(artifactDigest(two.files)).toBe(two.sha256);
  expect(two.files.filter(({content}) => content).map(({path}) => path)).toEqual([
    "published/events.duckdb"
  ]);
});

it("evaluate(chain, options, context) does nothing the second time, and something for another budget", async () => {
  const {chain, context} = await evaluationOf(normalFlows(50));
  expect((await evaluate(chain, {budgetPerDay: 20}, context)).reused).toBe(true);
  expect((await evaluate(chain, {budgetPerDay: 21}, context)).reused).toBe(false);
});

it("evaluate(chain, options, context) publishes what each page reads, from two events on", async () => {
  for (const flows of [normalFlows(2), [...normalFlows(1), ...normalFlows(1)], normalFlows(40)]) {
    const {read} = await evaluationOf(flows);
    const models = await read<ModelsPage>("published/models.json");
    const method = await read<MethodPage>("published/method.json");
    const today = await read<Today>("published/today.json");
    expect(models.models.map(({name}) => name)).toEqual([
      "isolation-forest",
      "ml-isolation-forest"
    ]);
    for (const {histogram} of models.models)
      expect(histogram.counts.reduce((a, b) => a + b)).toBe(flows.length);
    expect(models.agreement.joint.cells.reduce((sum, [, , n]) => sum + n, 0)).toBe(flows.length);
    expect(method.cases.map(({name}) => name)).toEqual(["anomalous", "normal"]);
    for (const {pathLengths, base, contributions} of method.cases) {
      const length = pathLengths.reduce((a, b) => a + b) / pathLengths.length;
      expect(base + contributions.reduce((a, b) => a + b)).toBeCloseTo(length, 9);
    }
    for (const {cells} of today.swimlane.lanes)
      expect(cells.reduce((sum, [, , n]) => sum + n, 0)).toBeLessThanOrEqual(flows.length);
  }
});
