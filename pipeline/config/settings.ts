import {availableParallelism} from "node:os";
import {join, resolve} from "node:path";
import type {Layer} from "../../src/core/schema/artifacts.js";
import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeMinio, readBuckets} from "./minio.js";
import type {MinioSettings} from "./minio.js";
import {maybePostgres} from "./postgres.js";
import type {PostgresSettings} from "./postgres.js";
import type {Secret} from "./secret.js";
import {maybeSigningKey} from "./signing.js";
import {readTracking} from "./tracking.js";
import type {TrackingSettings} from "./tracking.js";

/** The settings of the pipeline, complete: nothing is optional, and secrets are never printed. */
export interface Settings {
  /** The name of the feed that they are of; null without one. */
  feed: string | null;

  /** The folder that holds the store, the audit database, the lock and work in progress. */
  workspace: string;

  /** The name of the bucket of each layer. */
  buckets: Readonly<Record<Layer, string>>;

  /** The folder of the store, one folder a bucket, unless that is on a server. */
  store: string;

  /** The server of the store; null if it is embedded. */
  minio: MinioSettings | null;

  /** The folder of what was fetched from the server of the store. */
  cache: string;

  /** The largest size of that folder, in bytes. */
  cacheBytes: number;

  /** The folder of the audit database, unless that is on a server. */
  audit: string;

  /** The server of the audit database; null if it is embedded. */
  postgres: PostgresSettings | null;

  /** The folder of the lock of the workspace. */
  lock: string;

  /** The folder for work in progress. */
  scratch: string;

  /** The folder of the keys that runs are signed with. */
  keys: string;

  /** The private key to sign runs with, as PEM; null if it is that of the folder. */
  signingKey: Secret | null;

  /** The programs that track runs. */
  tracking: TrackingSettings;

  /** The number of threads that a phase may use. */
  threads: number;
}

/** The settings that the command line overrides; they precede the environment. */
export interface SettingsOptions {
  /** The workspace; defaults to ATALAYA_WORKSPACE, or else to `.atalaya` in the current folder. */
  workspace?: string;

  /** The number of threads; defaults to ATALAYA_THREADS, or else to the number of processors. */
  threads?: number;
}

/**
 * Returns the settings that *options* and the environment *env* ask for. Relative paths count from the
 * current folder. Throws a UsageError if a variable is missing or wrong.
 */
export function readSettings(
  options: SettingsOptions = {},
  env: Environment = process.env
): Settings {
  const workspace = resolve(options.workspace || env.ATALAYA_WORKSPACE || ".atalaya");
  return Object.freeze({
    feed: null,
    workspace,
    buckets: readBuckets(env),
    store: join(workspace, "store"),
    minio: maybeMinio(env) ?? null,
    cache: join(workspace, "cache"),
    cacheBytes: readGigabytes(env.ATALAYA_CACHE_GB) * 1e9,
    audit: join(workspace, "audit"),
    postgres: maybePostgres(env) ?? null,
    lock: join(workspace, "lease"),
    scratch: join(workspace, "scratch"),
    keys: join(workspace, "keys"),
    signingKey: maybeSigningKey(env),
    tracking: readTracking(env),
    threads: options.threads ?? readThreads(env.ATALAYA_THREADS)
  });
}

function readThreads(text: string | undefined): number {
  if (!text) return availableParallelism();
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new UsageError(`invalid ATALAYA_THREADS: ${text}; try an integer from 1 to 256`);
}

function readGigabytes(text: string | undefined): number {
  if (!text) return 20;
  const gigabytes = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (gigabytes <= 1e6) return gigabytes;
  throw new UsageError(`invalid ATALAYA_CACHE_GB: ${text}; try a number from 0 to 1000000`);
}
