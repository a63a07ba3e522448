import {cp, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import type {Findings} from "../../../src/core/published/findings.js";
import {manifestsByPhase} from "../../../src/core/published/pages/lineage.js";
import {chainOf, evaluationParameters} from "../../../src/core/published/provenance.js";
import {recomputeStudy} from "../../../src/core/published/verify/recompute-study.js";
import {compareNumbers} from "../../../src/components/verify/compare-numbers.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {studyPage, studyScores} from "../../../pipeline/run/study/study-page.js";
import {publishProof} from "../../../pipeline/proof/publish.js";
import {studyMethods} from "../../../src/core/published/study/study-methods.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {findStudy, readStudy} from "../../../pipeline/evaluation/study/study.js";
import {drawSeedRows, readTraining} from "../../../pipeline/evaluation/study/training-rows.js";
import {run} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {evaluateRun} from "../../../pipeline/run/study/evaluate-run.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {silent} from "../proof/small-run.js";

let folder: string;
let settings: Settings;
let evaluation: string;

/** Returns the settings of the workspace *name*, which is a copy of the one that was run. */
async function copied(name: string, threads: number): Promise<Settings> {
  await cp(join(folder, "first"), join(folder, name), {recursive: true});
  return readSettings({workspace: join(folder, name), threads}, {});
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "study-"));
  settings = readSettings({workspace: join(folder, "first"), threads: 1}, {});
  const input = {kind: "synthetic", flows: 1500, days: 4, seed: 42, difficulty: 1} as const;
  const {results} = await run({...defaultRequest, input, fast: true}, settings, silent);
  evaluation = results.evaluation.manifest.key;
}, 120_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

it("evaluateRun(request, …) gives the same bytes with any number of threads, and goes on where it was interrupted", async () => {
  const [threaded, interrupted] = [await copied("threaded", 2), await copied("interrupted", 1)];
  const made = await evaluateRun({seeds: 2}, settings, silent);
  expect(made.seconds).toHaveLength(2 * studyMethods.length);
  expect((await evaluateRun({seeds: 2}, threaded, silent)).manifest).toEqual(made.manifest);
  let steps = 0;
  const progress = () => {
    if (++steps === 5) throw new Error("interrupted");
  };
  await expect(evaluateRun({seeds: 2}, interrupted, {...silent, progress})).rejects.toThrow("interrupted"); // prettier-ignore
  const rest = await evaluateRun({seeds: 2}, interrupted, silent);
  expect(rest.manifest).toEqual(made.manifest);
  expect(rest.seconds).toHaveLength(2 * studyMethods.length - 5);
  expect((await evaluateRun({seeds: 2}, settings, silent)).reused).toBe(true);
}, 120_000);

it("the study of a run keeps its windows apart, and measures every method in both regimes", async () => {
  const stores = openStores(settings);
  const study = await readStudy(stores, (await findStudy(stores, evaluation))!);
  const {training, calibration, test} = study;
  expect(training.to).toBeLessThanOrEqual(calibration.from);
  expect(calibration.to).toBe(test.from);
  expect(study.of).toBe(test.events);
  expect(study.periods.reduce((sum, {events}) => sum + events, 0)).toBe(study.events);
  expect(study.methods.map(({name}) => name)).toEqual(studyMethods.map(({name}) => name));
  for (const {name, seen, novel} of study.methods) {
    expect(
      seen.units.map(({ap}) => ap),
      name
    ).not.toContain(null);
    expect(novel?.units).toHaveLength(2);
  }
  const chance = study.methods.find(({name}) => name === "random")!.seen.units[0];
  expect(Math.abs(chance.auroc!.mean - 0.5)).toBeLessThan(0.15);
});

it("recomputeStudy(tables, …) gives what a browser can compute of a study, to the bit", async () => {
  const stores = openStores(settings);
  const latest = (await findLatest(stores))!;
  const page = await studyPage(stores, latest, []);
  const proof = await publishProof(stores, latest);
  const chain = chainOf(manifestsByPhase(proof));
  const path = await stores.eval.localPath(fileKey({key: evaluation}, "published/events.duckdb"));
  const until = Math.round(page.study!.training.to * 1000);
  const parameters = evaluationParameters(manifestsByPhase(proof).evaluation);
  const findings = {chain, key: evaluation, parameters, until, budgetPerDay: 50} as Findings;
  const session = await openSession({scratch: folder});
  try {
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    const scores = await studyScores(stores, latest);
    const computed = await recomputeStudy(session, findings, page, scores);
    const text = JSON.stringify(computed);
    expect(page).toMatchObject(JSON.parse(text) as object);
    expect(text.match(/"low":/g)!.length).toBeGreaterThan(100);
    const files = [new Map([["evaluation.json", page]]), new Map([["evaluation.json", computed]])];
    const {figures} = compareNumbers(files[0], files[1]);
    expect(figures.flatMap(({mismatches}) => mismatches)).toEqual([]);
    expect((await recomputeStudy(session, findings, page, null)).study!.calibration).toEqual(page.study!.calibration); // prettier-ignore
  } finally {
    session.close();
  }
});

it("verifyRun(settings, …) recomputes a study, and names a change of it", async () => {
  expect((await verifyRun(settings, {}, silent)).ok).toBe(true);
  const stores = openStores(settings);
  const study = (await findStudy(stores, evaluation))!;
  const path = await stores.eval.localPath(fileKey(study, "study.json"));
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('"stability":', '"stability":0.5,"was":'));
  const {ok, parts} = await verifyRun(settings, {}, silent);
  await writeFile(path, text);
  expect(ok).toBe(false);
  expect(parts.flatMap(({findings}) => findings).map(({what}) => what)).toEqual([
    `eval/artifacts/${study.key}/study.json`
  ]);
}, 60_000);

it("drawSeedRows(session, source, request) draws no labelled attack in the novel regime, and others with each seed", async () => {
  const session = await openSession({scratch: folder});
  try {
    const path = join(folder, "flows.parquet");
    const columns = modelFeatures.map(({name}) => `(CASE WHEN i % 5 = 0 THEN -1 ELSE i END)::FLOAT AS ${name}`); // prettier-ignore
    await session.run(
      `COPY (SELECT i AS event_id, make_timestamp(i * 1000000) AS time, CASE WHEN i % 5 = 0 THEN 'Malicious' WHEN i % 5 < 4 THEN 'Benign' END AS label,
        NULL::VARCHAR AS detailed_label, ${columns.join(", ")} FROM range(1000) AS t(i)) TO ${literal(path)}`
    );
    const source = {paths: [path], until: 500_000_000, attackLabels: null};
    const {window, events, attacks} = await readTraining(session, source);
    expect([window.events, window.labelled, window.attacks]).toEqual([500, 400, 100]);
    expect(events).toEqual({seen: 500, novel: 400});
    expect(attacks).toEqual(["Malicious"]);
    const request = {regime: "novel", events: 400, most: 100, seeds: [1, 2]} as const;
    const [first, second] = await drawSeedRows(session, source, {...request, seeds: [1, 2]});
    for (const {rows, values} of [first, second]) {
      expect(rows).toBe(100);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...values)).toBeLessThan(500);
    }
    expect(first.values).not.toEqual(second.values);
  } finally {
    session.close();
  }
});
