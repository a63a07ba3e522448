import {layers, phases} from "../../src/core/schema/artifacts.js";
import type {Records} from "../audit/audit.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {listDead, removeScratch} from "../lease/scratch.js";
import {findManifest} from "../artifacts/artifacts.js";
import {findLatest} from "../run/latest.js";
import type {Latest} from "../run/latest.js";
import {groupKeys, logDigests, removeRecorded} from "./removal.js";
import type {Removal} from "./removal.js";
import {openStores} from "../storage/open.js";
import type {Stores} from "../storage/store.js";

/** The reason why an object is an orphan. */
export type OrphanReason =
  | "no manifest" // files of an artifact whose making was interrupted
  | "not in the audit" // an artifact that no run recorded
  | "no artifact" // bytes of a log that no artifact was made from
  | "unfinished write"
  | "scratch";

/** An object that a killed run left behind. */
export interface Orphan extends Removal {
  reason: OrphanReason;
}

/** The age, in seconds, from which an unfinished write is an orphan: younger ones may be at work. */
const minAge = 3_600;

/**
 * Returns what runs left behind that were killed, in order of layer and name. Never of it: what the
 * latest run refers to, or what is recorded, such as the partitions of a run that was killed: the next one uses them. Throws a UsageError if the audit has none of the
 * artifacts of the store: then it is the audit of another.
 */
export async function findOrphans(
  settings: Settings,
  records: Records,
  stores: Stores = openStores(settings)
): Promise<Orphan[]> {
  const known = await records.artifactKeys();
  const latest = await findLatest(stores);
  const kept = new Set([...known.keys(), ...(latest ? await keysOfRun(latest, stores) : [])]);
  const orphans: Orphan[] = [];
  const digests = new Set<string>();
  let found = 0;
  for (const layer of layers) {
    for (const [name, keys] of groupKeys(await stores[layer].list("artifacts/"))) {
      const isComplete = keys[0].endsWith("/manifest.json");
      if (known.has(name)) ++found;
      if (!isComplete) orphans.push({layer, reason: "no manifest", name, keys});
      else if (!kept.has(name)) orphans.push({layer, reason: "not in the audit", name, keys});
      else if (layer === "raw")
        for (const digest of (await logDigests(stores, name)).keys()) digests.add(digest);
    }
    for (const name of await stores[layer].listUnfinished(minAge))
      orphans.push({layer, reason: "unfinished write", name, keys: []});
  }
  checkAudit(orphans, found, records);
  for (const key of await stores.raw.list("bytes/")) {
    const name = key.slice("bytes/".length);
    if (!digests.has(name)) orphans.push({layer: "raw", reason: "no artifact", name, keys: [key]});
  }
  for (const name of await listDead(settings.scratch))
    orphans.push({layer: null, reason: "scratch", name, keys: []});
  return orphans;
}

/** Returns the keys of the artifacts of a run and of their partitions. */
async function keysOfRun(latest: Latest, stores: Stores): Promise<string[]> {
  const keys: string[] = [];
  for (const phase of phases) {
    const {partitions = []} = (await findManifest(stores, phase, latest[phase])) ?? {};
    keys.push(latest[phase], ...partitions.map(({key}) => key));
  }
  return keys;
}

/**
 * Removes *orphans* and records what was removed, and who did it, in the audit; what was removed when it
 * is interrupted is recorded too. Call it while no run is at work.
 */
export async function removeOrphans(
  orphans: readonly Orphan[],
  settings: Settings,
  records: Records,
  {by, stores = openStores(settings), now}: RemoveOptions
): Promise<void> {
  const remove = (orphan: Orphan) => removeOrphan(orphan, settings, stores);
  await removeRecorded(orphans, records, {kind: "gc", by, now}, remove);
}

/** The author, stores and clock of a removal. */
export interface RemoveOptions {
  /** The author of the removal. */
  by: string;

  /** The stores; defaults to those of the settings. */
  stores?: Stores;

  /** The clock of the audit; defaults to that of the system. */
  now?: () => Date;
}

async function removeOrphan(
  {layer, reason, name, keys}: Orphan,
  {scratch}: Settings,
  stores: Stores
): Promise<void> {
  if (layer === null) return removeScratch(scratch, name);
  if (reason === "unfinished write") return stores[layer].removeUnfinished(name);
  for (const key of keys) await stores[layer].remove(key);
}

function checkAudit(orphans: Orphan[], found: number, {location}: Records): void {
  const unknown = orphans.filter(({reason}) => reason === "not in the audit").length;
  if (unknown > 0 && found === 0)
    throw new UsageError(
      `unknown store: the audit ${location} has none of its ${unknown} artifacts; name the audit that its runs were recorded in`
    );
}
