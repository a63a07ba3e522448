import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {Records} from "../../audit/audit.js";
import type {ModelVersion} from "../../audit/decisions.js";
import {openExistingAudit} from "../../audit/open.js";
import {lockOf} from "../../audit/shared-pglite.js";
import type {Settings} from "../../config/settings.js";
import {findLatest} from "../../run/latest.js";
import {lockWatch} from "../../run/lock.js";
import type {Stores} from "../../storage/store.js";

/** What the registry and the audit of a workspace say at one time. */
export interface RegistrySnapshot {
  versions: readonly ModelVersion[];

  /** The newest runs, newest first. */
  runs: readonly RunEntry[];

  /** The latest run that came to its end; null if there is none. */
  latest: string | null;
}

/** What reads the registry of a workspace, as often as it is asked to. */
export interface RegistryReader {
  /** Returns what the registry says; undefined if it is as when it was read last. */
  read(): Promise<RegistrySnapshot | undefined>;

  /** Lets go of the database. */
  close(): Promise<void>;
}

/** The newest runs that are read. */
const maxRuns = 1_000;

/** Returns a reader of the registry of the workspace of *settings*, whose pointer to the latest run is in *stores*. */
export function registryReader(
  settings: Settings,
  stores: Stores,
  onWait?: (message: string) => void
): RegistryReader {
  const open = () => openExistingAudit(settings, {onWait});
  const latest = async () => (await findLatest(stores))?.run ?? null;
  return settings.postgres ? servedReader(open, latest) : embeddedReader(settings, open, latest);
}

/** Returns a reader that keeps its connection to the database of a server, and opens another after an error. */
function servedReader(
  open: () => Promise<Records>,
  latest: () => Promise<string | null>
): RegistryReader {
  let opened: Records | undefined;
  let seen: string | undefined;
  const close = async () => {
    const records = opened;
    opened = undefined;
    await records?.close().catch(() => {}); // it may be what has failed
  };
  return {
    async read() {
      try {
        opened ??= await open();
        const found = {latest: await latest(), versions: await opened.modelVersions()};
        const text = JSON.stringify(found);
        if (text === seen) return undefined;
        const runs = await opened.runs(maxRuns);
        seen = text;
        return {...found, runs};
      } catch (error) {
        await close();
        throw error;
      }
    },
    close
  };
}

/**
 * Returns a reader of the embedded database, which is opened only if another process has had it since: that takes a quarter of a
 * second, and only one process can have it open.
 */
function embeddedReader(
  {audit}: Settings,
  open: () => Promise<Records>,
  latest: () => Promise<string | null>
): RegistryReader {
  const look = lockWatch(lockOf(audit));
  let seen: string | undefined;
  return {
    async read() {
      const [run, before] = [await latest(), (await look()).token];
      if (seen === `${before} ${run}`) return undefined;
      const records = await open();
      try {
        const versions = await records.modelVersions();
        return {versions, runs: await records.runs(maxRuns), latest: run};
      } finally {
        await records.close();
        const after = (await look()).token;
        seen = `${after === before ? before : before + 1} ${run}`; // more, if another had it meanwhile: it is read once more
      }
    },
    async close() {}
  };
}
