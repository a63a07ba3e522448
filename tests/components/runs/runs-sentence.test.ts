import {expect, it} from "vitest";
import {runsSentence} from "../../../src/components/runs/runs-sentence.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";

const phase: RunEntry["phases"][number] = {
  phase: "ingestion",
  key: "0",
  sha256: "0",
  reused: false,
  seconds: 1,
  rowsIn: 1,
  rowsOut: 1,
  rejected: 0,
  parameters: {},
  inputs: [],
  moreInputs: 0,
  partitions: {count: 0, made: 0, listed: []}
};

const run: RunEntry = {
  run: "a",
  status: "succeeded",
  startedAt: Date.UTC(2026, 2, 1, 9, 30),
  finishedAt: Date.UTC(2026, 2, 1, 9, 30, 12),
  command: "atalaya run",
  codeVersion: "0.1.0",
  error: null,
  phases: [phase, {...phase, phase: "transformation", reused: true}],
  models: [],
  metrics: [],
  retraining: null
};

const when = "The run of 1 Mar 09:30 UTC";

it("runsSentence(runs) says what the last run did, and in how long", () => {
  expect(runsSentence([run])).toBe(`${when} made 1 artifact and reused 1 in 12 s.`);
  expect(runsSentence([run, run, run])).toBe(
    `${when}, the latest of 3 recorded, made 1 artifact and reused 1 in 12 s.`
  );
  const reused = {...run, phases: run.phases.map((each) => ({...each, reused: true}))};
  expect(runsSentence([reused])).toBe(`${when} found everything made already in 12 s.`);
});

it("runsSentence(runs) says where the last run failed, that it goes on, or that there is none", () => {
  const phases = [phase, {...phase, phase: "training"}];
  expect(runsSentence([{...run, status: "failed", phases}])).toBe(`${when} failed in training.`);
  expect(runsSentence([{...run, status: "failed", phases: []}])).toBe(
    `${when} failed in its first phase.`
  );
  expect(runsSentence([{...run, status: "running", finishedAt: null}])).toBe(
    `${when} has not ended.`
  );
  expect(runsSentence([{...run, status: "dead", finishedAt: null}])).toBe(
    `${when} never ended: its process is gone. Start it again to resume it.`
  );
  expect(runsSentence([])).toBe("No run is recorded yet.");
});
