import {expect, it} from "vitest";
import {changesOf} from "../../../src/components/runs/run-changes.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";

function run(seed: number, rows: number, ap: number | null): RunEntry {
  return {
    run: `run-${seed}`,
    status: "succeeded",
    startedAt: 0,
    finishedAt: 1000,
    command: "run",
    codeVersion: "1",
    error: null,
    retraining: null,
    phases: [
      {
        phase: "training",
        key: "k",
        sha256: `digest-${seed}`,
        reused: false,
        seconds: 1,
        rowsIn: rows,
        rowsOut: rows,
        rejected: 0,
        parameters: {seed, trees: 100},
        inputs: [],
        moreInputs: 0,
        partitions: {count: 0, made: 0, listed: []}
      }
    ],
    models: [],
    metrics: [{model: "m", window: "test", name: "ap", value: ap}]
  };
}

it("changesOf(run, previous) lists only what differs, with the difference of numbers", () => {
  expect(changesOf(run(43, 1500, 0.25), run(42, 1000, 0.5))).toEqual({
    parameters: [{name: "training seed", before: "42", after: "43", difference: 1}],
    rows: [{name: "training rows", before: "1,000", after: "1,500", difference: 500}],
    metrics: [{name: "m, test: ap", before: "0.5000", after: "0.2500", difference: -0.25}],
    artifacts: [{name: "training", before: "digest-42", after: "digest-43"}]
  });
});

it("changesOf(run, run) is empty, and a value that came or went has no difference", () => {
  const same = run(1, 10, 0.5);
  expect(Object.values(changesOf(same, same)).flat()).toEqual([]);
  const [change] = changesOf(run(1, 10, 0.5), run(1, 10, null)).metrics;
  expect(change).toEqual({name: "m, test: ap", before: null, after: "0.5000"});
});
