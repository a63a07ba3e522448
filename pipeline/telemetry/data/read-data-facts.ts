import {existsSync} from "node:fs";
import {layerOf} from "../../../src/core/schema/artifacts.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {RunDrift} from "../../../src/core/schema/drift.js";
import type {SeverityCounts} from "../../../src/core/schema/incidents.js";
import type {RawFacts} from "../../../src/core/schema/raw-facts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {fileKey, findManifest} from "../../artifacts/artifacts.js";
import {openAudit} from "../../audit/open.js";
import type {Settings} from "../../config/settings.js";
import {findLatest} from "../../run/latest.js";
import {readRetraining, readWarnings} from "../../run/results.js";
import {openStores} from "../../storage/open.js";
import type {Stores} from "../../storage/store.js";

/** What is watched of a feed. Times are in seconds since 1970, UTC; null where there is nothing to say. */
export interface DataFacts {
  /** The newest run that has ended, well or not. */
  run: {endedAt: number; succeeded: boolean} | null;

  /** When the newest run ended that succeeded. */
  succeededAt: number | null;

  /** Of the latest run that succeeded; null if there is none. */
  latest: LatestFacts | null;
}

/** What the artifacts of the latest run say. */
export interface LatestFacts {
  run: string;
  latestEventAt: number | null;

  /** The share of lines that were rejected, of those that are no header or comment; in [0, 1]. */
  rejected: number;

  drift: RunDrift | null;
  retraining: boolean | null;

  /** The codes of its warnings, each once. */
  warnings: string[];

  incidents: SeverityCounts;
}

/** The runs that are looked at for the newest that ended, and that succeeded. */
const maxRuns = 50;

/** Returns what is watched of the feed of *settings*; rejects if the store or the audit cannot be read. Makes nothing. */
export async function readDataFacts(
  settings: Settings,
  onWait?: (message: string) => void
): Promise<DataFacts> {
  const runs = await readRuns(settings, onWait);
  const ended = runs.filter(({status, finishedAt}) => status === "dead" || finishedAt !== null);
  const newest = ended.at(0);
  const good = ended.find(({status}) => status === "succeeded");
  return {
    run: newest ? {endedAt: endOf(newest), succeeded: newest.status === "succeeded"} : null,
    succeededAt: good ? endOf(good) : null,
    latest: await latestFacts(settings)
  };
}

/** Returns when *entry* ended; a run that is dead, when it began: nobody saw its end. */
function endOf({finishedAt, startedAt}: RunEntry): number {
  return (finishedAt ?? startedAt) / 1000;
}

async function readRuns(
  settings: Settings,
  onWait: (message: string) => void = () => {}
): Promise<RunEntry[]> {
  if (!settings.postgres && !existsSync(settings.audit)) return []; // opening it would make it
  const audit = await openAudit(settings, {onWait});
  try {
    return await audit.runs(maxRuns);
  } finally {
    await audit.close();
  }
}

async function latestFacts(settings: Settings): Promise<LatestFacts | null> {
  if (!settings.minio && !existsSync(settings.store)) return null;
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  if (!latest) return null;
  const raw = await findManifest(stores, "ingestion", latest.ingestion);
  const evaluation = await findManifest(stores, "evaluation", latest.evaluation);
  if (!raw || !evaluation) return null; // removed
  const {accepted, rejected, lastTime} = raw.facts as unknown as RawFacts;
  return {
    run: latest.run,
    latestEventAt: lastTime === null ? null : Date.parse(lastTime) / 1000,
    rejected: accepted + rejected > 0 ? rejected / (accepted + rejected) : 0,
    drift: await readDrift(stores, evaluation),
    retraining: readRetraining(evaluation)?.recommended ?? null,
    warnings: [...new Set(readWarnings(evaluation).map(({code}) => code))],
    incidents: (evaluation.facts.incidents ?? {}) as unknown as SeverityCounts
  };
}

async function readDrift(stores: Stores, evaluation: Manifest): Promise<RunDrift | null> {
  const key = fileKey(evaluation, "published/today.json");
  const bytes = await stores[layerOf[evaluation.phase]].read(key);
  return (JSON.parse(new TextDecoder().decode(bytes)) as {drift?: RunDrift | null}).drift ?? null;
}
