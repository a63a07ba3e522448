import {layerOf, layers, phases} from "../../../src/core/schema/artifacts.js";
import type {Layer, Phase} from "../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {ModelVersion} from "../../audit/decisions.js";
import type {Latest} from "../../run/latest.js";
import type {LayerRule, RetentionPolicy} from "./policy.js";

/** The facts that decide what is kept. */
export interface Known {
  /** All runs, newest first. */
  runs: readonly RunEntry[];
  /** The versions of all models. */
  versions: readonly ModelVersion[];
  /** The latest run; undefined if there is none. */
  latest: Latest | undefined;
  /** Now, in milliseconds since 1970. */
  now: number;
}

const day = 86_400_000;

/**
 * Returns the keys of the artifacts that stay. What is kept keeps what it was made from: a run that is
 * kept in EVAL is kept completely, so that its signed statement still holds. The latest run is always kept
 * completely, and so is the run of a champion or challenger up to its models.
 */
export function keptKeys(policy: RetentionPolicy, known: Known): Set<string> {
  const {runs, versions, latest} = known;
  const kept = new Set(phases.flatMap((phase) => latest?.[phase] ?? []));
  for (const layer of layers) {
    const isKept = keeperOf(policy[layer], known);
    for (const entry of runs) if (isKept(entry)) addUpTo(kept, entry, layer);
  }
  const inCharge = versions.filter(({stage}) => stage === "champion" || stage === "challenger");
  const firstRuns = new Set(inCharge.map(({firstRun}) => firstRun));
  for (const entry of runs) if (firstRuns.has(entry.run)) addUpTo(kept, entry, "models");
  return kept;
}

/** Returns the runs that *policy* keeps in *layer*: what they made, and nothing was merged from, stays too. */
export function keptRuns(policy: RetentionPolicy, layer: Layer, known: Known): Set<string> {
  return new Set(known.runs.filter(keeperOf(policy[layer], known)).map(({run}) => run));
}

/** Returns the function that decides whether *rule* keeps a run. */
function keeperOf(rule: LayerRule | undefined, {runs, now}: Known): (entry: RunEntry) => boolean {
  if (!rule) return () => true;
  const {keepRuns, keepDays} = rule;
  const succeeded = runs.filter(({status}) => status === "succeeded");
  const oldest = keepRuns === undefined ? Infinity : (succeeded[keepRuns - 1]?.startedAt ?? 0);
  const since = keepDays === undefined ? Infinity : now - keepDays * day;
  return ({status, startedAt}) => status === "running" || startedAt >= Math.min(oldest, since);
}

/** Adds the artifacts of a run from RAW up to *layer*. */
function addUpTo(kept: Set<string>, {phases: entries}: RunEntry, layer: Layer): void {
  for (const {phase, key} of entries)
    if (layers.indexOf(layerOf[phase as Phase]) <= layers.indexOf(layer)) kept.add(key);
}
