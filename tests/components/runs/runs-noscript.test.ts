import {expect, it} from "vitest";
import {runsHtml} from "../../../src/components/runs/runs-noscript.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";

const run: RunEntry = {
  run: "20260301-000000-abcd",
  status: "succeeded",
  startedAt: Date.UTC(2026, 2, 1, 9, 30),
  finishedAt: Date.UTC(2026, 2, 1, 9, 30, 12),
  command: "atalaya run",
  codeVersion: "0.1.0",
  error: null,
  phases: [],
  models: [],
  metrics: [],
  retraining: null
};

it("runsHtml(page) lists the latest twenty runs and counts the rest", () => {
  const html = runsHtml({runs: Array.from({length: 23}, () => run)});
  expect(html.match(/<td>1 Mar 09:30:00 UTC<\/td><td>succeeded<\/td><td>12 s<\/td>/g)).toHaveLength(
    20
  );
  expect(html).toContain("And 3 earlier runs.");
  expect(runsHtml({runs: [run]})).not.toContain("earlier");
});

it("runsHtml(page) says that a run is partial", () => {
  const parameters = {setAside: [{partition: "day=2026-03-01", task: "a", error: "killed"}]};
  const phase = {phase: "transformation", parameters} as unknown as RunEntry["phases"][number];
  expect(runsHtml({runs: [{...run, phases: [phase]}]})).toContain("<td>succeeded, partial</td>");
});
