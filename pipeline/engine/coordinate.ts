import {setTimeout as sleep} from "node:timers/promises";
import {errorMessage} from "../../src/core/error-message.js";
import type {Reporter} from "../artifacts/context.js";
import type {Database} from "../audit/database.js";
import {UsageError} from "../config/errors.js";
import {readVersion} from "../config/package.js";
import type {Settings} from "../config/settings.js";
import {makeScratch} from "../lease/scratch.js";
import {runLocked} from "../run/flow.js";
import {commandOf, parametersOf} from "../run/request.js";
import {openStores} from "../storage/open.js";
import {isOutage} from "./attempts.js";
import {localRequest} from "./landed-input.js";
import type {ExecutorLease} from "./lease.js";
import {persistently} from "./persistence.js";
import {recordEnd} from "./promote.js";
import type {QueueExecutor} from "./queue-executor.js";
import {checkCoordinators} from "./recover.js";
import {endRunRow, findRunRow} from "./run-rows.js";
import type {RunRow} from "./run-rows.js";
import {runReporter} from "./run-reporter.js";
import type {RunReporter} from "./run-reporter.js";
import {engineSchema} from "./schema.js";
import {storeResult} from "./stored-result.js";

/** The pause before a run goes on that met an outage, in milliseconds. */
const outagePause = 2_000;

/** The run was cancelled. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** This process stops, and another one goes on with the run. */
export class HandedBackError extends Error {
  override readonly name = "HandedBackError";
}

/** What coordinating a run needs. */
export interface CoordinateOptions {
  settings: Settings;
  database: Database;
  reporter: Reporter;
  lease: Pick<ExecutorLease, "check" | "executor">;
  /** The bytes that the databases of its phases may take; undefined for the default. */
  memory?: number;
  /** Aborted with a CancelledError or a HandedBackError. */
  signal: AbortSignal;
  /** Returns who does the tasks of the run. */
  executorOf(run: string): QueueExecutor;
}

/**
 * Runs the phases of the distributed run called *run*, from its beginning or from where the process before this one left it; returns
 * how it ended. During an outage it waits, and goes on. Rejects if another process goes on with it.
 */
export async function coordinate(run: string, options: CoordinateOptions): Promise<string> {
  const {database, settings, signal} = options;
  for (;;) {
    const row = await persistently(() => findRunRow(database, run));
    if (!row || !["queued", "running"].includes(row.state)) return row?.state ?? "unknown";
    try {
      if (row.cancelAsked) throw new CancelledError(`cancelled before it was done`);
      await persistently(() => checkCoordinators(database, run));
      const result = await runOnce(row, options);
      await persistently(() => endRunRow(database, run, {state: "succeeded", result}));
      return "succeeded";
    } catch (error) {
      if (signal.reason instanceof HandedBackError) throw signal.reason as Error;
      if (isOutage(error) && !(signal.reason instanceof CancelledError)) {
        options.reporter.warn(`${run} waits: ${errorMessage(error)}`);
        await sleep(outagePause);
        continue;
      }
      const state = error instanceof CancelledError ? "cancelled" : "failed";
      const failure = {name: nameOf(error), message: errorMessage(error).slice(0, 4_000)};
      await persistently(() => recordEnd(settings, run, failure.message));
      await persistently(() => endRunRow(database, run, {state, error: failure}));
      return state;
    }
  }
}

async function runOnce(row: RunRow, options: CoordinateOptions) {
  const {database, settings, signal, lease} = options;
  const {run} = row;
  const begunAt = await begin(database, run, lease.executor);
  const executor = options.executorOf(run);
  const stop = () => executor.stop(signal.reason as Error);
  signal.addEventListener("abort", stop, {once: true});
  const reporter = runReporter(run, database, options.reporter);
  const scratch = await makeScratch(settings.scratch);
  try {
    const {raw} = openStores(settings);
    const local = await localRequest(row.request, row.input, raw, scratch.folder);
    return storeResult(await runPhases(row, {...options, reporter, executor, begunAt, local}));
  } finally {
    signal.removeEventListener("abort", stop);
    executor.stop(new HandedBackError(`${run} goes on elsewhere`));
    scratch.remove();
    await reporter.close();
  }
}

interface Prepared extends CoordinateOptions {
  reporter: RunReporter;
  executor: QueueExecutor;
  begunAt: Date;
  local: Awaited<ReturnType<typeof localRequest>>;
}

function runPhases({run, request}: RunRow, prepared: Prepared) {
  const {settings, reporter, executor, begunAt, local, lease, signal} = prepared;
  const fence = () => {
    signal.throwIfAborted();
    lease.check();
  };
  const start = {
    run,
    command: `${commandOf(request, settings.feed).replace("atalaya run", "atalaya run --distributed")}`,
    codeVersion: readVersion(),
    parameters: parametersOf(request),
    startedAt: begunAt
  };
  const staysOpen = (error: unknown) =>
    signal.reason instanceof HandedBackError ||
    (isOutage(error) && !(signal.reason instanceof CancelledError));
  const {pastSkipped} = local;
  const ongoing = {start, executor, memory: prepared.memory, pastSkipped, staysOpen};
  return runLocked(local.request, settings, reporter, {fence, ongoing});
}

/** Records that *run* is at work in *executor*; returns when it began first. */
async function begin(database: Database, run: string, executor: string): Promise<Date> {
  const [row] = await database.query<{begunAt: number}>(
    `UPDATE ${engineSchema}.runs
    SET state = 'running', coordinator = $2, begun_at = coalesce(begun_at, date_trunc('milliseconds', clock_timestamp()))
    WHERE run = $1 AND state IN ('queued', 'running')
    RETURNING (extract(epoch FROM begun_at) * 1000)::bigint AS "begunAt"`,
    [run, executor]
  );
  if (!row) throw new CancelledError(`${run} has ended`);
  return new Date(row.begunAt);
}

function nameOf(error: unknown): string {
  if (error instanceof UsageError) return "UsageError";
  return error instanceof Error ? error.name : "Error";
}
