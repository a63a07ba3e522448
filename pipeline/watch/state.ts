import {readFile, rename, writeFile} from "node:fs/promises";
import {dirname, join, resolve} from "node:path";
import type {Severity} from "../../src/core/schema/incidents.js";
import {sha256} from "../artifacts/digest.js";
import {isBucketAddress} from "../mirror/address.js";
import type {Message} from "./message.js";
import type {FileStamp} from "./snapshot.js";
import {makeFolder} from "../lease/make-folder.js";

/** What a watch goes on from after a restart: the state after its latest run. */
export interface WatchState {
  format: "atalaya-watch/1";

  /** The command of the run; with other options, the same files are processed again. */
  command: string;

  /** The files as they were when that run began. */
  files: readonly FileStamp[];

  /** The latest run. */
  run: string;

  /** The id and the severity of each of its incidents. */
  known: readonly (readonly [id: string, severity: Severity])[];

  /** How many of them were new at or above `--fail-on`, and not suppressed. */
  fresh: number;

  /** Whether its site was built and its notification was tried. */
  finished: boolean;

  /** What has not been delivered, by the name of the channel. */
  pending: Readonly<Record<string, Message>>;
}

/** Returns the path in *workspace* of the state of the watch over *patterns*. */
export function statePath(workspace: string, patterns: readonly string[]): string {
  const paths = patterns.map((pattern) => (isBucketAddress(pattern) ? pattern : resolve(pattern)));
  const distinct = [...new Set(paths)].sort();
  return join(workspace, "watch", `${sha256(JSON.stringify(distinct)).slice(0, 16)}.json`);
}

/** Returns the state at *path*; undefined if there is none, or if no watch of this version wrote it. */
export async function findState(path: string): Promise<WatchState | undefined> {
  try {
    const state = JSON.parse(await readFile(path, "utf8")) as Partial<WatchState> | null;
    return isState(state) ? state : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT")
      return undefined;
    throw error;
  }
}

function isState(state: Partial<WatchState> | null): state is WatchState {
  return (
    state?.format === "atalaya-watch/1" &&
    Array.isArray(state.files) &&
    Array.isArray(state.known) &&
    typeof state.pending === "object"
  );
}

/** Puts *state* at *path*, completely or not at all. */
export async function writeState(path: string, state: WatchState): Promise<void> {
  await makeFolder(dirname(path));
  const partial = `${path}.partial-${process.pid}`;
  await writeFile(partial, `${JSON.stringify(state)}\n`);
  await rename(partial, path);
}
