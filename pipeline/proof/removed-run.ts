import {subjectName} from "../../src/core/proof/statement.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {Records} from "../audit/audit.js";
import type {RemovedRun, Part, PartVerification} from "./verification.js";
import type {RecordedArtifact} from "./verify-objects.js";

/** The records and checks of a run. */
export interface RemovedOptions {
  entry: RunEntry | undefined;
  audit: Records | undefined;
  parts: Record<Part, PartVerification>;
}

/**
 * Returns what is gone of a run: the layers in which its artifact has no manifest, and nothing else is found
 * that was changed; and what the audit says of its removal. Returns null if there is no such layer.
 */
export async function maybeRemoved(
  artifacts: readonly RecordedArtifact[],
  {entry, audit, parts}: RemovedOptions
): Promise<RemovedRun | null> {
  const lost = artifacts.filter(({phase, key}) => {
    const {findings, findingCount, missingCount} = parts[layerOf[phase]];
    const manifest = subjectName({phase, key}, "manifest.json");
    const isThere = !findings.some(({what, found}) => what === manifest && found === "nothing");
    return !isThere && missingCount === findingCount;
  });
  if (lost.length === 0) return null;
  const keys = new Set(lost.map(({key}) => key));
  const actions = (await audit?.actions()) ?? [];
  const removals = actions.filter(
    ({kind, details}) =>
      kind === "retention" && (details.removed as {name: string}[]).some(({name}) => keys.has(name))
  );
  const last = removals.at(-1);
  return {
    layers: lost.map(({phase}) => layerOf[phase]),
    removed: last ? {at: last.actedAt.toISOString(), by: last.actedBy} : null,
    command: entry?.command ?? null
  };
}
