import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import type {Today} from "../../../src/core/schema/published.js";
import type {Reporter} from "../../../pipeline/artifacts/context.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import {reproduceRun} from "../../../pipeline/proof/reproduce-run.js";
import {run} from "../../../pipeline/run/flow.js";
import type {RunResult} from "../../../pipeline/run/flow.js";
import {commandOf, defaultRequest} from "../../../pipeline/run/request.js";
import type {RunRequest} from "../../../pipeline/run/request.js";
import {readSummary, readWarnings} from "../../../pipeline/run/results.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {normalFlows, smallLog} from "../small-log.js";
import type {SmallFlow} from "../small-log.js";

const silent: Reporter = {begin() {}, progress() {}, end() {}, warn() {}};

let folder: string;
let settings: ReturnType<typeof readSettings>;
let request: RunRequest;
let trained: RunResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elsewhere-"));
  settings = readSettings({workspace: join(folder, "w")}, {});
  await writeFile(join(folder, "past.log"), smallLog(normalFlows(400)));
  await writeFile(join(folder, "log.log"), smallLog(normalFlows(300, 1_700_010_000)));
  const input = {kind: "files" as const, patterns: [join(folder, "log.log")]};
  request = {...defaultRequest, input, trees: 5, trainOn: [join(folder, "past.log")]};
  trained = await run(request, settings, silent);
}, 60_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

async function todayOf({results}: RunResult): Promise<Today> {
  const path = fileKey(results.evaluation.manifest, "published/today.json");
  return JSON.parse(new TextDecoder().decode(await openStores(settings).eval.read(path))) as Today;
}

it("run(request with trainOn) trains on the past alone, tests on the whole log, and says where they overlap", async () => {
  const {training, transformation, evaluation} = trained.results;
  expect(training.manifest.facts.window).toMatchObject({rows: 400});
  expect(training.manifest.inputs[0].sha256).not.toBe(transformation.manifest.sha256);
  expect(readSummary(evaluation.manifest)).toMatchObject({events: 300, test_events: 300});
  expect(readWarnings(evaluation.manifest).map(({code}) => code)).toContain("overlap");
  const past = evaluation.manifest.inputs.filter(({name}) => name.startsWith("past"));
  expect(past.map(({name}) => name)).toEqual(["past ingestion", "past transformation"]);
  const today = await todayOf(trained);
  expect(today.provenance.command).toBe("atalaya run log.log --trees 5 --train-on past.log");
  expect(today.warnings).toEqual(readWarnings(evaluation.manifest));
  expect(commandOf(request)).not.toContain("--train-share");
});

it("run(request with model) trains nothing, from a run, a digest, a file of an artifact or a file alone", async () => {
  const {manifest} = trained.results.training;
  const [{sha256}] = manifest.facts.models as {sha256: string}[];
  const path = await openStores(settings).models.localPath(
    fileKey(manifest, "isolation-forest.json")
  );
  const alone = join(folder, "alone.json");
  await writeFile(alone, await readFile(path));
  const scored = (model: string, workspace = settings) =>
    run({...request, trainOn: [], model}, workspace, silent);
  const byRun = await scored(trained.run);
  expect(byRun.results.training.manifest.sha256).toBe(manifest.sha256);
  expect((await scored(sha256.slice(0, 12))).results.evaluation.reused).toBe(true);
  const other = readSettings({workspace: join(folder, "other")}, {});
  const copied = await scored(path, other);
  expect(copied.results.evaluation.manifest.sha256).toBe(byRun.results.evaluation.manifest.sha256);
  const lone = await scored(alone, readSettings({workspace: join(folder, "lone")}, {}));
  expect(lone.results.training.manifest.inputs).toEqual([{name: "frozen model", sha256}]);
  const summary = readSummary(byRun.results.evaluation.manifest);
  expect(readSummary(lone.results.evaluation.manifest)).toEqual(summary);
  expect((await todayOf(byRun)).provenance.command).toBe(
    `atalaya run log.log --model ${sha256.slice(0, 16)}`
  );
}, 90_000);

