import {cp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, afterEach, beforeAll, expect, it} from "vitest";
import {artifactDigest, fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {manifestText} from "../../../src/core/schema/artifacts.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {runText} from "../../../pipeline/cli/run-result.js";
import type {PhaseResult} from "../../../pipeline/artifacts/phase-result.js";
import {reproduceRun} from "../../../pipeline/proof/reproduce-run.js";
import {openStores} from "../../../pipeline/storage/open.js";
import type {ModelsPage} from "../../../src/core/schema/models-page.js";
import type {ThresholdPage} from "../../../src/core/schema/threshold.js";
import {run} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {newWorkspace, objectsOf, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;
let first: string;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  first = (await runSmallLogs(settings, join(folder, "logs"))).run;
  await cp(settings.workspace, join(folder, "kept"), {recursive: true});
}, 300_000);

afterEach(async () => {
  await rm(settings.workspace, {recursive: true});
  await cp(join(folder, "kept"), settings.workspace, {recursive: true});
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Runs the same logs again, with *options*; returns what was reused, and the warnings. */
async function again(options: Partial<typeof defaultRequest> = {}) {
  const patterns = [join(folder, "logs", "conn[1].log"), join(folder, "logs", "b", "*.log")];
  const rules = [join(folder, "logs", "rules")];
  const request = {...defaultRequest, rules, trees: 5, sampleSize: 16, budgetPerDay: 3, ...options};
  const warnings: string[] = [];
  const reporter = {...silent, warn: (message: string) => void warnings.push(message)};
  const result = await run({...request, input: {kind: "files", patterns}}, settings, reporter);
  const reused = Object.values(result.results).map((one) => one.reused);
  // Of the rules of the small logs one is invalid, of which every run warns.
  const ofOthers = warnings.filter((warning) => !warning.startsWith("rules with 2 problems"));
  return {...result, reused, warnings: ofOthers};
}

/** Returns what the run page of the evaluation has in the file of that name. */
async function readPublished<T>({manifest}: PhaseResult, name: string): Promise<T> {
  const bytes = await openStores(settings).eval.read(fileKey(manifest, `published/${name}`));
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

async function pathOf(end: RegExp): Promise<string> {
  return (await objectsOf(settings)).find(({name}) => end.test(name))!.path;
}

async function expectVerified(...runs: string[]): Promise<void> {
  for (const one of runs) {
    const {parts} = await verifyRun(settings, {run: one}, silent);
    expect(parts.flatMap(({findings}) => findings)).toEqual([]);
  }
}

/** Flips a bit in the middle of the file that ends so; if *fits*, makes its manifest fit. */
async function change(end: RegExp, fits = false): Promise<string> {
  const path = await pathOf(end);
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(path, bytes);
  if (!fits) return path;
  const manifestPath = join(path.replace(/(\/artifacts\/[^/]*)\/.*/, "$1"), "manifest.json");
  const manifest = JSON.parse(await readFile(manifestPath, "utf8")) as Manifest;
  const entry = manifest.files.find((one) => path.endsWith(`/${one.path}`))!;
  entry.sha256 = sha256(bytes);
  await writeFile(
    manifestPath,
    manifestText({...manifest, sha256: artifactDigest(manifest.files)})
  );
  return path;
}

const silver = /^silver\/.*\.parquet$/;

it("run({fast: true}, settings) omits the comparison, says so, and reuses the rest; it can be verified and reproduced", async () => {
  const {reused, results, run: fast, ...rest} = await again({fast: true});
  expect(reused).toEqual([true, true, true, false]);
  expect(results.evaluation.manifest.parameters.fast).toBe(true);
  expect(runText({results, run: fast, ...rest})).toContain("(--fast)");
  expect(
    (await readPublished<ModelsPage>(results.evaluation, "models.json")).comparison
  ).toBeNull();
  expect(
    (await readPublished<ThresholdPage>(results.evaluation, "threshold.json")).curves
  ).toBeNull();
  await expectVerified(fast);
  const {differences} = await reproduceRun(settings, fast, silent);
  expect(differences).toEqual([]);
});

it("run(request, settings) reuses what nobody changed", async () => {
  const {reused, warnings, run: second} = await again();
  expect(reused).toEqual([true, true, true, true]);
  expect(warnings).toEqual([]);
  await expectVerified(first, second);
});

it.each([false, true])(
  "run(request, settings) recomputes an artifact of which a file was changed, and names it; its manifest made to fit: %s",
  async (fits) => {
    const before = await readFile(await pathOf(silver));
    const path = await change(silver, fits);
    const {reused, warnings, run: second} = await again();
    expect(reused).toEqual([true, false, true, true]);
    const {length} = warnings; // with a manifest made to fit, the day and what is merged from days are each wrong in their way
    expect(length).toBe(fits ? 2 : 1);
    const of = expect.stringMatching(/^silver\/artifacts\/.*; it is recomputed$/) as string;
    expect(warnings).toEqual(Array.from({length}, () => of));
    expect(await readFile(path)).toEqual(before);
    await expectVerified(first, second);
  }
);

it("run(request, settings) recomputes an evaluation whose manifest says something else", async () => {
  const path = await pathOf(/^eval\/.*manifest\.json$/);
  const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
  await writeFile(path, manifestText({...manifest, facts: {...manifest.facts, more: 1}}));
  const {reused, warnings, run: second} = await again();
  expect(reused).toEqual([true, true, true, false]);
  expect(warnings.join()).toContain("manifest.json is not what the newest run that used it signed");
  await expectVerified(first, second);
});

it("run(request, settings) signs no artifact that somebody put there before it was made", async () => {
  const {results, run: second} = await again({trees: 6});
  const kept = join(folder, "planted");
  const planted = ["models", "eval"] as const;
  for (const layer of planted) {
    const {key} = results[layer === "models" ? "training" : "evaluation"].manifest;
    await cp(join(settings.store, settings.buckets[layer], "artifacts", key), join(kept, layer, "artifacts", key), {recursive: true}); // prettier-ignore
  }
  await rm(settings.workspace, {recursive: true});
  await cp(join(folder, "kept"), settings.workspace, {recursive: true});
  for (const layer of planted) {
    const [key] = await readdir(join(kept, layer, "artifacts"));
    const target = join(settings.store, settings.buckets[layer], "artifacts", key);
    await cp(join(kept, layer, "artifacts", key), target, {recursive: true});
    const file = join(target, layer === "models" ? "isolation-forest.json" : "metrics.json");
    await writeFile(file, "{}");
  }
  const {reused, warnings, run: third} = await again({trees: 6});
  expect(reused).toEqual([true, true, false, false]);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain("is of an artifact that no run recorded");
  expect(third).not.toBe(second);
  await expectVerified(third);
});

it("run(request, settings) reads no line of a log that was changed in the store", async () => {
  const path = await change(/^raw\/bytes\//);
  await expect(again({budgetPerDay: 4})).rejects.toThrow(/(^|: )changed file: bytes\//);
  expect(path).toContain("bytes");
});

it("run({model}, settings) refuses a frozen model that was changed", async () => {
  await change(/^models\/.*isolation-forest\.json$/);
  await expect(again({model: first})).rejects.toThrow(/^changed artifact: models\//);
});
