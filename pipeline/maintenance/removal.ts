import type {Json, Layer} from "../../src/core/schema/artifacts.js";
import type {Actions} from "../audit/decisions.js";
import {findManifest} from "../artifacts/artifacts.js";
import type {Stores} from "../storage/store.js";

/** Something to remove. */
export interface Removal {
  /** The layer it is in; null for the folder of work in progress. */
  layer: Layer | null;
  /** The reason of its removal. */
  reason: string;
  /** The artifact, digest, write or folder. */
  name: string;
  /** The keys of its files, its manifest first: a partial artifact must not look complete. */
  keys: string[];
  /** The size of its files, in bytes; absent if it is not known. */
  bytes?: number;
}

/** The author and time of a removal. */
export interface RemoveOptions {
  /** The kind of the action in the audit; e.g., `gc`. */
  kind: string;

  /** The author of the removal. */
  by: string;

  /** The clock of the audit; defaults to that of the system. */
  now?: () => Date;
}

/** The most keys that an action of the audit lists; further keys make another action. */
const keysPerAction = 1_000;

/**
 * Has each of *removals* removed by *remove*, in order, and records in the audit what is removed, why and
 * who did it; before it is, so that it is recorded even if this is interrupted.
 */
export async function removeRecorded<T extends Removal>(
  removals: readonly T[],
  actions: Pick<Actions, "recordAction">,
  {kind, by, now = () => new Date()}: RemoveOptions,
  remove: (removal: T) => Promise<void>
): Promise<void> {
  for (let i = 0; i < removals.length;) {
    const batch: T[] = [];
    for (let n = 0; i < removals.length && n < keysPerAction; n += removals[i++].keys.length + 1)
      batch.push(removals[i]);
    const details = {removed: batch.map(describe)};
    await actions.recordAction({kind, details, actedBy: by, actedAt: now()});
    for (const removal of batch) await remove(removal);
  }
}

function describe({layer, reason, name, keys, bytes}: Removal): Json {
  return {layer, reason, name, files: keys.length, ...(bytes !== undefined && {bytes})};
}

/** Returns the keys of each artifact among *keys*, its manifest first, if it has one. */
export function groupKeys(keys: readonly string[]): Map<string, string[]> {
  const artifacts = new Map<string, string[]>();
  for (const key of keys) {
    const [, name] = key.split("/");
    const group = artifacts.get(name) ?? artifacts.set(name, []).get(name)!;
    if (key === `artifacts/${name}/manifest.json`) group.unshift(key);
    else group.push(key);
  }
  return artifacts;
}

/** Returns the digests of the logs that the ingestion *key* read, with their sizes in bytes: its inputs and, of a feed, what it made. */
export async function logDigests(stores: Stores, key: string): Promise<Map<string, number>> {
  const manifest = await findManifest(stores, "ingestion", key);
  const files = (manifest?.facts.files ?? []) as unknown as {sha256: string; bytes?: number}[];
  const logs = [...(manifest?.inputs ?? []), ...files];
  return new Map(logs.map(({sha256, bytes = 0}) => [sha256, bytes]));
}
