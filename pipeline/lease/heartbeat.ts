import {Worker} from "node:worker_threads";
import {beat} from "./lease-file.js";

let worker: Worker | undefined;

/** Renews the lease in the file at *path*, which lasts for *seconds*, until the returned function is called. */
export function renewLease(path: string, seconds: number): () => void {
  worker ??= startWorker();
  const send = (every: number) => worker?.postMessage({path, every});
  send(seconds * beat * 1000);
  return () => send(0);
}

function startWorker(): Worker {
  const script = new URL("heartbeat-worker.js", import.meta.url);
  const started = new Worker(script, {execArgv: [], stdout: false});
  started.unref(); // a process that has nothing else to do ends
  return started;
}
