import {existsSync} from "node:fs";
import {mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {lockWatch} from "../../../pipeline/run/lock.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {PhaseContext} from "../../../pipeline/artifacts/context.js";
import {run} from "../../../pipeline/run/flow.js";
import {runName} from "../../../pipeline/run/run-start.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {digest} from "../audit/contract.js";
import {keys, loggedEffects, metrics, resultOf, silent} from "./logged-effects.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flow-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

it("run(request, settings, reporter, effects) records each phase in its order, then points to the run", async () => {
  const settings = readSettings({workspace: join(folder, "order")}, {});
  const log: string[] = [];
  const seen: unknown[] = [];
  const effects = loggedEffects(log, {
    async evaluate(chain, options) {
      seen.push(
        Object.values(chain).map(({phase}) => phase),
        options
      );
      return resultOf("evaluation", {summary: {alerts: 3}, metrics});
    }
  });
  const chosen = {budgetPerDay: 9, detectors: ["scan"], localNet: ["10.0.0.0/8"]};
  await run({...defaultRequest, ...chosen}, settings, silent, effects);
  expect(log).toEqual([
    "begin 20261123-130442-7f3a",
    "record ingestion",
    "record transformation",
    "record training",
    "record evaluation",
    "models isolation-forest",
    "metrics all alerts 3,test auroc 0.5",
    "attest 20261123-130442-7f3a ingestion,transformation,training,evaluation",
    "finish succeeded",
    "close"
  ]);
  const verdicts = [{file: digest("7"), line: 4, verdict: "true"}]; // nobody’s name, and no note
  expect(seen).toEqual([
    ["ingestion", "transformation", "training"],
    {
      ...chosen,
      threshold: "budget",
      attackLabels: null,
      flowModel: "isolation-forest",
      fast: false,
      rules: null,
      verdicts,
      past: null
    }
  ]);
  expect(await findLatest(openStores(settings))).toEqual({run: "20261123-130442-7f3a", ...keys});
});

it("run(request, settings, reporter, effects) writes nothing if the input cannot be read at all", async () => {
  const settings = readSettings({workspace: join(folder, "unread")}, {});
  const log: string[] = [];
  const effects = loggedEffects(log, {
    async checkInput() {
      throw new UsageError("file not found: conn.log");
    }
  });
  await expect(run(defaultRequest, settings, silent, effects)).rejects.toThrow("file not found");
  expect(log).toEqual([]);
  expect(existsSync(settings.workspace)).toBe(false);
});

it("run(request, settings, reporter, effects) records a failure, cleans up, and points nowhere new", async () => {
  const settings = readSettings({workspace: join(folder, "failure")}, {});
  const log: string[] = [];
  const effects = loggedEffects(log, {
    async train(_, __, {scratch}) {
      await writeFile(join(scratch, "half-done"), "");
      throw new UsageError("too few events: 1; a forest needs 2");
    }
  });
  await expect(run(defaultRequest, settings, silent, effects)).rejects.toThrow(UsageError);
  expect(log.slice(-3)).toEqual([
    "record transformation",
    "finish failed: too few events: 1; a forest needs 2",
    "close"
  ]);
  expect(await findLatest(openStores(settings))).toBeUndefined();
  expect(await readdir(settings.scratch)).toEqual([]);
  expect((await lockWatch(settings.lock)()).isHeld).toBe(false);
});

it("run(request, settings, reporter, effects) writes nothing but the failure if the input is wrong", async () => {
  const settings = readSettings({workspace: join(folder, "input")}, {});
  const log: string[] = [];
  const effects = loggedEffects(log, {
    ingest: () => Promise.reject(new UsageError("not a conn log"))
  });
  await expect(run(defaultRequest, settings, silent, effects)).rejects.toThrow("not a conn log");
  expect(log).toEqual(["begin 20261123-130442-7f3a", "finish failed: not a conn log", "close"]);
  expect(await readdir(settings.workspace)).toEqual(["lease", "scratch"]);
});

it("run(request, settings, reporter, effects) fails if the audit does, with its message", async () => {
  const settings = readSettings({workspace: join(folder, "audit")}, {});
  const effects = {
    ...loggedEffects([]),
    openAudit: () => Promise.reject(new Error("changed migration"))
  };
  await expect(run(defaultRequest, settings, silent, effects)).rejects.toThrow("changed migration");
  expect(await findLatest(openStores(settings))).toBeUndefined();
});

it("run(request, settings, reporter, effects) goes on with partial input, and says what is missing", async () => {
  const settings = readSettings({workspace: join(folder, "partial")}, {});
  const warnings: string[] = [];
  const reporter = {...silent, warn: (message: string) => void warnings.push(message)};
  const partial = ["conn.log.gz: cut short after line 12"];
  const effects = loggedEffects([], {
    ingest: async () => ({...resultOf("ingestion", {files: []}), partial})
  });
  const result = await run(defaultRequest, settings, reporter, effects);
  expect([result.partial, warnings]).toEqual([partial, partial]);
  expect((await findLatest(openStores(settings)))?.run).toBe(result.run);
});

it("run(request, settings, reporter, effects) clears what a killed run left in scratch", async () => {
  const settings = readSettings({workspace: join(folder, "partial")}, {});
  await writeFile(join(settings.scratch, "left-over"), "");
  let found: string[] = ["left-over"];
  const ingest = async (_: unknown, {scratch}: PhaseContext) => {
    found = await readdir(scratch);
    return resultOf("ingestion", {files: []});
  };
  await run(defaultRequest, settings, silent, loggedEffects([], {ingest}));
  expect(found).toEqual([]);
  await expect.poll(() => readdir(settings.scratch)).toEqual([]);
});

it("run(request, settings, reporter, effects) writes nothing more once another has taken its place, and says so", async () => {
  const settings = readSettings({workspace: join(folder, "lost")}, {});
  const log: string[] = [];
  const effects = loggedEffects(log, {
    async train(_, __, {stores}) {
      await stores.models.write("before", new Uint8Array());
      await writeFile(join(settings.lock, "9"), "{}"); // as whoever takes it does
      await expect(stores.models.write("after", new Uint8Array())).rejects.toThrow("lost");
      return resultOf("training");
    }
  });
  const lost = run(defaultRequest, settings, silent, effects);
  await expect(lost).rejects.toThrow("lost the workspace: this process was stopped for longer");
  expect(await openStores(settings).models.list("")).toEqual(["before"]);
  expect(await findLatest(openStores(settings))).toBeUndefined();
  expect(log.filter((line) => /succeeded|training|sign/.test(line))).toEqual([]);
});

it("runName(at, suffix) is the time in UTC", () => {
  expect(runName(new Date("2026-01-02T23:59:59.999-08:00"), "00ff")).toBe("20260103-075959-00ff");
});

it("run(request, settings, reporter, effects) hands an external model to training", async () => {
  const settings = readSettings({workspace: join(folder, "external")}, {});
  const seen: unknown[] = [];
  const effects = loggedEffects([], {
    async train(_, {external}) {
      seen.push(external);
      return resultOf("training", {models: [{name: "isolation-forest"}]});
    }
  });
  await run({...defaultRequest, withModel: "team.json"}, settings, silent, effects);
  await run(defaultRequest, settings, silent, effects);
  expect(seen).toEqual([{text: "team.json", sha256: "0".repeat(64)}, null]);
});

it("run(request, settings, reporter, effects) writes nothing if the model cannot be read", async () => {
  const settings = readSettings({workspace: join(folder, "no-model")}, {});
  const readModel = async () => {
    throw new UsageError("file not found: team.json");
  };
  const request = {...defaultRequest, withModel: "team.json"};
  const effects = loggedEffects([], {readModel});
  await expect(run(request, settings, silent, effects)).rejects.toThrow("file not found");
  expect(existsSync(settings.workspace)).toBe(false);
});
