import type {PhaseResult} from "../../../pipeline/artifacts/phase-result.js";
import type {Store, Stores} from "../../../pipeline/storage/store.js";
import type {Moment} from "../../../pipeline/tracking/listener.js";
import {phases} from "../../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import {digest, manifestOf, startOf} from "../audit/contract.js";

/** When the moment *i* of a run is; a second after the one before. */
export const at = (i: number) => new Date(Date.UTC(2026, 10, 23, 13, 4, i));

const location = (bucket: string) => ({location: `s3://${bucket}`}) as Store;

/** Stores that have an address, and nothing else. */
export const stores: Stores = {
  raw: location("raw"),
  silver: location("silver"),
  models: location("models"),
  eval: location("eval")
};

const metrics = [
  {model: "isolation-forest", window: "all", name: "alerts", value: 3},
  {model: "isolation-forest", window: "test", name: "auroc", value: null}
];

const facts: Record<Phase, Manifest["facts"]> = {
  ingestion: {files: [{name: "conn.log", sha256: digest("a"), lines: 12, rejected: 1}]},
  transformation: {},
  training: {models: []},
  evaluation: {metrics}
};

/** Returns the result of *phase*, of two files; reused if *reused*. */
export function resultOf(phase: Phase, {reused = false} = {}): PhaseResult {
  const inputs = phase === "ingestion" ? [{name: "conn.log", sha256: digest("a"), bytes: 900}] : [];
  const files = ["a", "b"].map((path, i) => ({path, sha256: digest("b"), bytes: 100 + i}));
  const key = digest(String(1 + phases.indexOf(phase)));
  const manifest = manifestOf(phase, key, {inputs, files, rows: 10, facts: facts[phase]});
  return {manifest, reused, seconds: 1, rowsIn: 12, rowsOut: 10, rejected: 1};
}

/** Returns the moments of a run that succeeds, or that fails, with *error*, in *failing*. */
export function momentsOf({
  failing,
  error = new Error("disk full"),
  reused = false
}: {failing?: Phase; error?: Error; reused?: boolean} = {}): Moment[] {
  let i = 0;
  const moments: Moment[] = [{kind: "run-begun", start: startOf("7f3a"), stores, at: at(i++)}];
  for (const phase of phases) {
    moments.push({kind: "phase-begun", phase, at: at(i++)});
    if (phase === failing) {
      moments.push({kind: "phase-failed", phase, error, at: at(i++)});
      return [...moments, {kind: "run-failed", error, at: at(i)}];
    }
    moments.push({kind: "phase-done", phase, result: resultOf(phase, {reused}), at: at(i++)});
  }
  const results = Object.fromEntries(phases.map((phase) => [phase, resultOf(phase)]));
  const ended = {results: results as Record<Phase, PhaseResult>, at: at(i)};
  return [...moments, {kind: "run-succeeded", ...ended}];
}
