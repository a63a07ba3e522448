import {readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {Registry} from "prom-client";
import {fileKey, findManifest, localFiles} from "../../../pipeline/artifacts/artifacts.js";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import {literal, literals, openSession} from "../../../pipeline/duckdb/session.js";
import {run} from "../../../pipeline/run/flow.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {modelsOf, readSummary} from "../../../pipeline/run/results.js";
import {defaultLimits} from "../../../pipeline/serving/limits.js";
import {serveModels} from "../../../pipeline/serving/serve-model.js";
import type {RunningService, ServeModelRequest} from "../../../pipeline/serving/serve-model.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {noLog} from "../../../pipeline/telemetry/log.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import {isFlows} from "../../../src/core/schema/service-tables.js";
import {labelledFlows} from "../evaluation/small-evaluation.js";
import {newWorkspace, silent} from "../proof/small-run.js";
import {smallLog} from "../small-log.js";

const names = modelFeatures.map(({name}) => name);
const request: ServeModelRequest = {
  models: [{name: "flows", reference: "champion", threshold: null}],
  shadow: {as: {name: "beside", reference: "latest", threshold: null}, beside: "flows"},
  reloadSeconds: 0,
  drainSeconds: 0,
  host: "127.0.0.1",
  port: 0,
  allowHosts: [],
  authentication: {token: null, byCertificate: false},
  tls: null,
  limits: defaultLimits,
  events: null
};

let workspace: Awaited<ReturnType<typeof newWorkspace>>;
let running: RunningService;

/** Two forests of one log: the first is the champion, the second that of the latest run. */
beforeAll(async () => {
  workspace = await newWorkspace();
  const log = join(workspace.folder, "conn.log");
  await writeFile(log, smallLog(labelledFlows()));
  const input = {kind: "files" as const, patterns: [log]};
  for (const seed of [1, 2]) {
    const small = {trees: 20, sampleSize: 64, fast: true, ownRules: false, seed, input};
    await run({...defaultRequest, ...small}, workspace.settings, silent);
  }
  await promote(1);
  running = await serve(request);
});

afterAll(async () => {
  await running.close();
  await rm(workspace.folder, {recursive: true, force: true});
});

const serve = (asked: ServeModelRequest) =>
  serveModels(asked, workspace.settings, {log: noLog(), registry: new Registry()});

async function promote(version: number): Promise<void> {
  const records = await embeddedAudit(workspace.settings.audit);
  const decision = {reason: "test", promotedBy: "ana", promotedAt: new Date()};
  await records.promote({name: "isolation-forest", version, stage: "champion", ...decision});
  await records.close();
}

/** Returns the features of every event of the latest run, and the stored score of each. */
async function stored() {
  const stores = openStores(workspace.settings);
  const latest = (await findLatest(stores))!;
  const silver = (await findManifest(stores, "transformation", latest.transformation))!;
  const evaluation = (await findManifest(stores, "evaluation", latest.evaluation))!;
  const published = await stores.eval.localPath(fileKey(evaluation, "published/events.duckdb"));
  const session = await openSession({scratch: join(workspace.folder, "scratch")});
  await session.run(`ATTACH ${literal(published)} AS published (READ_ONLY)`);
  const files = literals(await localFiles(stores, silver, isFlows));
  const rows = await session.rows<{[name: string]: number}>(
    `SELECT ${names.map((name) => `s.${name}::DOUBLE AS ${name}`).join(", ")}, e.score, e.score_ml
    FROM read_parquet(${files}, hive_partitioning = false) s JOIN published.events e USING (event_id)`
  );
  session.close();
  const values = Float32Array.from(rows.flatMap((row) => names.map((name) => row[name])));
  return {rows, values, run: latest.run, threshold: readSummary(evaluation).threshold};
}

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${running.address}${path}`)).json()) as T;
}

interface Answer {
  model_version: string;
  outputs: {name: string; data: (number | boolean)[]}[];
}

/** Scores rows as JSON, at the service at *address*. */
async function scoreJson(values: Float32Array, {address} = running): Promise<Answer> {
  const shape = [values.length / names.length, names.length];
  const inputs = [{name: "events", shape, datatype: "FP32", data: Array.from(values)}];
  const body = JSON.stringify({inputs});
  const response = await fetch(`${address}/v2/models/flows/infer`, {method: "POST", body});
  return (await response.json()) as Answer;
}

/** Scores rows as binary data, and returns the scores that came as such. */
async function scoreBinary(values: Float32Array, {address}: RunningService): Promise<number[]> {
  const rows = values.length / names.length;
  const parameters = {binary_data_size: values.byteLength};
  const inputs = [{name: "x", shape: [rows, names.length], datatype: "FP32", parameters}];
  const outputs = [{name: "score", parameters: {binary_data: true}}];
  const head = Buffer.from(JSON.stringify({inputs, outputs}));
  const body = Buffer.concat([head, Buffer.from(values.buffer)]);
  const headers = {"inference-header-content-length": String(head.length)};
  const response = await fetch(`${address}/v2/models/flows/infer`, {method: "POST", body, headers});
  const length = Number(response.headers.get("inference-header-content-length"));
  const bytes = Buffer.from(await response.arrayBuffer()).subarray(length);
  return Array.from({length: rows}, (_, i) => bytes.readDoubleLE(8 * i));
}

it("serveModels(latest) gives every row of SILVER its stored score, to the bit, as JSON and as binary data", async () => {
  const {rows, values, run: latest, threshold} = await stored();
  const models = [{name: "flows", reference: "latest", threshold: null}];
  const other = await serve({...request, models, shadow: null});
  const due = rows.map(({score}) => score);
  expect(rows).toHaveLength(630);
  const {outputs} = await scoreJson(values, other);
  expect(outputs[0].data).toEqual(due);
  expect(outputs[1].data).toEqual(due.map((score) => score >= threshold));
  expect(await scoreBinary(values, other)).toEqual(due);
  const single = await scoreJson(values.slice(0, names.length), other);
  expect(single.outputs[0].data).toEqual([due[0]]);
  expect(other.context.models.main()).toMatchObject({version: "2", run: latest, threshold: {value: threshold, run: latest}}); // prettier-ignore
  await other.close();
});

it("serveModels names the other models of a run: by name and version, and by digest", async () => {
  const {rows, values} = await stored();
  const models = [{name: "flows", reference: "ml-isolation-forest@2", threshold: null}];
  const other = await serve({...request, models, shadow: null});
  const {outputs} = await scoreJson(values, other);
  expect(outputs[0].data).toEqual(rows.map(({score_ml: score}) => score));
  await other.close();
  const stores = openStores(workspace.settings);
  const training = await findManifest(stores, "training", (await findLatest(stores))!.training);
  const detectors = training!.facts.detectors as unknown as {name: string; sha256: string}[];
  for (const detector of ["extended-isolation-forest", "k-nearest-neighbours"]) {
    const reference = detectors.find(({name}) => name === detector)!.sha256.slice(0, 12);
    const digested = await serve({...request, models: [{name: "flows", reference, threshold: 0.6}], shadow: null}); // prettier-ignore
    const model = digested.context.models.main();
    expect(model).toMatchObject({detector, version: reference, threshold: {value: 0.6, run: null}});
    const [score] = (await scoreJson(values.slice(0, names.length), digested)).outputs[0].data;
    expect(score).toBe(model.score({rows: 1, columns: names.length, values})[0]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
    await digested.close();
  }
});

it("the champion is followed: a promoted version takes its place, and a damaged one does not", async () => {
  const {rows, values} = await stored();
  const due = rows.map(({score}) => score);
  const first = await scoreJson(values);
  expect(first).toMatchObject({model_version: "1"});
  expect(first.outputs[0].data).not.toEqual(due);
  await running.poll(); // nothing has changed
  expect(running.context.models.main().version).toBe("1");
  await promote(2);
  const before = running.context.models.main();
  const inFlight = scoreJson(values);
  await running.poll();
  expect(before.version).toBe("1");
  expect(["1", "2"]).toContain((await inFlight).model_version);
  const second = await scoreJson(values);
  expect(second).toMatchObject({model_version: "2"});
  expect(second.outputs[0].data).toEqual(due);

  const path = await pathOfVersion(1);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, 1000));
  await promote(1);
  await running.poll();
  await running.poll();
  expect(await scoreJson(values)).toMatchObject({model_version: "2"});
  const {failures} = await get<{failures: {name: string; message: string; attempts: number}[]}>("/v2"); // prettier-ignore
  expect(failures).toMatchObject([{name: "flows", attempts: 2, message: expect.stringContaining("changed file")}]); // prettier-ignore
  const metrics = await (await fetch(`${running.address}/metrics`)).text();
  expect(metrics).toContain('atalaya_scorer_reload_failures_total{model="flows"} 2');
  expect(metrics).toMatch(/atalaya_scorer_model_loaded_timestamp_seconds\{model="flows",version="2"\} \d{10}/); // prettier-ignore
  await writeFile(path, bytes);
  await running.poll();
  expect(await scoreJson(values)).toMatchObject({model_version: "1"});
  expect(await get("/v2")).toMatchObject({failures: []});
});

/** Returns the path of the file of a version of the Isolation Forest. */
async function pathOfVersion(version: number): Promise<string> {
  const stores = openStores(workspace.settings);
  const records = await embeddedAudit(workspace.settings.audit);
  const {sha256, firstRun} = (await records.modelVersions()).find((one) => one.name === "isolation-forest" && one.version === version)!; // prettier-ignore
  const entry = (await records.runs(10)).find((one) => one.run === firstRun)!;
  await records.close();
  const {key} = entry.phases.find(({phase}) => phase === "training")!;
  const manifest = (await findManifest(stores, "training", key))!;
  const {path} = modelsOf(manifest).find((one) => one.sha256 === sha256)!;
  return join(workspace.settings.store, workspace.settings.buckets.models, fileKey(manifest, path));
}

it("the shadow scores beside, and its differences are those of the two scores", async () => {
  const {rows, values} = await stored();
  await running.poll();
  const {outputs} = await scoreJson(values);
  await running.context.shadow!.idle();
  const summary = await get<{rows: number; meanDifference: number; model: object; shadow: object}>("/shadow"); // prettier-ignore
  const differences = rows.map(({score}, i) => score - Number(outputs[0].data[i]));
  const mean = differences.reduce((sum, one) => sum + one, 0) / rows.length;
  expect(summary).toMatchObject({model: {version: "1"}, shadow: {version: "2"}, skipped: 0, waiting: 0}); // prettier-ignore
  expect(summary.rows % rows.length).toBe(0);
  expect(summary.meanDifference).toBeCloseTo(mean, 12);
  expect((await fetch(`${running.address}/v2/models/beside`)).status).toBe(404);
});

it("serveModels rejects names that lead to nothing", async () => {
  const asked = (reference: string) =>
    serve({...request, models: [{name: "flows", reference, threshold: null}], shadow: null});
  await expect(asked("challenger")).rejects.toThrow("no model is challenger");
  await expect(asked("isolation-forest@9")).rejects.toThrow("unknown model");
  await expect(asked("ml-isolation-forest@champion")).rejects.toThrow("no ml-isolation-forest is champion"); // prettier-ignore
  await expect(asked("./nothing.json")).rejects.toThrow("model file not found");
});

it("serveModels serves a model file, and loads it anew once it is another", async () => {
  const path = join(workspace.folder, "model.json");
  const [first, second] = [await readFile(await pathOfVersion(1)), await readFile(await pathOfVersion(2))]; // prettier-ignore
  await writeFile(path, first);
  const other = await serve({...request, models: [{name: "flows", reference: path, threshold: null}], shadow: null}); // prettier-ignore
  const before = other.context.models.main();
  await other.poll();
  expect(other.context.models.main()).toBe(before);
  await writeFile(path, Buffer.concat([second, Buffer.from("\n")]));
  await other.poll();
  expect(other.context.models.main().sha256).not.toBe(before.sha256);
  expect(other.context.models.main().features).toEqual(names);
  await other.close();
});
