import {rm} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {evaluate} from "../../../../pipeline/evaluation/evaluate.js";
import {literal, openSession} from "../../../../pipeline/duckdb/session.js";
import {runPairs} from "../../../../pipeline/run/pairs/run-pairs.js";
import {fileKey} from "../../../../pipeline/artifacts/artifacts.js";
import {train} from "../../../../pipeline/training/train.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import type {Manifest} from "../../../../src/core/schema/artifacts.js";
import {spearman} from "../../../../src/core/evaluation/agreement.js";
import type {RunEntry} from "../../../../src/core/schema/runs.js";
import {labelledFlows} from "../../evaluation/small-evaluation.js";
import {testContext} from "../../ingestion/test-context.js";
import type {TestContext} from "../../ingestion/test-context.js";
import {ingestFlows} from "../../small-log.js";
import type {SmallFlow} from "../../small-log.js";

interface Chain {
  training: Manifest;
  evaluation: Manifest;
}

async function chainOf(
  context: TestContext,
  {
    flows = labelledFlows(),
    seed = 42,
    budgetPerDay = 20
  }: {flows?: SmallFlow[]; seed?: number; budgetPerDay?: number}
): Promise<Chain> {
  const raw = await ingestFlows(flows, context);
  const {manifest: silver} = await transform(raw, context);
  const {manifest: training} = await train(silver, {seed}, context);
  const chain = {raw, silver, models: training};
  const {manifest: evaluation} = await evaluate(chain, {budgetPerDay}, context);
  return {training, evaluation};
}

function entry(run: string, {training, evaluation}: Chain): RunEntry {
  const phase = (name: string, key: string): RunEntry["phases"][number] => ({
    phase: name,
    key,
    sha256: key,
    reused: false,
    seconds: 1,
    rowsIn: 1,
    rowsOut: 1,
    rejected: 0,
    parameters: {},
    inputs: [],
    moreInputs: 0,
    partitions: {count: 0, made: 0, listed: []}
  });
  return {
    run,
    status: "succeeded",
    startedAt: 0,
    finishedAt: 1,
    command: "",
    codeVersion: "",
    error: null,
    retraining: null,
    phases: [phase("training", training.key), phase("evaluation", evaluation.key)],
    models: [],
    metrics: []
  };
}

const latest = (run: string, {training, evaluation}: Chain) => ({
  run,
  ingestion: "",
  transformation: "",
  training: training.key,
  evaluation: evaluation.key
});

interface Event {
  line: number;
  score: number;
}

async function eventsOf(context: TestContext, {evaluation}: Chain): Promise<Event[]> {
  const session = await openSession({scratch: context.scratch});
  try {
    const path = await context.stores.eval.localPath(
      fileKey(evaluation, "published/events.duckdb")
    );
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    return await session.rows<Event>(`SELECT line, score FROM published.events ORDER BY rank`);
  } finally {
    session.close();
  }
}

it("runPairs(shown, runs, options) counts as a plain comparison of two lists of events does", async () => {
  const context = await testContext();
  const before = await chainOf(context, {seed: 7});
  const after = await chainOf(context, {budgetPerDay: 40});
  const options = {stores: context.stores, scratch: join(context.scratch, "pairs"), threads: 1};
  const runs = [entry("b", after), entry("a", before)];
  const page = await runPairs(latest("b", after), runs, options);
  const [{evaluation, comparison}] = page.pairs;
  expect(evaluation).toBe(before.evaluation.key);
  expect(comparison).toMatchObject({
    matchedBy: "line",
    events: {before: 630, after: 630, both: 630}
  });
  const [a, b] = [await eventsOf(context, before), await eventsOf(context, after)];
  const old = new Map(a.map(({line, score}) => [line, score]));
  const {threshold, alerts, came, went, churn, joint} = comparison;
  expect(alerts.after).toBe(b.filter(({score}) => score >= threshold.after).length);
  const isNew = ({line, score}: Event) =>
    score >= threshold.after && old.get(line)! < threshold.before;
  expect(came.events).toBe(b.filter(isNew).length);
  expect(came.events).toBeGreaterThan(0);
  expect(came.rows.map(({after}) => after)).toEqual(
    b
      .filter(isNew)
      .slice(0, 50)
      .map(({score}) => score)
  );
  const now = new Map(b.map(({line, score}) => [line, score]));
  const isRemoved = ({line, score}: Event) =>
    score >= threshold.before && now.get(line)! < threshold.after;
  expect(went.events).toBe(a.filter(isRemoved).length);
  expect([came.absent, went.absent]).toEqual([0, 0]);
  for (const {n, shared} of churn) {
    const top = new Set(a.slice(0, n).map(({line}) => line));
    expect(shared).toBe(b.slice(0, n).filter(({line}) => top.has(line)).length);
  }
  expect(joint.cells.reduce((sum, [, , n]) => sum + n, 0)).toBe(630);
  const rho = spearman(
    b.map(({line}) => old.get(line)!),
    b.map(({score}) => score)
  );
  expect(comparison.spearman).toBeCloseTo(rho, 12);
  expect(comparison.drift?.length).toBeGreaterThan(10);
});

it("runPairs(shown, runs, options) finds the same flows in other files, and says which are new", async () => {
  const context = await testContext();
  const flows = labelledFlows();
  const before = await chainOf(context, {flows: flows.slice(0, 500)});
  const after = await chainOf(context, {flows: flows.slice(100)});
  const options = {stores: context.stores, scratch: context.scratch, threads: 2};
  const runs = [entry("b", after), entry("a", before)];
  const {pairs} = await runPairs(latest("b", after), runs, options);
  const [{comparison}] = pairs;
  expect(comparison).toMatchObject({
    matchedBy: "flow",
    events: {before: 500, after: 530, both: 400}
  });
  const key = `comparisons/${before.evaluation.key}-${after.evaluation.key}-2.json`;
  const kept = JSON.parse(new TextDecoder().decode(await context.stores.eval.read(key)));
  expect(kept).toEqual(comparison);
  expect((await runPairs(latest("b", after), runs, options)).pairs).toEqual(pairs);
});

it("runPairs(shown, runs, options) says which runs were removed, and leaves out failed ones and repetitions", async () => {
  const context = await testContext();
  const before = await chainOf(context, {seed: 7});
  const after = await chainOf(context, {});
  const failed = {...entry("f", before), status: "failed" as const};
  const runs = [entry("c", after), entry("b", after), failed, entry("a", before)];
  await context.stores.eval.remove(fileKey(before.evaluation, "manifest.json"));
  const options = {stores: context.stores, scratch: context.scratch, threads: 1};
  const page = await runPairs(latest("c", after), runs, options);
  expect(page).toEqual({
    run: "c",
    evaluation: after.evaluation.key,
    pairs: [],
    removed: [before.evaluation.key],
    unfit: []
  });
  await rm(context.scratch, {recursive: true, force: true});
});
