import type {Answer, Progress, Question} from "./messages.js";

/** The worker that reads and scores, behind promises. */
export interface LogWorker {
  /** Asks the worker, and returns its answer of that kind; rejects with what went wrong there. */
  ask<K extends Answer["kind"]>(
    question: Question,
    kind: K
  ): Promise<Extract<Answer, {kind: K}> | null>;
}

/** Who hears what the worker says on its own. */
export interface WorkerEvents {
  progress(progress: Progress): void;

  /** The addresses of requests that the worker made. */
  requests(names: string[]): void;
}

/** Starts the worker. An answer of another kind than was asked for is that it was cancelled: null. */
export function startWorker({progress, requests}: WorkerEvents): LogWorker {
  const worker = new Worker(import.meta.resolve("./log-worker.js"), {type: "module"});
  const waiting = new Map<number, {resolve(answer: Answer): void; reject(error: Error): void}>();
  let asked = 0;
  worker.addEventListener("message", ({data}: MessageEvent<Answer & {id?: number}>) => {
    if (data.kind === "progress") return progress(data.progress);
    if (data.kind === "requests") return requests(data.names);
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
