import {resolve} from "node:path";
import {UsageError} from "../config/errors.js";
import type {PostgresSettings} from "../config/postgres.js";
import type {Settings} from "../config/settings.js";
import {sha256} from "../artifacts/digest.js";

/** The settings of a process that takes part in distributed runs. */
export interface EngineSettings {
  settings: Settings;

  /** The server that has the queue and the audit. */
  postgres: PostgresSettings;

  /** Which stores the artifacts are in: runs and workers of the same place share them. */
  place: string;
}

/**
 * Returns what distributed runs need of *settings*; *what* is what the user asked for, e.g. `--distributed`. Throws a
 * UsageError without a PostgreSQL server. The stores may be buckets, or else a folder that all workers
 * have under the same path.
 */
export function engineSettings(settings: Settings, what: string): EngineSettings {
  const {postgres, minio, buckets, store, feed} = settings;
  if (!postgres)
    throw new UsageError(
      `${what} needs PostgreSQL: set DATABASE_URL, or PG_HOST; the embedded database is for one process`
    );
  const own = feed === null ? [] : [`feed ${feed}`]; // in the same buckets, elsewhere
  const names = minio ? ["s3", ...Object.values(buckets), ...own] : ["folder", resolve(store)];
  return {settings, postgres, place: sha256(names.join("\n")).slice(0, 12)};
}
