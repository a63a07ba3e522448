import {readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {beforeAll, expect, it} from "vitest";
import {openExistingAudit} from "../../../../pipeline/audit/open.js";
import {findLatest} from "../../../../pipeline/run/latest.js";
import type {Latest} from "../../../../pipeline/run/latest.js";
import {run} from "../../../../pipeline/run/flow.js";
import {materialise} from "../../../../pipeline/run/materialise.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {findManifest} from "../../../../pipeline/artifacts/artifacts.js";
import {readScores} from "../../../../pipeline/evaluation/scores.js";
import {literal, openSession} from "../../../../pipeline/duckdb/session.js";
import type {PublishedName} from "../../../../pipeline/run/materialise.js";
import {readSiteModels, scoreEvents} from "../../../../pipeline/site/models/site-models.js";
import {openStores} from "../../../../pipeline/storage/open.js";
import {recomputeSiteModels} from "../../../../src/components/verify/site-models.js";
import {readSiteModel, siteModelPath} from "../../../../src/core/published/site-models.js";
import type {Today} from "../../../../src/core/schema/published.js";
import {labelledFlows} from "../../evaluation/small-evaluation.js";
import {newWorkspace, silent} from "../../proof/small-run.js";
import {smallLog} from "../../small-log.js";

let workspace: Awaited<ReturnType<typeof newWorkspace>>;
const runs: Latest[] = [];

beforeAll(async () => {
  workspace = await newWorkspace();
  const log = join(workspace.folder, "conn.log");
  await writeFile(log, smallLog(labelledFlows()));
  const input = {kind: "files" as const, patterns: [log]};
  for (const seed of [1, 2]) {
    const request = {...defaultRequest, trees: 10, sampleSize: 64, fast: true, seed, input};
    await run(request, workspace.settings, silent);
    runs.push((await findLatest(openStores(workspace.settings)))!);
  }
});

const read = (...names: string[]) => readSiteModels(names, runs[1], workspace.settings, silent);

async function todayOf(shown: Latest): Promise<Today> {
  const path = await materialise("today.json", workspace.settings, silent, {shown});
  return JSON.parse(await readFile(path, "utf8")) as Today;
}

const digestOf = async (detector: string) => {
  const training = await findManifest(openStores(workspace.settings), "training", runs[1].training);
  const files = training!.facts.detectors as {name: string; sha256: string}[];
  return files.find(({name}) => name === detector)!.sha256;
};

it("scoreEvents(session, models) gives the model of the run the scores that the run published, to the bit", async () => {
  const path = (name: PublishedName) => materialise(name, workspace.settings, silent, {shown: runs[1]}); // prettier-ignore
  const session = await openSession({scratch: join(workspace.folder, "scratch")});
  await session.run(`ATTACH ${literal(await path("events.duckdb"))} AS published (READ_ONLY)`);
  const own = await readScores(session, 630, 0);
  const model = readSiteModel(await readFile(await path("model.json"), "utf8"), null);
  const [scores] = await scoreEvents(session, [model], own);
  expect(scores).toEqual(own.score);
  session.close();
});

it("readSiteModels(names) measures each model as the run that it is of did, over the same events", async () => {
  const {page, files} = await read("isolation-forest@1");
  const todays = [await todayOf(runs[1]), await todayOf(runs[0])];
  expect(page.models.map(({name, version}) => `${name}@${version}`)).toEqual(["isolation-forest@2", "isolation-forest@1"]); // prettier-ignore
  page.models.forEach(({threshold, alerts, metrics}, i) => {
    expect({threshold, alerts}).toEqual({threshold: todays[i].threshold, alerts: todays[i].alerts});
    const mean = expect.any(Number) as number; // of the same scores, in the order of another rank
    const due = {scoreMean: mean, scoreStd: mean, byAttack: []};
    expect(metrics).toEqual(todays[i].metrics.slice(0, 2).map((one) => ({...one, ...due})));
  });
  expect(page.models[0]).toMatchObject({overlap: 1, spearman: 1});
  expect(page.models[1].spearman).toBeLessThan(1);
  expect([...files.keys()]).toEqual([siteModelPath(page.models[1].sha256)]);
});

it("readSiteModels(names) gives each model once, a detector in (0, 1), and the same again", async () => {
  const knn = await digestOf("k-nearest-neighbours");
  const names = [runs[0].run, "isolation-forest@1", "isolation-forest@2", knn.slice(0, 10)];
  const {page} = await read(...names);
  expect(page.models.map(({name}) => name)).toEqual(["isolation-forest", "isolation-forest", "k-nearest-neighbours"]); // prettier-ignore
  const [, , detector] = page.models;
  expect(detector).toMatchObject({version: null, explains: false, sha256: knn});
  expect(detector.scale).toBeGreaterThan(0);
  expect(detector.lowest).toBeGreaterThanOrEqual(0);
  expect(detector.highest).toBeLessThan(1);
  expect(JSON.stringify((await read(...names)).page)).toBe(JSON.stringify(page));
  expect((await read()).page.models).toEqual([]);
});

it("readSiteModels(names) names what is wrong and the remedy in one sentence", async () => {
  await expect(read("champion")).rejects.toThrow(
    "no model is champion; put one into that stage with `atalaya models promote`"
  );
  await expect(read("forest@9")).rejects.toThrow("unknown model: forest@9; see `atalaya models`");
  await expect(read("0123456789ab")).rejects.toThrow("unknown model: 0123456789ab; see");
  await expect(read("20200101-000000-abcd")).rejects.toThrow("run not found: 20200101-000000-abcd");
  const ecod = await digestOf("ecod");
  await expect(read(ecod)).rejects.toThrow(
    "unsupported model: ecod scores no flows; name a forest"
  );
});

it("readSiteModels(names) takes the champions once a model is promoted, and misses a file that was removed", async () => {
  const audit = await openExistingAudit(workspace.settings);
  const promotion = {name: "isolation-forest", version: 1, stage: "champion" as const};
  await audit.promote({...promotion, reason: "test", promotedBy: "test", promotedAt: new Date(0)});
  await audit.close();
  const {page} = await read("champion");
  expect(page.models[1]).toMatchObject({version: 1, stage: "champion", run: runs[0].run});
  const store = openStores(workspace.settings).models;
  const path = await store.localPath(`artifacts/${runs[0].training}/manifest.json`);
  await rm(path);
  await expect(read("champion")).rejects.toThrow(/^model file not found: champion, sha256 .*; name another model, or train it again$/); // prettier-ignore
});

it("recomputeSiteModels(findings) computes nothing where the site has the model of its run alone", () => {
  expect(recomputeSiteModels({} as never, [], []).models).toEqual([]);
});
