import {existsSync} from "node:fs";
import {mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {lockWatch} from "../../../pipeline/run/lock.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {PhaseContext, Reporter} from "../../../pipeline/artifacts/context.js";
import {run} from "../../../pipeline/run/flow.js";
import {runName} from "../../../pipeline/run/run-start.js";
import type {FlowEffects} from "../../../pipeline/run/flow.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import type {PhaseResult} from "../../../pipeline/artifacts/phase-result.js";
import type {SigningAudit} from "../../../pipeline/proof/attest.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {openStores} from "../../../pipeline/storage/open.js";
import type {Json, Phase} from "../../../src/core/schema/artifacts.js";
import {digest, manifestOf} from "../audit/contract.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flow-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const silent: Reporter = {begin() {}, progress() {}, end() {}, warn() {}};
const keys: Record<Phase, string> = {
  ingestion: digest("1"),
  transformation: digest("2"),
  training: digest("3"),
  evaluation: digest("4")
};

function resultOf(phase: Phase, facts: {[name: string]: Json} = {}): PhaseResult {
  const manifest = manifestOf(phase, keys[phase], {facts, rows: 7});
  return {manifest, reused: false, seconds: 1, rowsIn: 7, rowsOut: 7, rejected: 0};
}

const metrics = [
  {model: "isolation-forest", window: "all", name: "alerts", value: 3},
  {model: "isolation-forest", window: "test", name: "auroc", value: 0.5}
];

const verdictOfAna = {
  verdict: "true" as const,
  ...{note: "a scan", by: "ana", at: new Date(0)}
};

/** Returns effects that do nothing but write down, in *log*, what they are asked to do. */
function loggedEffects(log: string[], phases: Partial<FlowEffects["phases"]> = {}): FlowEffects {
  const audit: SigningAudit = {
    location: "log",
    async beginRun({run}) {
      log.push(`begin ${run}`);
    },
    async recordPhase({phase}) {
      log.push(`record ${phase}`);
    },
    findArtifacts: async () => new Map(),
    newestSigned: async () => undefined,
    recordPartitions: async () => {},
    async recordInputs(_, manifests) {
      log.push(`inputs ${manifests.map(({phase}) => phase)}`);
    },
    async recordModels(_, models) {
      log.push(`models ${models.map(({name}) => name)}`);
    },
    async recordMetrics(_, metrics) {
      log.push(`metrics ${metrics.map(({window, name, value}) => `${window} ${name} ${value}`)}`);
    },
    async finishRun(_, status, __, error) {
      log.push(`finish ${[status, error].filter(Boolean).join(": ")}`);
    },
    runs: async () => [],
    auditHead: async () => ({count: 0, digest: digest("0")}),
    verdicts: async () => [{fileSha256: digest("7"), line: 4, ...verdictOfAna}, {eventId: "of another log", ...verdictOfAna}], // prettier-ignore
    async recordAction({kind}) {
      log.push(`action ${kind}`);
    },
    async close() {
      log.push("close");
    }
  };
  return {
    now: () => new Date("2026-11-23T13:04:42.123Z"),
    suffix: () => "7f3a",
    openAudit: async () => audit,
    openAttestor: async () => async (finished) => {
      log.push(`attest ${finished.run} ${Object.keys(finished.results)}`);
    },
    openTracking: async () => ({notify() {}, close: async () => {}}),
    phases: {
      checkInput: async () => {},
      readModel: async (path) => ({text: path, sha256: "0".repeat(64)}),
      findTraining: async () => resultOf("training", {models: [{name: "isolation-forest"}]}),
      checkRules: async () => {},
      readRules: async () => ({input: null, problems: []}),
      ingest: async () => resultOf("ingestion", {files: [{name: "a"}]}),
      transform: async () => resultOf("transformation"),
      train: async () => resultOf("training", {models: [{name: "isolation-forest"}]}),
      evaluate: async () => resultOf("evaluation", {summary: {alerts: 3}, metrics}),
      ...phases
    }
  };
}

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

/** Returns effects that write down, in *heard*, what a listener is told of; failing in training if *fails*. */
function heardEffects(heard: string[], fails: boolean): FlowEffects {
  const train = async () => {
    if (fails) throw new Error("disk full");
    return {...resultOf("training", {models: []}), reused: true};
  };
  return {
    ...loggedEffects([], {train}),
    openTracking: async () => ({
      notify(moment) {
        const result = "result" in moment && moment.result.reused ? "reused" : "";
        const error = "error" in moment ? (moment.error as Error).message : "";
        const phase = "phase" in moment ? moment.phase : "";
        heard.push([moment.kind, phase, result, error].filter(Boolean).join(" "));
      },
      async close() {
        heard.push("close");
      }
    })
  };
}

const untilTraining = [
  "run-begun",
  "phase-begun ingestion",
  "phase-done ingestion",
  "phase-begun transformation",
  "phase-done transformation",
  "phase-begun training"
];

it("run(request, settings, reporter, effects) tells of the run and of each phase, from begin to end", async () => {
  const settings = readSettings({workspace: join(folder, "heard")}, {});
  const heard: string[] = [];
  await run(defaultRequest, settings, silent, heardEffects(heard, false));
  const rest = ["phase-done training reused", "phase-begun evaluation", "phase-done evaluation"];
  expect(heard).toEqual([...untilTraining, ...rest, "run-succeeded", "close"]);
});

it("run(request, settings, reporter, effects) tells of the phase and of the run that failed", async () => {
  const settings = readSettings({workspace: join(folder, "unheard")}, {});
  const heard: string[] = [];
  const running = run(defaultRequest, settings, silent, heardEffects(heard, true));
  await expect(running).rejects.toThrow("disk full");
  const rest = ["phase-failed training disk full", "run-failed disk full", "close"];
  expect(heard).toEqual([...untilTraining, ...rest]);
});
