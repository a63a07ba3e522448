import {expect, it} from "vitest";
import {
  countsAtThreshold,
  alertsByDay,
  roundedThreshold,
  thresholdForDailyBudget
} from "../../../src/components/threshold/threshold-counts.js";
import {groupAlerts} from "../../../src/core/incidents/group-alerts.js";
import {tailScores} from "../../../src/core/published/pages/threshold.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {parseSample} from "../../../src/core/forest/sample-file.js";
import {encodeForest, parseModel} from "../../../src/core/forest/serialize.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {
  alertsForBudget,
  countAlerts,
  thresholdForBudget
} from "../../../src/core/evaluation/threshold-for-budget.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import type {ThresholdPage} from "../../../src/core/schema/threshold.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {readMatrix} from "../../../pipeline/duckdb/matrix.js";
import {normalFlows} from "../small-log.js";
import {evaluationOf, labelledFlows, sharedEvaluation} from "./small-evaluation.js";

interface Event {
  event_id: bigint;
  score: number;
  attack: number | null;
  src: string;
  day: number;
}

it("thresholdForDailyBudget(page, n) has the threshold, alerts and incidents of a run with --budget n", () => {
  const random = seeded(7);
  for (let round = 0; round < 200; ++round) {
    const steps = [5, 30, 1e6][round % 3]; // many ties, some, none
    const n = 1 + Math.floor(random() * 300);
    const days = 1 + 4 * random();
    const scores = Float64Array.from({length: n}, () => Math.ceil(steps * random()) / (steps + 1))
      .sort()
      .reverse();
    const tail = tailScores(scores, Math.min(n, 1 + Math.floor(random() * 320)));
    const page = {tail: {...tail, attack: []}, events: n, days} as unknown as ThresholdPage;
    const events = Array.from(scores, (score, event) => ({event, score, ...flow(random)}));
    for (const perDay of [1, 2, 5, 20, 50, 1.5 + 20 * random()]) {
      const run = thresholdForBudget(scores, alertsForBudget(perDay, days));
      const slider = thresholdForDailyBudget(page, perDay);
      if (alertsForBudget(perDay, days) > tail.complete) continue; // beyond the end of the slider
      expect(slider).toBe(roundedThreshold(page, run.threshold));
      const {alerts} = countsAtThreshold(page, slider);
      expect(alerts).toBe(run.alerts);
      expect(alerts).toBe(countAlerts(scores, run.threshold));
      const incidents = groupAlerts(events.filter(({score}) => score >= run.threshold));
      expect(groupAlerts(events.slice(0, alerts))).toEqual(incidents);
    }
  }
});

function flow(random: () => number) {
  const time = Math.floor(random() * 86_400_000);
  return {time, src: `192.0.2.${Math.floor(random() * 9)}`, identity: "", technique: null};
}

const columns = modelFeatures.map(({name}) => name).join(", ");

it("thresholdPage(session, findings, curves) publishes the most anomalous events as the table has them", async () => {
  const {read, query} = await sharedEvaluation(labelledFlows());
  const {tail, histogram, daily, ...page} = await read<ThresholdPage>("published/threshold.json");
  const events = await query<Event>(
    `SELECT event_id, score, attack, src, epoch_ms(time) // 86400000 AS day FROM published.events ORDER BY rank`
  );
  expect(tail.event).toEqual(events.map(({event_id}) => Number(event_id)));
  expect(tail.src.map((place) => tail.texts[place])).toEqual(events.map(({src}) => src));
  expect(tail.attack).toEqual(events.map(({attack}) => attack ?? -1));
  expect(tail.complete).toBe(630);
  expect(histogram.counts.reduce((a, b) => a + b)).toBe(630);
  expect(daily.counts.reduce((a, b) => a + b)).toBe(630);
  expect(page).toMatchObject({events: 630, labelled: 630, attacks: 30, days: 1, seenAttacks: []});
});

