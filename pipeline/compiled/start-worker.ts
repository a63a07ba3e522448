import {Worker} from "node:worker_threads";
import type {WorkerOptions} from "node:worker_threads";
import {findCompiled} from "./find-compiled.js";
import {compiledFolder} from "./load.js";

let found: string | null | undefined;

/**
 * Starts a thread with the module at *source*, which lies beside the caller, who writes
 * `startWorker(new URL("score-worker.ts", import.meta.url), {workerData})`. It loads what the source was
 * compiled to, in some 50 ms, or else the source with tsx, in half a second. What is posted to it before it
 * listens waits.
 */
export function startWorker(source: URL, options: Omit<WorkerOptions, "argv"> = {}): Worker {
  const compiled =
    compiledFolder() ?? (found === undefined ? (found = findCompiled() ?? null) : found);
  const argv = compiled ? [source.href, compiled] : [source.href];
  return new Worker(new URL("worker.js", import.meta.url), {execArgv: [], ...options, argv});
}
