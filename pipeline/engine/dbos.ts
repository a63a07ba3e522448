import {randomUUID} from "node:crypto";
import {DBOS} from "@dbos-inc/dbos-sdk";
import {DBOSExecutor} from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import type {WorkflowStatusInternal} from "@dbos-inc/dbos-sdk/internal/system_database";
// eslint-disable-next-line no-restricted-syntax -- the name of a module of DBOS
import {dbRetryConfig} from "@dbos-inc/dbos-sdk/internal/utils";
import {WorkflowQueue} from "@dbos-inc/dbos-sdk/internal/wfqueue";
import pg from "pg";
import type {Database} from "../audit/database.js";
import {advisoryLocks} from "../audit/postgres-locks.js";
import {clientConfig} from "../audit/postgres-connect.js";
import type {PostgresSettings} from "../config/postgres.js";
import {application, dbosSchema} from "./schema.js";

/** The most connections of DBOS in a worker. */
const connections = 5;

/** The longest pause, in seconds, before DBOS asks an unreachable database once more; its own default is a minute. */
const maxPause = 2;

/** A workflow of DBOS that does nothing durable but its outcome: its arguments and its result are JSON. */
export type Workflow = (...args: string[]) => Promise<string>;

/** What waits in a queue: an id, which is used once, and the arguments of its workflow. */
export interface Enqueued {
  id: string;
  args: string[];
  /** The workflow that waits for it; absent for none. */
  parent?: string;
}

/** The part of DBOS that a worker uses: its tables, its claims and its ownership of outcomes. */
export interface Engine {
  /** Adds *items* for *workflow* to *queue* in one transaction; an id that is there stays as it is. */
  enqueue(workflow: Workflow, queue: string, items: readonly Enqueued[]): Promise<void>;

  /** Claims at most *limit* of *queue* for this executor, and starts them; returns the id and the end of each. */
  claim(queue: string, limit: number): Promise<{id: string; ended: Promise<void>}[]>;

  /** Lets go of the database, whatever is still at work. */
  close(): Promise<void>;
}

/** Who takes part. */
export interface EngineOptions {
  /** The name of this process, never used before. */
  executor: string;
  /** The version of the code: what began on another is never claimed. */
  version: string;
  /** The workflows, by name. */
  workflows: Readonly<Record<string, Workflow>>;
}

/**
 * Starts DBOS in this process, once, on the server of *settings*. It dispatches nothing by itself: its own loop asks a queue at fixed
 * intervals, with limits that all workers share (its issues 1267 and 1302), so claims are made by *claim*.
 */
export async function startEngine(
  settings: PostgresSettings,
  database: Database,
  {executor, version, workflows}: EngineOptions
): Promise<Engine> {
  const pool = new pg.Pool({...(await clientConfig(settings)), max: connections});
  pool.on("error", () => undefined); // of a connection that nobody uses: the next one is new
  pool.on("connect", (client) => void client.on("error", () => undefined)); // its query says it too
  dbRetryConfig.maxBackoffSec = maxPause;
  DBOS.setConfig({
    name: application,
    systemDatabaseUrl: `postgresql://${application}@${application}/${application}`, // only shown: the pool connects
    systemDatabasePool: pool,
    systemDatabaseSchemaName: dbosSchema,
    useListenNotify: false,
    applicationVersion: version,
    executorID: executor,
    listenQueues: [],
    logger: silentLogger
  });
  const registered = new Map<Workflow, Workflow>();
  for (const [name, workflow] of Object.entries(workflows))
    registered.set(
      workflow,
      DBOS.registerWorkflow(workflow, {name, maxRecoveryAttempts: 1_000_000})
    );
  await alone(settings, database, () => DBOS.launch());
  const running = DBOSExecutor.globalInstance!;
  return {
    enqueue: (workflow, queue, items) => enqueue(running, registered.get(workflow)!, queue, items),
    claim: (queue, limit) => claim(running, {executor, version}, queue, limit),
    async close() {
      await DBOS.shutdown();
      await pool.end();
    }
  };
}

/**
 * Calls *launch* while no other worker does: two that make the tables of DBOS at the same time wait for each other, the one for a lock, the other for
 * the transaction that waits for it (CREATE INDEX CONCURRENTLY). This lock is tried, and never waited for in a transaction.
 */
async function alone(
  settings: PostgresSettings,
  database: Database,
  launch: () => Promise<void>
): Promise<void> {
  const {exclusively, liveness} = advisoryLocks({...settings, schema: undefined}, database); // one of all feeds
  try {
    await exclusively("the tables of DBOS", launch);
  } finally {
    await liveness.close();
  }
}

async function enqueue(
  executor: DBOSExecutor,
  workflow: Workflow,
  queueName: string,
  items: readonly Enqueued[]
): Promise<void> {
  const rows: WorkflowStatusInternal[] = [];
  for (const {id, args, parent} of items) {
    const options = {queueName, workflowID: id};
    const row = await executor.prepareEnqueuedWorkflow(workflow, args, options);
    rows.push({...row, parentWorkflowID: parent});
  }
  await executor.systemDatabase.enqueueWorkflows(rows);
}

async function claim(
  executor: DBOSExecutor,
  {executor: id, version}: {executor: string; version: string},
  name: string,
  limit: number
): Promise<{id: string; ended: Promise<void>}[]> {
  const {systemDatabase} = executor;
  const owner = randomUUID();
  const claimed = await systemDatabase.findAndMarkStartableWorkflows(
    queueOf(name, limit),
    id,
    version,
    undefined,
    0,
    0,
    owner
  );
  if (claimed.length === 0) return [];
  const statuses = await systemDatabase.getWorkflowStatuses(claimed);
  const started: {id: string; ended: Promise<void>}[] = [];
  for (const workflow of claimed) {
    const status = statuses.get(workflow);
    if (!status) continue; // removed meanwhile
    const handle = await executor.executeDequeuedWorkflow(status, owner);
    const ended = handle.getResult().then(
      () => {},
      () => {} // its outcome is recorded, or is another’s
    );
    started.push({id: workflow, ended});
  }
  return started;
}

function queueOf(name: string, workerConcurrency: number): WorkflowQueue {
  return new WorkflowQueue({
    name,
    concurrency: null,
    workerConcurrency,
    rateLimitMax: null,
    rateLimitPeriodSec: null,
    partitionQueue: false,
    partitionConcurrency: null,
    partitionWorkerConcurrency: null,
    partitionRateLimitMax: null,
    partitionRateLimitPeriodSec: null,
    pollingIntervalSec: 1
  });
}

/** DBOS says what it does at every step; what matters of it, workers say themselves. */
const silentLogger = {
  info: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
  error: () => undefined
};
