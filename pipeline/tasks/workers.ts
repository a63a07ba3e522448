import type {TransferListItem, Worker} from "node:worker_threads";
import {importSource} from "../compiled/load.js";
import {startWorker} from "../compiled/start-worker.js";
import type {CallMessage} from "./call-worker.js";

/** Threads that call functions of our modules. */
export interface Workers {
  /** How many threads; 0 if functions are called on the thread of the caller. */
  threads: number;

  /**
   * Calls the function *name* that the file *module* exports, on a thread that has nothing to do, as soon as
   * there is one, and returns what it returns. The input and the result are copied, as `structuredClone` does,
   * but for shared memory and what is in *transfer*. Rejects if the function throws, or its thread ends.
   */
  call<F extends (input: never) => unknown>(
    module: URL,
    name: string,
    input: Parameters<F>[0],
    transfer?: readonly TransferListItem[]
  ): Promise<Awaited<ReturnType<F>>>;

  /** Ends the threads; what they have not done rejects. */
  close(): Promise<void>;
}

/** A call that waits for a thread, or for its answer. */
interface Call {
  message: CallMessage;
  transfer: readonly TransferListItem[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

type Answer = {result: unknown} | {error: unknown};

/**
 * Starts *threads* threads, each when there is first something for it to do: that takes it some 50 ms, or
 * 0.4 s of a processor where nothing is compiled. With 0, functions are called on the thread of the caller.
 */
export function openWorkers(threads: number): Workers {
  return threads > 0 ? new Threads(threads) : onCaller;
}

class Threads implements Workers {
  readonly threads: number;
  readonly #queue: Call[] = [];
  readonly #idle = new Set<Worker>();
  readonly #busy = new Map<Worker, Call>();
  #closed = false;

  constructor(threads: number) {
    this.threads = threads;
  }

  call<F extends (input: never) => unknown>(
    module: URL,
    name: string,
    input: Parameters<F>[0],
    transfer: readonly TransferListItem[] = []
  ): Promise<Awaited<ReturnType<F>>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error("the threads are closed");
      const message = {calledModule: module.href, name, input};
      this.#queue.push({message, transfer, resolve: resolve as Call["resolve"], reject});
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const {reject} of this.#queue.splice(0)) reject(new Error("the threads are closed"));
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((worker) => worker.terminate()));
  }

  /** Gives calls that wait to threads that do not work. */
  #next(): void {
    while (this.#queue.length > 0) {
      const [idle] = this.#idle;
      if (!idle && this.#busy.size >= this.threads) return;
      const worker = idle ?? this.#start();
      const call = this.#queue.shift()!;
      try {
        worker.postMessage(call.message, call.transfer);
        this.#idle.delete(worker);
        this.#busy.set(worker, call);
      } catch (error) {
        this.#idle.add(worker);
        call.reject(error); // what cannot be copied
      }
    }
  }

  #start(): Worker {
    const worker = startWorker(new URL("./call-worker.ts", import.meta.url));
    worker.on("message", (answer: Answer) => {
      const call = this.#busy.get(worker)!;
      this.#busy.delete(worker);
      this.#idle.add(worker);
      if ("error" in answer) call.reject(answer.error);
      else call.resolve(answer.result);
      this.#next();
    });
    worker.on("error", (error) => this.#end(worker, error));
    worker.on("exit", (code) => this.#end(worker, new Error(`a thread ended with ${code}`)));
    return worker;
  }

  /** Goes on without *worker*, which has ended. */
  #end(worker: Worker, error: unknown): void {
    this.#idle.delete(worker);
    this.#busy.get(worker)?.reject(error);
    this.#busy.delete(worker);
    if (!this.#closed) this.#next();
  }
}

const onCaller: Workers = {
  threads: 0,
  async call({href: calledModule}, name, input) {
    const exported = (await importSource(calledModule)) as {
      [name: string]: (input: unknown) => unknown;
    };
    return (await exported[name](input)) as never; // its type is what the caller says
  },
  async close() {}
};
