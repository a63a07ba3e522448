import type {Measured, StudiedMethod, Study} from "../../src/core/schema/study.js";
import type {Settings} from "../config/settings.js";
import {readStudy} from "../evaluation/study/study.js";
import type {EvaluatedRun} from "../run/study/evaluate-run.js";
import {openStores} from "../storage/open.js";

/** Returns an evaluation as `atalaya evaluate --json` prints it: the study, and how long its parts took. */
export async function evaluatedJson(
  {run, manifest, reused, seconds, total}: EvaluatedRun,
  settings: Settings
): Promise<object> {
  const study = await readStudy(openStores(settings), manifest);
  return {
    run,
    key: manifest.key,
    sha256: manifest.sha256,
    reused,
    study,
    seconds: {total, parts: seconds}
  };
}

/** Returns an evaluation as `atalaya evaluate` prints it: a line a method, the best first. */
export async function evaluatedText(
  {run, manifest, total}: EvaluatedRun,
  settings: Settings
): Promise<string> {
  const study = await readStudy(openStores(settings), manifest);
  const rows = [...study.methods].sort((a, b) => apOf(b) - apOf(a)).map((one) => rowOf(one, study));
  const head = ["method", "AP, seen", "AP, novel", "AUROC", "recall", "stability"];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const line = (row: string[]) =>
    `  ${row.map((text, i) => (i ? text.padStart(widths[i]) : text.padEnd(widths[i]))).join("  ")}`;
  return [
    `run ${run}, ${study.seeds.length} seeds (${total.toFixed(1)} s)`,
    `  ${count(study.events)} of ${count(study.of)} events of the test window, ${count(study.hours)} hours of hosts; ${baseText(study)}`,
    line(head),
    ...rows.map(line),
    "mean ± standard error over the seeds, by event; next: `atalaya build` puts it on the site"
  ].join("\n");
}

function apOf({seen}: StudiedMethod): number {
  return eventsOf(seen)?.ap?.mean ?? 0;
}

function eventsOf(measures: StudiedMethod["novel"]) {
  return measures?.units.find(({unit}) => unit === "event");
}

function rowOf({name, seen, novel}: StudiedMethod, {budget}: Study): string[] {
  const events = eventsOf(seen);
  const {stability} = seen;
  return [
    name,
    measured(events?.ap),
    measured(eventsOf(novel)?.ap),
    measured(events?.auroc),
    events?.recallAtBudget ? `${measured(events.recallAtBudget)} in ${budget.event}` : "–",
    stability === null ? "–" : stability.toFixed(2)
  ];
}

function measured(value: Measured | null | undefined): string {
  if (!value) return "–";
  return value.mean.toFixed(3) + (value.error === null ? "" : ` ± ${value.error.toFixed(3)}`);
}

function baseText({baseRate: {event}}: Study): string {
  return event === null ? "no labels" : `base rate ${event.toPrecision(2)}`;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
