import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import type {Audit, PhaseEvent, RunStart} from "../../../pipeline/audit/audit.js";

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 13, 4, second, 7));

/** Returns a digest that is easy to tell: one hexadecimal digit, 64 times. */
export function digest(digit: string): string {
  return digit.repeat(64);
}

/** Returns the start of a run whose name ends in *hex*. */
export function startOf(hex: string, second = 0): RunStart {
  return {
    run: `20261123-130400-${hex}`,
    command: "atalaya run 'a b.log'",
    codeVersion: "0.1.0",
    parameters: {trees: 100},
    startedAt: at(second)
  };
}

/** Returns a manifest of *phase* that says the least. */
export function manifestOf(phase: Phase, key: string, fields: Partial<Manifest> = {}): Manifest {
  return {
    format: "atalaya-artifact/1",
    key,
    phase,
    phaseVersion: 1,
    parameters: {},
    inputs: [],
    files: [],
    sha256: digest("f"),
    rows: 0,
    facts: {},
    ...fields
  };
}

/** Returns the event of a phase that made *manifest* in *run*. */
export function eventOf(
  run: string,
  manifest: Manifest,
  fields: Partial<PhaseEvent> = {}
): PhaseEvent {
  const event = {run, phase: manifest.phase, manifest, reused: false, startedAt: at(1)};
  return {...event, seconds: 0.25, rowsIn: 10, rowsOut: 8, rejected: 1, ...fields};
}

