import type {Answer, Progress, Question} from "./messages.js";

/** The worker that reads and scores, with promises. */
export interface LogWorker {
  /** Asks the worker, and returns its answer of that kind; rejects with its error. */
  ask<K extends Answer["kind"]>(
    question: Question,
    kind: K
  ): Promise<Extract<Answer, {kind: K}> | null>;
}

/** The listeners for messages that answer no question. */
interface WorkerListeners {
  onProgress(progress: Progress): void;

  /** Called with the URLs of requests that the worker made. */
  onRequests(names: string[]): void;
}

/** Starts the worker. An answer of another kind than was asked for means that it was cancelled: null. */
export function startWorker({onProgress, onRequests}: WorkerListeners): LogWorker {
  const worker = new Worker(import.meta.resolve("./log-worker.js"), {type: "module"});
  const waiting = new Map<number, {resolve(answer: Answer): void; reject(error: Error): void}>();
  let asked = 0;
  worker.addEventListener("message", ({data}: MessageEvent<Answer & {id?: number}>) => {
    if (data.kind === "progress") return onProgress(data.progress);
    if (data.kind === "requests") return onRequests(data.names);
    const caller = waiting.get(data.id ?? -1);
    waiting.delete(data.id ?? -1);
    if (data.kind === "failed") caller?.reject(new Error(data.reason));
    else caller?.resolve(data);
  });
  worker.addEventListener("error", ({message}) => {
    for (const {reject} of waiting.values()) {
      reject(
        new Error(
          `the worker stopped: ${message || "its script was not loaded"}; load the page again`
        )
      );
    }
    waiting.clear();
  });
  return {
    async ask(question, kind) {
      const id = ++asked;
      const answer = await new Promise<Answer>((resolve, reject) => {
        waiting.set(id, {resolve, reject});
        worker.postMessage({...question, id});
      });
      return answer.kind === kind ? (answer as Extract<Answer, {kind: typeof kind}>) : null;
    }
  };
}