it("run(request with model) refuses what is no model, before anything is read", async () => {
  const refused = (model: string) => run({...request, trainOn: [], model}, settings, silent);
  await expect(refused(join(folder, "log.log"))).rejects.toThrow(
    "--model takes a model file of a run"
  );
  await expect(refused("0123456789")).rejects.toThrow("model not found: 0123456789");
  await expect(refused("nothing")).rejects.toThrow("name a model file, a run");
});

it("run(request with flowModel) alerts by that model, with the Isolation Forest beside it, and keeps the incidents", async () => {
  const chosen = {...request, flowModel: "k-nearest-neighbours" as const};
  const {results} = await run(chosen, {...settings, threads: 2}, silent);
  expect(results.training.reused).toBe(true); // every detector is trained anyway
  const {facts} = results.evaluation.manifest;
  expect(facts.flowModel).toMatchObject({name: "k-nearest-neighbours"});
  expect(facts.incidents).toEqual(trained.results.evaluation.manifest.facts.incidents);
  const today = await todayOf({...trained, results});
  const before = await todayOf(trained);
  expect(today.metrics.map(({model}) => model)).toEqual([
    "k-nearest-neighbours",
    "k-nearest-neighbours",
    "isolation-forest",
    "isolation-forest"
  ]);
  expect(today.forestThreshold).toBe(before.threshold);
  expect(today.provenance.command).toContain(" --flow-model k-nearest-neighbours ");
});

it("run(request) warns of inversion where most of a log is an attack that it trained on, and not with its benign past", async () => {
  const [mixed, past] = [join(folder, "mixed.log"), join(folder, "benign.log")];
  await writeFile(mixed, smallLog(mostlyAttack()));
  await writeFile(past, smallLog(variedFlows(500, 1_700_000_000)));
  const input = {kind: "files" as const, patterns: [mixed]};
  const warned = async (trainOn: string[]) => {
    const result = await run({...request, input, trees: 50, trainOn, fast: true}, settings, silent);
    const today = await todayOf(result); // what Today and Evaluation show
    expect(today.warnings).toEqual(readWarnings(result.results.evaluation.manifest));
    expect(today.metrics[1].auroc).not.toBeNull();
    return {codes: today.warnings.map(({code}) => code), auroc: today.metrics[1].auroc!};
  };
  const inSample = await warned([]);
  expect(inSample.codes).toEqual(expect.arrayContaining(["inverted", "mostly-attack"]));
  expect(inSample.auroc).toBeLessThan(0.5);
  const withPast = await warned([past]);
  expect(withPast.codes).not.toContain("inverted");
  expect(withPast.codes).not.toContain("mostly-attack");
  expect(withPast.auroc).toBeGreaterThan(0.75);
}, 60_000);

/** Web, mail and name traffic of all sizes, one flow a minute: no two alike. */
function variedFlows(n: number, start: number): SmallFlow[] {
  const random = seeded(start);
  return normalFlows(n, start).map((flow) => ({
    ...flow,
    port: [53, 443, 993, 8080][Math.floor(4 * random())],
    duration: 10 ** (4 * random() - 2),
    out: Math.round(10 ** (1 + 4 * random())),
    in: Math.round(10 ** (1 + 5 * random())),
    label: "Benign"
  }));
}

/** A flood of flows that are all alike, three times as many as varied ones, all day long. */
function mostlyAttack(): SmallFlow[] {
  const attacks = Array.from({length: 900}, (_, i) => ({
    ts: 1_700_100_001 + 20 * i,
    src: "10.0.0.66",
    dst: "192.0.2.77",
    port: 23,
    state: "S0",
    label: "Malicious",
    detail: "flood"
  }));
  return [...variedFlows(300, 1_700_100_000), ...attacks].sort((a, b) => a.ts - b.ts);
}

it("reproduceRun(settings, run, reporter) makes a run with a past again, and one with a frozen model", async () => {
  expect((await reproduceRun(settings, trained.run, silent)).identical).toBe(true);
  const frozen = readSettings({workspace: join(folder, "lone")}, {});
  expect((await reproduceRun(frozen, undefined, silent)).identical).toBe(true);
}, 90_000);