/** Describes what every audit promises; *open* returns a new, empty, migrated one. */
export function describeAudit(name: string, open: () => Promise<Audit>): void {
  describe(`${name} keeps the promises of an audit:`, () => {
    let audit: Audit;
    beforeAll(async () => {
      audit = await open();
    }, 60_000);
    afterAll(async () => audit.close());

    const find = async (run: string) => (await audit.runs()).find((entry) => entry.run === run);

    it("runs() returns what was recorded of a run, phases in their order", async () => {
      const start = startOf("0001");
      await audit.beginRun(start);
      expect(await find(start.run)).toMatchObject({
        status: "running",
        finishedAt: null,
        phases: []
      });
      const inputs = [{name: "a b.log", sha256: digest("1"), bytes: 12}];
      const files = [{path: "events.parquet", sha256: digest("2"), bytes: 34, rows: 8}];
      const raw = manifestOf("ingestion", digest("a"), {
        inputs,
        files,
        parameters: {reader: "zeek"}
      });
      const model = manifestOf("training", digest("b"));
      await audit.recordPhase(eventOf(start.run, model));
      await audit.recordPhase(eventOf(start.run, raw, {reused: true}));
      await audit.recordModels(start.run, [
        {name: "z", sha256: digest("3"), key: model.key, bytes: 9, parameters: {trees: 100}},
        {name: "a", sha256: digest("4"), key: model.key, bytes: 9, parameters: {}}
      ]);
      await audit.recordMetrics(start.run, [
        {model: "z", window: "test", name: "auroc", value: 0.875},
        {model: "z", window: "all", name: "ap", value: null}
      ]);
      await audit.finishRun(start.run, "succeeded", at(59));
      const partitions = {count: 0, made: 0, listed: []};
      const phase = {seconds: 0.25, rowsIn: 10, rowsOut: 8, rejected: 1, moreInputs: 0, partitions};
      expect(await find(start.run)).toEqual({
        run: start.run,
        status: "succeeded",
        startedAt: at(0).getTime(),
        finishedAt: at(59).getTime(),
        command: start.command,
        codeVersion: "0.1.0",
        error: null,
        phases: [
          {
            ...phase,
            phase: "ingestion",
            key: raw.key,
            sha256: raw.sha256,
            reused: true,
            parameters: {reader: "zeek"},
            inputs: [{name: "a b.log", sha256: digest("1")}]
          },
          {
            ...phase,
            phase: "training",
            key: model.key,
            sha256: model.sha256,
            reused: false,
            parameters: {},
            inputs: []
          }
        ],
        models: [
          {name: "z", sha256: digest("3")},
          {name: "a", sha256: digest("4")}
        ],
        metrics: [
          {model: "z", window: "test", name: "auroc", value: 0.875},
          {model: "z", window: "all", name: "ap", value: null}
        ],
        retraining: null
      });
    });

    it("runs(limit) returns the newest runs first, and no more than asked for", async () => {
      await audit.beginRun(startOf("0002", 20));
      await audit.finishRun(startOf("0002").run, "succeeded", at(21));
      await audit.beginRun(startOf("0003", 30));
      await audit.finishRun(startOf("0003").run, "succeeded", at(31));
      const names = (await audit.runs(2)).map(({run}) => run);
      expect(names).toEqual([startOf("0003").run, startOf("0002").run]);
      await expect(audit.runs(0)).rejects.toThrow("invalid limit: 0");
    });

    it("runs() lists 20 inputs of a phase and counts the others", async () => {
      const {run} = startOf("0004", 40);
      await audit.beginRun(startOf("0004", 40));
      const inputs = Array.from({length: 72}, (_, i) => ({name: `${i}.log`, sha256: digest("1")}));
      await audit.recordPhase(eventOf(run, manifestOf("ingestion", digest("c"), {inputs})));
      const phase = (await find(run))?.phases[0];
      expect(phase?.inputs.map(({name}) => name)).toEqual(
        inputs.slice(0, 20).map(({name}) => name)
      );
      expect(phase?.moreInputs).toBe(52);
      await audit.finishRun(run, "succeeded", at(41));
    });

    it("runs() lists 100 partitions of a phase and counts the others, and those that the run made", async () => {
      const parts = Array.from({length: 102}, (_, i) => {
        const key = `1c${i.toString(16).padStart(62, "0")}`;
        return manifestOf("transformation", key, {partition: `day=${String(i).padStart(3, "0")}`});
      });
      const [first, second] = [startOf("0104", 43), startOf("0105", 45)];
      const phaseOf = async ({run}: {run: string}) => (await find(run))?.phases[0].partitions;
      await audit.beginRun(first);
      await audit.recordPartitions(first.run, parts.slice(0, 2));
      await audit.finishRun(first.run, "failed", at(44), "stopped");
      await audit.beginRun(second);
      await audit.recordPartitions(second.run, parts);
      const partitions = parts.map(({partition, key, sha256, rows}) => ({name: partition!, key, sha256, manifest: sha256, rows})); // prettier-ignore
      const merged = manifestOf("transformation", digest("9"), {partitions});
      await audit.recordPhase(eventOf(second.run, merged));
      const found = await phaseOf(second);
      expect([found?.count, found?.made, found?.listed.length]).toEqual([102, 100, 100]);
      expect(found?.listed.slice(1, 3)).toMatchObject([
        {partition: "day=001", key: parts[1].key, rows: parts[1].rows, made: false},
        {partition: "day=002", key: parts[2].key, rows: parts[2].rows, made: true}
      ]);
      await audit.finishRun(second.run, "succeeded", at(46));
    });

    it("beginRun(start) rejects if the run exists, or its name is not one", async () => {
      await expect(audit.beginRun(startOf("0001"))).rejects.toThrow();
      await expect(
        audit.beginRun({...startOf("0005"), run: "'; DROP TABLE runs; --"})
      ).rejects.toThrow();
    });

    it("recordPhase(event) records all of it or nothing", async () => {
      const {run} = startOf("0006", 42);
      await audit.beginRun(startOf("0006", 42));
      const inputs = [{name: "x", sha256: "not a digest"}];
      const broken = manifestOf("ingestion", digest("d"), {inputs});
      await expect(audit.recordPhase(eventOf(run, broken))).rejects.toThrow();
      expect((await find(run))?.phases).toEqual([]);
      // Had the artifact stayed, this one would be taken for a change of it.
      const whole = manifestOf("ingestion", digest("d"), {sha256: digest("9")});
      await audit.recordPhase(eventOf(run, whole));
      await expect(audit.recordPhase(eventOf(run, whole))).rejects.toThrow();
      await audit.finishRun(run, "succeeded", at(43));
    });

    it("recordPhase(event) rejects an artifact that has other bytes than before", async () => {
      const {run} = startOf("0007", 44);
      await audit.beginRun(startOf("0007", 44));
      const changed = manifestOf("training", digest("b"), {sha256: digest("8")});
      await expect(audit.recordPhase(eventOf(run, changed))).rejects.toThrow("changed artifact");
      await expect(
        audit.recordPhase(eventOf("20261123-130400-ffff", manifestOf("training", digest("b"))))
      ).rejects.toThrow();
      await audit.finishRun(run, "failed", at(45), "changed artifact");
    });

    it("finishRun(run, status, finishedAt, error) keeps any message, and ends a run once", async () => {
      const {run} = startOf("0008", 46);
      await audit.beginRun(startOf("0008", 46));
      await audit.finishRun(run, "failed", at(47), "invalid \0 \ud800 '); DROP TABLE runs; --");
      expect((await find(run))?.error).toBe("invalid \ufffd \ufffd '); DROP TABLE runs; --");
      expect((await find(run))?.status).toBe("failed");
      await expect(audit.finishRun(run, "succeeded", at(48))).rejects.toThrow("run not running");
      await expect(audit.finishRun("20261123-130400-eeee", "succeeded", at(48))).rejects.toThrow(
        "run not running"
      );
    });

    it("recordMetrics(run, metrics) refuses a number that is none", async () => {
      const metric = {model: "z", window: "all", name: "threshold", value: NaN};
      await expect(audit.recordMetrics(startOf("0001").run, [metric])).rejects.toThrow("NaN");
    });
  });
}
