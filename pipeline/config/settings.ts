import {availableParallelism} from "node:os";
import {join, resolve} from "node:path";
import type {Layer} from "../../src/core/schema/artifacts.js";
import {layers} from "../../src/core/schema/artifacts.js";
import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybePostgres} from "./postgres.js";
import type {PostgresSettings} from "./postgres.js";

/** Where things are, complete: nothing in it is optional, and what is secret shows itself to nobody. */
export interface Settings {
  /** The folder that holds the store, the audit database, the lock and work in progress. */
  workspace: string;

  /** The name of the bucket of each layer. */
  buckets: Readonly<Record<Layer, string>>;

  /** The folder of the store: one folder a bucket. */
  store: string;

  /** The folder of the audit database, unless that is on a server. */
  audit: string;

  /** The server of the audit database; null if it is embedded. */
  postgres: PostgresSettings | null;

  /** The lock file. */
  lock: string;

  /** The folder for work in progress. */
  scratch: string;

  /** How many threads a phase may use. */
  threads: number;
}

/** What a command line may say about the settings; it goes before the environment. */
export interface SettingsOptions {
  /** The workspace; defaults to ATALAYA_WORKSPACE, or else to `.atalaya` in the current folder. */
  workspace?: string;

  /** How many threads; defaults to ATALAYA_THREADS, or else to the number of processors. */
  threads?: number;
}

/** The variables that name a server: known, but this version has no driver for them. */
const servers: Record<string, string> = {
  MINIO_ENDPOINT: "an object store"
};

/**
 * Returns the settings that *options* and the environment *env* ask for. Relative paths count from the
 * current folder. Throws a UsageError if the environment names a server: artifacts must not
 * land elsewhere than where they were asked for.
 */
export function readSettings(
  options: SettingsOptions = {},
  env: Environment = process.env
): Settings {
  for (const [name, what] of Object.entries(servers)) {
    if (env[name]) {
      throw new UsageError(
        `unsupported ${name}: this version cannot use ${what} on a server; unset ${name} to use the embedded one in the workspace`
      );
    }
  }
  const workspace = resolve(options.workspace || env.ATALAYA_WORKSPACE || ".atalaya");
  return Object.freeze({
    workspace,
    buckets: bucketNames,
    store: join(workspace, "store"),
    audit: join(workspace, "audit"),
    postgres: maybePostgres(env) ?? null,
    lock: join(workspace, "lock"),
    scratch: join(workspace, "scratch"),
    threads: options.threads ?? readThreads(env.ATALAYA_THREADS)
  });
}

const bucketNames = Object.freeze(
  Object.fromEntries(layers.map((layer) => [layer, `cybersec-ml-${layer}`]))
) as Readonly<Record<Layer, string>>;

function readThreads(text: string | undefined): number {
  if (!text) return availableParallelism();
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new UsageError(`invalid ATALAYA_THREADS: ${text}; try an integer from 1 to 256`);
}
