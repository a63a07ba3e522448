import {expect, it} from "vitest";
import {keptKeys} from "../../../../pipeline/maintenance/retention/keep.js";
import type {Known} from "../../../../pipeline/maintenance/retention/keep.js";
import {uniformPolicy} from "../../../../pipeline/maintenance/retention/policy.js";
import type {Stage} from "../../../../pipeline/audit/decisions.js";
import {layerOf, phases} from "../../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../../src/core/schema/runs.js";

const day = 86_400_000;

/** Returns the run that began *age* days before day 100; its keys are its name and the layer. */
function runOf(run: string, age: number, fields: Partial<RunEntry> = {}): RunEntry {
  const had = phases.map((phase) => ({phase, key: `${run} ${layerOf[phase]}`}));
  const startedAt = (100 - age) * day;
  return {run, status: "succeeded", startedAt, phases: had, ...fields} as RunEntry;
}

function known(runs: RunEntry[], fields: Partial<Known> = {}): Known {
  return {runs, versions: [], latest: undefined, now: 100 * day, ...fields};
}

function versionOf(firstRun: string, stage: Stage) {
  const rest = {sha256: "", reason: null, promotedBy: null, promotedAt: null};
  return {name: "forest", version: 1, firstRun, stage, ...rest};
}

const whole = (run: string) =>
  ["eval", "models", "raw", "silver"].map((layer) => `${run} ${layer}`);

const runs = [runOf("d", 1), runOf("c", 5), runOf("b", 20), runOf("a", 40)];

it("keptKeys(policy, known) keeps everything without a policy", () => {
  expect(keptKeys({}, known(runs)).size).toBe(16);
});

it("keptKeys(policy, known) keeps the newest runs, or the young ones, or what either keeps", () => {
  const keep = (rule: {keepRuns?: number; keepDays?: number}) =>
    [...keptKeys(uniformPolicy(rule), known(runs))].sort();
  expect(keep({keepRuns: 1})).toEqual(whole("d"));
  expect(keep({keepRuns: 2})).toEqual([...whole("c"), ...whole("d")]);
  expect(keep({keepRuns: 9})).toHaveLength(16);
  expect(keep({keepDays: 0})).toEqual([]);
  expect(keep({keepDays: 20})).toEqual([...whole("b"), ...whole("c"), ...whole("d")]);
  expect(keep({keepRuns: 1, keepDays: 5})).toEqual([...whole("c"), ...whole("d")]);
});

it("keptKeys(policy, known) keeps what a kept artifact was made from, and no more", () => {
  const policy = {
    raw: {keepDays: 50},
    silver: {keepDays: 10},
    models: {keepDays: 30},
    eval: {keepRuns: 1}
  };
  expect([...keptKeys(policy, known(runs))].sort()).toEqual([
    "a raw",
    "b models",
    "b raw",
    "b silver",
    "c models",
    "c raw",
    "c silver",
    ...whole("d")
  ]);
});

it("keptKeys(policy, known) always keeps the latest run, though others are newer", () => {
  const latest = {
    run: "a",
    ...Object.fromEntries(phases.map((phase) => [phase, `a ${layerOf[phase]}`]))
  };
  const kept = keptKeys(uniformPolicy({keepDays: 0}), known(runs, {latest: latest as never}));
  expect([...kept].sort()).toEqual(whole("a"));
});

it("keptKeys(policy, known) keeps what the models in charge were made from", () => {
  const policy = uniformPolicy({keepDays: 0});
  for (const stage of ["champion", "challenger"] as const) {
    const kept = keptKeys(policy, known(runs, {versions: [versionOf("b", stage)]}));
    expect([...kept].sort()).toEqual(["b models", "b raw", "b silver"]);
  }
  for (const stage of ["candidate", "retired"] as const)
    expect(keptKeys(policy, known(runs, {versions: [versionOf("b", stage)]})).size).toBe(0);
});

it("keptKeys(policy, known) counts runs that succeeded, and keeps what may be taken up again", () => {
  const failed = (run: string, age: number) => runOf(run, age, {status: "failed"});
  const mixed = [failed("f", 1), runOf("d", 2), failed("e", 3), runOf("c", 4)];
  const kept = [...keptKeys(uniformPolicy({keepRuns: 1}), known(mixed))].sort();
  expect(kept).toEqual([...whole("d"), ...whole("f")]);
  const working = [runOf("w", 90, {status: "running"})];
  expect(keptKeys(uniformPolicy({keepDays: 1}), known(working)).size).toBe(4);
});
