import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {bin, nodeOptions} from "../pipeline/cli/atalaya.js";
import type {Place} from "./places.js";

/** A worker process of a test, without a supervisor. */
export interface TestWorker {
  readonly pid: number;

  /** Resolves when it has joined; rejects if it ended before. */
  readonly joined: Promise<void>;

  /** Resolves to its exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string | null>;

  /** Returns what it printed. */
  log(): string;

  kill(signal: NodeJS.Signals): void;
}

/** How to start a worker. */
export interface TestWorkerOptions {
  args?: string[];
  env?: Record<string, string>;

  /** The command that it is started by; defaults to none. */
  within?: string[];
}

/** Starts `atalaya worker` in *place*; it ends with this process. */
export function startTestWorker(place: Place, options: TestWorkerOptions = {}): TestWorker {
  const {args = [], env = {}, within = []} = options;
  const [command, ...words] = [...within, process.execPath, ...nodeOptions, bin, "worker", ...args];
  const child: ChildProcess = spawn(command, words, {
    stdio: ["ignore", "pipe", "pipe", "ipc"], // a process with a channel is the worker itself
    env: {PATH: process.env.PATH, ...place.env, ...env}
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(signal ?? code))
  );
  const joined = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void ended.then((how) => reject(new Error(`the worker ended (${how}): ${text}`)));
  });
  joined.catch(() => {});
  void ended.then((how) => {
    if (how !== "SIGKILL" && how !== 0)
      process.stderr.write(`a worker ended (${how}): ${text.slice(-2_000)}\n`);
  });
  return {
    pid: child.pid!,
    joined,
    ended,
    log: () => text,
    kill: (signal) => void child.kill(signal)
  };
}
