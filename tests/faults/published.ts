import {createHash} from "node:crypto";
import {layerOf, layers, phases} from "../../src/core/schema/artifacts.js";
import type {ArtifactFile, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {openAudit} from "../../pipeline/audit/open.js";
import {findLatest} from "../../pipeline/run/latest.js";
import {artifactDigest, fileKey, findManifest} from "../../pipeline/artifacts/artifacts.js";
import {sha256OfFile} from "../../pipeline/artifacts/digest.js";
import {openStores} from "../../pipeline/storage/open.js";
import type {Store, Stores} from "../../pipeline/storage/store.js";
import type {Place} from "./places.js";
import {atalayaAt} from "./processes.js";

/** What a run has made, by what must be the same whenever and wherever it is made. */
export interface Digests {
  silver: string;
  models: string;
  evaluation: string;
  /** The digest of each file of EVAL, by path; of its content where equal contents have other bytes. */
  files: Record<string, string>;
}

/** A run as `atalaya runs --json` lists it. */
export interface ListedRun {
  run: string;
  status: "running" | "succeeded" | "failed" | "dead";
  error: string | null;
  phases: {phase: Phase; key: string}[];
}

/** Returns the digests of the latest run of *place*; throws if there is none. */
export async function readDigests(place: Place): Promise<Digests> {
  const stores = openStores(place.settings());
  const latest = await findLatest(stores);
  if (!latest) throw new Error(`latest run not found: ${place.workspace}`);
  const [silver, models, evaluation] = await Promise.all(
    (["transformation", "training", "evaluation"] as const).map((phase) =>
      getManifest(stores, phase, latest[phase])
    )
  );
  return {
    silver: silver.sha256,
    models: models.sha256,
    evaluation: evaluation.sha256,
    files: Object.fromEntries(
      evaluation.files.map(({path, sha256, content}) => [path, content ?? sha256])
    )
  };
}

/** Returns the keys of the partitions that *place* has. */
export async function listPartitions(place: Place): Promise<string[]> {
  const stores = openStores(place.settings());
  const found: string[] = [];
  for (const layer of layers) {
    for (const key of await stores[layer].list("artifacts/")) {
      if (!key.endsWith("/manifest.json")) continue;
      const text = new TextDecoder().decode(await stores[layer].read(key));
      const {key: own, partition} = JSON.parse(text) as Manifest;
      if (partition !== undefined) found.push(own);
    }
  }
  return found;
}

/** Returns a sentence for each thing that a reader of *place* finds half-written: none, if all is well. */
export async function findHalfWritten(place: Place): Promise<string[]> {
  const stores = openStores(place.settings());
  const faults: string[] = [];
  for (const layer of layers) {
    const keys = await stores[layer].list("artifacts/");
    const whole = keys.filter((key) => key.endsWith("/manifest.json"));
    for (const key of whole) faults.push(...(await findFaults(stores[layer], key)));
  }
  for (const key of await stores.raw.list("bytes/")) {
    const {sha256} = await sha256OfFile(await stores.raw.localPath(key));
    if (key !== `bytes/${sha256}`) faults.push(`${key} holds other bytes: ${sha256}`);
  }
  return [...faults, ...(await findLatestFaults(stores))];
}

/**
 * Returns the runs that `atalaya runs --json` lists, newest first; a server may take a moment to see that
 * a process is gone, for which it is given ten seconds.
 */
export async function listRuns(place: Place): Promise<ListedRun[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const {code, stdout, stderr} = await atalayaAt(place, ["runs", "--json"]);
    if (code !== 0) throw new Error(`atalaya runs exited with ${code}: ${stderr}`);
    const {runs} = JSON.parse(stdout) as {runs: ListedRun[]};
    if (runs[0]?.status !== "running" || performance.now() > deadline) return runs;
  }
}

/** Returns the runs in the audit of *place*, newest first, and what is wrong with it, a sentence for each thing. */
export async function readAudit(place: Place): Promise<{runs: ListedRun[]; breaches: string[]}> {
  const audit = await openAudit(place.settings());
  try {
    const {breaches} = await audit.verify();
    return {runs: (await audit.runs()) as ListedRun[], breaches};
  } finally {
    await audit.close();
  }
}

async function findFaults(store: Store, key: string): Promise<string[]> {
  const manifest = JSON.parse(new TextDecoder().decode(await store.read(key))) as Manifest;
  const faults: string[] = [];
  for (const file of manifest.files) {
    const fault = await findFault(store, fileKey(manifest, file.path), file);
    if (fault) faults.push(fault);
  }
  if (artifactDigest(manifest.files) !== manifest.sha256) faults.push(`${key} has another digest`);
  return faults;
}

async function findFault(
  store: Store,
  key: string,
  file: ArtifactFile
): Promise<string | undefined> {
  const bytes = await store.read(key).catch((error: unknown) => String(error));
  if (typeof bytes === "string") return `${key} is missing: ${bytes}`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (bytes.length === file.bytes && sha256 === file.sha256) return undefined;
  return `${key} has ${bytes.length} bytes, ${sha256}; its manifest says ${file.bytes}, ${file.sha256}`;
}

async function findLatestFaults(stores: Stores): Promise<string[]> {
  const latest = await findLatest(stores);
  if (!latest) return [];
  const faults: string[] = [];
  for (const phase of phases) {
    if (!(await findManifest(stores, phase, latest[phase])))
      faults.push(`latest.json names ${phase} ${latest[phase]}, which is not in ${layerOf[phase]}`);
  }
  if (!(await stores.eval.has(`statements/${latest.run}.dsse.json`)))
    faults.push(`latest.json names ${latest.run}, which has no statement`);
  return faults;
}

async function getManifest(stores: Stores, phase: Phase, key: string): Promise<Manifest> {
  const manifest = await findManifest(stores, phase, key);
  if (!manifest) throw new Error(`artifact not found: ${phase} ${key}`);
  return manifest;
}
