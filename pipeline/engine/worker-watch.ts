import type {Database} from "../audit/database.js";
import type {ExecutorLease} from "./lease.js";

/** What a worker lets be seen of itself once it has joined. */
export interface WatchedWorker {
  database: Database;
  lease: ExecutorLease;
  queues: {tasks: string; runs: string};
  /** Returns how many tasks it has. */
  running(): number;
}

/** Receives what happens in a worker; nothing waits for it. */
export interface WorkerWatch {
  started?(worker: WatchedWorker): void;

  /** Receives the beginning of a task of *kind*; what it returns receives how that ended. */
  begun?(kind: string): (outcome: "done" | "usage" | "set-aside" | "abandoned") => void;

  retried?(kind: string, isOutage: boolean): void;

  /** Receives the state in which a run ended that this worker coordinated. */
  runEnded?(state: string): void;

  /** Receives how many expired leases this worker has taken over. */
  recovered?(leases: number): void;
}

/** Receives nothing. */
export const silentWatch: WorkerWatch = {};
