import {layerOf, layers, phases} from "../../../src/core/schema/artifacts.js";
import type {Layer, Phase} from "../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {Records} from "../../audit/audit.js";
import {findLatest} from "../../run/latest.js";
import {groupKeys, logDigests, removeRecorded} from "../removal.js";
import type {Removal} from "../removal.js";
import {findManifest} from "../../artifacts/artifacts.js";
import type {Stores} from "../../storage/store.js";
import {keptKeys} from "./keep.js";
import type {RetentionPolicy} from "./policy.js";

/** The kind of the actions of retention in the audit. */
const retentionKind = "retention";

/** Something that is kept no longer. */
export interface Expired extends Removal {
  layer: Layer;
  bytes: number;
}

/** The number of runs to read: all. */
const all = 1_000_000;

/**
 * Returns what *policy* keeps no longer, from EVAL back to RAW: artifacts that no kept run needs, and the
 * bytes of logs that no artifact needs then. Never signed statements, nor artifacts that are not in the audit,
 * which are for `atalaya gc`.
 */
export async function findExpired(
  policy: RetentionPolicy,
  records: Records,
  stores: Stores,
  now: Date
): Promise<Expired[]> {
  if (Object.keys(policy).length === 0) return [];
  const runs = await records.runs(all);
  const [versions, latest] = [await records.modelVersions(), await findLatest(stores)];
  const kept = keptKeys(policy, {runs, versions, latest, now: now.getTime()});
  for (const key of await pastKeys([...kept], stores)) kept.add(key);
  const known = await records.artifactKeys();
  const newest = newestRuns(runs);
  const expired: Expired[] = [];
  for (const phase of [...phases].reverse()) {
    const layer = layerOf[phase];
    for (const [key, keys] of groupKeys(await stores[layer].list("artifacts/"))) {
      const isComplete = keys[0].endsWith("/manifest.json");
      if (!isComplete || kept.has(key) || !known.has(key)) continue;
      const bytes = await sizeOf(stores, phase, key);
      const run = newest.get(key);
      const reason = run ? `last of run ${run}` : "of no run";
      expired.push({layer, reason, name: key, keys, bytes});
    }
  }
  return [...expired, ...(await expiredLogs(expired, stores))];
}

/** Returns the keys of the artifacts of clean pasts that the evaluations among *kept* were made with. */
async function pastKeys(kept: readonly string[], stores: Stores): Promise<string[]> {
  const keys: string[] = [];
  for (const key of kept) {
    const past = (await findManifest(stores, "evaluation", key))?.parameters.past;
    if (past) keys.push((past as {[name: string]: string}).ingestion, (past as {[name: string]: string}).transformation); // prettier-ignore
  }
  return keys;
}

/** Removes *expired*, and records that in the audit. Call it while no run is at work. */
export async function removeExpired(
  expired: readonly Expired[],
  records: Records,
  stores: Stores,
  {by, now}: {by: string; now?: () => Date}
): Promise<void> {
  await removeRecorded(expired, records, {kind: retentionKind, by, now}, async ({layer, keys}) => {
    for (const key of keys) await stores[layer].remove(key);
  });
}

/** Returns the logs of *expired* ingestions that no other ingestion read. */
async function expiredLogs(expired: readonly Expired[], stores: Stores): Promise<Expired[]> {
  const gone = new Set(expired.filter(({layer}) => layer === "raw").map(({name}) => name));
  if (gone.size === 0) return [];
  const needed = new Set<string>();
  const logs = new Map<string, number>();
  for (const key of groupKeys(await stores.raw.list("artifacts/")).keys())
    for (const [digest, bytes] of await logDigests(stores, key))
      if (gone.has(key)) logs.set(digest, bytes);
      else needed.add(digest);
  const kept = new Set((await stores.raw.list("bytes/")).map((key) => key.slice(6)));
  const names = [...logs].filter(([digest]) => !needed.has(digest) && kept.has(digest));
  const reason = "log of what goes";
  return names
    .sort()
    .map(([name, bytes]) => ({layer: "raw", reason, name, keys: [`bytes/${name}`], bytes}));
}

/** Returns the newest run that had each artifact. */
function newestRuns(runs: readonly RunEntry[]): Map<string, string> {
  const oldestFirst = [...runs].reverse();
  return new Map(oldestFirst.flatMap(({run, phases: had}) => had.map(({key}) => [key, run])));
}

async function sizeOf(stores: Stores, phase: Phase, key: string): Promise<number> {
  const manifest = await findManifest(stores, phase, key);
  return (manifest?.files ?? []).reduce((total, {bytes}) => total + bytes, 0);
}

/**
 * Returns the layers from which retention removed the artifact of each of *runs*, newest first; nothing of
 * a run that has all. A later run that recomputed the artifact restored it.
 */
export async function removedLayers(
  runs: readonly RunEntry[],
  records: Pick<Records, "actions">
): Promise<Map<string, Layer[]>> {
  const removedAt = new Map<string, number>();
  for (const {kind, details, actedAt} of await records.actions()) {
    if (kind !== retentionKind) continue;
    for (const {name} of details.removed as {name: string}[])
      removedAt.set(name, actedAt.getTime());
  }
  const usedAt = new Map<string, number>();
  for (const {startedAt, phases: had} of runs)
    for (const {key} of had) usedAt.set(key, Math.max(startedAt, usedAt.get(key) ?? 0));
  const isRemoved = (key: string) => (removedAt.get(key) ?? -1) > (usedAt.get(key) ?? 0);
  const lost = runs.map(({run, phases: had}): [string, Layer[]] => {
    const gone = had.filter(({key}) => isRemoved(key)).map(({phase}) => layerOf[phase as Phase]);
    return [run, layers.filter((layer) => gone.includes(layer))];
  });
  return new Map(lost.filter(([, gone]) => gone.length > 0));
}
