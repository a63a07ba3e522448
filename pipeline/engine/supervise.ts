import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {packageRoot} from "../config/package.js";

/** The exit code of a worker process that lost its lease: a new one takes its place. */
export const lostLeaseCode = 75;

/** The pause before a new process begins, in milliseconds, and what it is at most if each dies young. */
const pauses = {shortest: 1_000, longest: 30_000};

/** A process that lived so long did not die young, in milliseconds. */
const youth = 60_000;

/** What a supervisor needs. */
export interface SuperviseOptions {
  /** The arguments of the command line of the process. */
  args: readonly string[];
  /** The memory of its JavaScript objects, in MB; null for Node’s own limit. */
  heapMegabytes: number | null;
  warn(message: string): void;
}

/**
 * Runs worker processes, one after the other, until one ends by itself or a signal ends it; returns its exit code. A process that
 * loses its lease, or dies after it had joined, is replaced: its name among the workers is never used twice.
 */
export async function supervise({args, heapMegabytes, warn}: SuperviseOptions): Promise<number> {
  const heap = heapMegabytes === null ? [] : [`--max-old-space-size=${heapMegabytes}`];
  let child: ChildProcess | undefined;
  let isEnding = false;
  const pass = (signal: NodeJS.Signals) => {
    isEnding = true;
    child?.kill(signal);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => pass(signal === "SIGHUP" ? "SIGTERM" : signal));
  }
  for (let pause: number = pauses.shortest; ; pause = Math.min(pause * 2, pauses.longest)) {
    const begun = performance.now();
    let hasJoined = false;
    child = spawn(process.execPath, [...heap, join(packageRoot, "pipeline/atalaya.js"), ...args], {
      stdio: ["ignore", "inherit", "inherit", "ipc"] // the process ends when this one does
    });
    child.on("message", () => (hasJoined = true));
    const [code, signal] = await ended(child);
    if (isEnding || !hasJoined) return code ?? 1;
    if (code === 0) return 0;
    if (performance.now() - begun > youth) pause = pauses.shortest;
    warn(`the worker process ${reasonOf(code, signal)}; another one begins in ${pause / 1000} s`);
    await sleep(pause);
    if (isEnding) return 0;
  }
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.on("error", () => resolve([1, null]));
    child.on("close", (code, signal) => resolve([code, signal]));
  });
}

function reasonOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === lostLeaseCode) return "lost its lease";
  if (signal === "SIGABRT") return "ran out of memory; give it more by --memory-limit";
  return `ended with ${signal ?? `code ${code}`}`;
}
