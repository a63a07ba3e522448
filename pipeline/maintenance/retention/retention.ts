import {layerOf, layers, phases} from "../../../src/core/schema/artifacts.js";
import type {Layer, Phase} from "../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {Records} from "../../audit/audit.js";
import {findStudy} from "../../evaluation/study/study.js";
import {findLatest} from "../../run/latest.js";
import {groupKeys, logDigests, removeRecorded} from "../removal.js";
import type {Removal} from "../removal.js";
import {findManifest} from "../../artifacts/artifacts.js";
import type {Stores} from "../../storage/store.js";
import {keptKeys, keptRuns} from "./keep.js";
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
 * bytes of logs that no artifact needs then. A partition stays while anything that is merged from it does, or the run that made it
 * if it did not end. Never signed statements, nor artifacts that are not in the audit,
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
  const facts = {runs, versions, latest, now: now.getTime()};
  const kept = keptKeys(policy, facts);
  for (const key of await pastKeys([...kept], stores)) kept.add(key);
  for (const key of await studyKeys([...kept], stores)) kept.add(key);
  const known = await records.artifactKeys();
  const newest = newestRuns(runs);
  const expired: Expired[] = [];
  for (const phase of [...phases].reverse()) {
    const layer = layerOf[phase];
    const artifacts = await listArtifacts(stores, phase);
    const ofKept = keptRuns(policy, layer, facts);
    for (const {name, partitions} of artifacts) {
      for (const part of partitions) {
        if (kept.has(name)) kept.add(part);
        if ((newest.get(part) ?? "") < (newest.get(name) ?? ""))
          newest.set(part, newest.get(name)!);
      }
    }
    for (const {name, keys, bytes, isPartition} of artifacts) {
      const first = known.get(name);
      if (first === undefined || kept.has(name) || (isPartition && ofKept.has(first))) continue;
      const run = newest.get(name);
      const reason = run ? `last of run ${run}` : "of no run";
      expired.push({layer, reason, name, keys, bytes});
    }
  }
  return [...expired, ...(await expiredLogs(expired, stores))];
}

/** An artifact that is complete. */
interface StoredArtifact {
  name: string;
  /** The keys of its files, without those of its partitions. */
  keys: string[];
  /** The keys of its partitions. */
  partitions: string[];
  isPartition: boolean;
  /** The size of its files. */
  bytes: number;
}

/** Returns the artifacts of *phase*, what is merged before what it is merged from: it must not look complete without. */
async function listArtifacts(stores: Stores, phase: Phase): Promise<StoredArtifact[]> {
  const artifacts: StoredArtifact[] = [];
  for (const [name, keys] of groupKeys(await stores[layerOf[phase]].list("artifacts/"))) {
    if (!keys[0].endsWith("/manifest.json")) continue;
    const {
      partition,
      partitions = [],
      files = []
    } = (await findManifest(stores, phase, name)) ?? {};
    const own = files.filter((file) => file.partition === undefined);
    artifacts.push({
      name,
      keys,
      partitions: partitions.map(({key}) => key),
      isPartition: partition !== undefined,
      bytes: own.reduce((total, {bytes}) => total + bytes, 0)
    });
  }
  return artifacts.sort((a, b) => Number(a.isPartition) - Number(b.isPartition));
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

/** Returns the keys of the newest full evaluations of the evaluations among *kept*. */
async function studyKeys(kept: readonly string[], stores: Stores): Promise<string[]> {
  const studies = await Promise.all(kept.map((key) => findStudy(stores, key)));
  return studies.flatMap((study) => (study ? [study.key] : []));
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