it("thresholdPage(session, findings, curves) lets any line be counted exactly", async () => {
  const {read, query} = await sharedEvaluation(labelledFlows());
  const page = await read<ThresholdPage>("published/threshold.json");
  const events = await query<Event>(
    `SELECT score, attack, epoch_ms(time) // 86400000 AS day FROM published.events`
  );
  expect(countsAtThreshold(page, page.threshold).alerts).toBe(page.alerts);
  for (const budget of [1, 7, 20, 99, 300, 630]) {
    const line = thresholdForDailyBudget(page, budget);
    const above = events.filter(({score}) => score >= line);
    const counted = countsAtThreshold(page, line);
    expect(counted).toMatchObject({alerts: above.length, more: false});
    expect(counted.attacks).toBe(above.filter(({attack}) => attack === 1).length);
    expect(above.length).toBe(
      thresholdForBudget(
        events.map(({score}) => score),
        budget
      ).alerts
    );
    const first = page.daily.start / 86_400_000;
    const byDay = page.daily.counts.map(
      (_, i) => above.filter(({day}) => Number(day) === first + i).length
    );
    expect(alertsByDay(page, counted.alerts)).toEqual(byDay);
  }
});

it("seedCurves(drawn, forest, sample) measures forests grown anew on the sample that training kept", async () => {
  const {read, session, context, chain} = await sharedEvaluation(labelledFlows());
  const curves = (await read<ThresholdPage>("published/threshold.json")).curves!;
  const text = (path: string) =>
    context.stores.models
      .read(fileKey(chain.models, path))
      .then((bytes) => new TextDecoder().decode(bytes));
  const sample = parseSample(await text("sample.json"));
  const {trees, sampleSize, seeds} = sample;
  const model = parseModel(await text("isolation-forest.json"));
  const again = growForest(sample.matrix, {trees, sampleSize, seed: 42});
  expect(encodeForest(again)).toEqual(encodeForest(model.forest));
  expect(seeds).toEqual([43, 44, 45, 46, 47, 48, 49, 50, 51, 52]);
  const held = `FROM published.events WHERE time >= '${model.file.training.until}'::TIMESTAMP ORDER BY event_id`;
  const matrix = await readMatrix(session, `SELECT ${columns} ${held}`, modelFeatures.length, 1000);
  const labels = (await session.rows<{attack: number}>(`SELECT attack ${held}`)).map(
    ({attack}) => attack
  );
  expect(curves).toMatchObject({events: 330, labelled: 330, attacks: 30, window: "test", seeds});
  [42, ...seeds].forEach((seed, f) => {
    const scores = scoreMatrix(growForest(sample.matrix, {trees, sampleSize, seed}), matrix);
    curves.budgets.forEach((budget, i) => {
      const {threshold, alerts} = thresholdForBudget(scores, budget, {floor: 0});
      expect(curves.alerts[f][i]).toBe(alerts);
      const caught = labels.filter((label, event) => label === 1 && scores[event] >= threshold);
      expect(curves.caught[f][i]).toBe(caught.length);
      expect(curves.benign[f][i]).toBe(alerts - caught.length);
    });
  });
  curves.always.forEach((n, i) => {
    for (const shared of curves.shared) expect(n).toBeLessThanOrEqual(shared[i]);
    expect(n).toBeLessThanOrEqual(curves.budgets[i]);
  });
  expect([curves.always.at(-1), curves.budgets.at(-1)]).toEqual([330, 330]);
});

it("thresholdPage(session, findings, curves) is the same on any number of threads, and says so without labels", async () => {
  const one = await evaluationOf(normalFlows(300), 20, 1);
  const two = await evaluationOf(normalFlows(300), 20, 2);
  const page = await one.read<ThresholdPage>("published/threshold.json");
  expect(await two.read<ThresholdPage>("published/threshold.json")).toEqual(page);
  expect(page).toMatchObject({labelled: 0, attacks: 0, seenAttacks: []});
  expect(page.curves!.caught.flat().every((n) => n === 0)).toBe(true);
});
