import {randomBytes} from "node:crypto";
import {hostname} from "node:os";
import type {Worker} from "node:worker_threads";
import type {Database} from "../audit/database.js";
import {startWorker} from "../compiled/start-worker.js";
import {OutageError} from "../config/errors.js";
import type {PostgresSettings} from "../config/postgres.js";
import {engineSchema} from "./schema.js";

/** For how long a process may not be seen before others take over what it does, in seconds, by the clock of the database. */
export const leaseSeconds = 10;

/** The interval at which a lease is renewed, in seconds. */
export const beatSeconds = 2;

/** For how long renewals must have been confirmed before a worker ends others, in seconds: after an outage, all come back within that. */
export const graceSeconds = 6;

/** The age of the last confirmed renewal at which this process writes no more, in seconds, by its own monotonic clock. */
const fenceSeconds = 7;

/** The lease of this process was taken over: what it does is done elsewhere, and it may write nothing more. */
export class LostLeaseError extends OutageError {
  override readonly name = "LostLeaseError";
}

/** Who this process is among the workers. */
export interface Executor {
  /** The version of the code. */
  version: string;
  /** The stores. */
  place: string;
  /** How many tasks it does at a time. */
  concurrency: number;
  /** The memory that it may take, in bytes; null for no limit. */
  memoryLimit: number | null;
}

/** The place of this process among the workers, while it is renewed. */
export interface ExecutorLease {
  /** The name of this process, never used before. */
  readonly executor: string;

  /** Throws an OutageError while the last renewal is too old to write, and a LostLeaseError once others have taken over. */
  check(): void;

  /** Returns the time since the last confirmed renewal was sent, in seconds. */
  age(): number;

  /** Returns for how long renewals have been confirmed without a gap, in seconds: after an outage, others get that time to come back. */
  steadyFor(): number;

  /** Returns whether others have taken over; it never comes back. */
  isLost(): boolean;

  /** Lets others see that this process takes nothing new. */
  drain(): void;

  /** Ends it: *why* is shown; what this process had is taken over at once. */
  leave(why: string): Promise<void>;
}

/** What the thread shares: the times of the monotonic clock, in nanoseconds, and whether the lease is lost. */
export interface SharedBeat {
  /** When the last confirmed renewal was sent; when the first of those without a gap was; 1 if the lease is lost. */
  times: BigInt64Array;
}

/** Makes this process one of the workers, and renews that from a thread of its own: the main one may compute for longer than a lease lasts. */
export async function joinExecutors(
  database: Database,
  settings: PostgresSettings,
  {version, place, concurrency, memoryLimit}: Executor
): Promise<ExecutorLease> {
  const executor = `${hostname().slice(0, 60)}-${process.pid}-${randomBytes(4).toString("hex")}`;
  const sent = process.hrtime.bigint();
  await database.query(
    `INSERT INTO ${engineSchema}.executors (executor, version, place, host, pid, concurrency, memory_limit)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [executor, version, place, hostname(), process.pid, concurrency, memoryLimit]
  );
  const times = new BigInt64Array(new SharedArrayBuffer(24));
  times.set([sent, sent, 0n]);
  const thread = startBeats(settings, executor, times);
  const seconds = (since: bigint) => Number(process.hrtime.bigint() - since) / 1e9;
  const age = () => seconds(Atomics.load(times, 0));
  const isLost = () => Atomics.load(times, 2) === 1n;
  return {
    executor,
    age,
    isLost,
    steadyFor: () => (age() > fenceSeconds ? 0 : seconds(Atomics.load(times, 1))),
    check() {
      if (isLost())
        throw new LostLeaseError(
          `lost the lease of ${executor}: it was not renewed for ${leaseSeconds} s, and others do its tasks`
        );
      if (age() > fenceSeconds)
        throw new OutageError(
          `the lease of ${executor} was not renewed for ${age().toFixed(1)} s; nothing is written until the database answers`
        );
    },
    drain: () => thread.postMessage("drain"),
    async leave(why) {
      await thread.terminate();
      await database.query(
        `UPDATE ${engineSchema}.executors SET ended_at = now(), ended_because = $2 WHERE executor = $1 AND ended_at IS NULL`,
        [executor, why]
      );
    }
  };
}

function startBeats(settings: PostgresSettings, executor: string, times: BigInt64Array): Worker {
  const {password, ...rest} = settings;
  const thread = startWorker(new URL("heartbeat-thread.ts", import.meta.url), {
    workerData: {settings: rest, password: password.reveal(), executor, times, fenceSeconds}
  });
  thread.unref(); // a process that has nothing else to do ends
  return thread;
}
