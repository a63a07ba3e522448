import {setTimeout as sleep} from "node:timers/promises";
import pg from "pg";
import {UsageError} from "../config/errors.js";
import type {PostgresSettings} from "../config/postgres.js";
import type {Statements} from "./database.js";
import type {Liveness} from "./liveness.js";
import {lockClasses, lockNumber} from "./lock-keys.js";
import {clientConfig} from "./postgres-connect.js";
import {databaseError, isLost} from "./postgres-error.js";

/** The options of waiting for a lock. */
export interface AdvisoryOptions {
  /** For how long to wait, in seconds; defaults to 1800. */
  timeout?: number;

  /** Called once, if there is anything to wait for. */
  onWait?: (message: string) => void;
}

/** Locks that the server holds for this process, and lets go of when its connection ends, however that ends. */
export interface AdvisoryLocks {
  /** Shows runs as alive while this process is. */
  liveness: Liveness;

  /** Returns what *work* returns, while no other process on this database does the work called *name*. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The interval, in milliseconds, at which a held lock or a lost connection is tried again. */
const retryEvery = 200;

/** The shortest wait that is reported, in milliseconds. */
const reportedAfter = 500;

type LockKey = readonly [kind: number, number: number];

/**
 * Returns locks on the server that *settings* name, over a connection of their own, made when it is
 * first needed and, should it be lost, reopened with the locks that were held. *statements* are those of
 * the audit.
 */
export function advisoryLocks(
  settings: PostgresSettings,
  statements: Statements,
  {timeout = 1800, onWait = () => {}}: AdvisoryOptions = {}
): AdvisoryLocks {
  const session = lockSession(settings);
  const {schema} = settings;
  const numberOf = (name: string) => lockNumber(schema ? `${schema}/${name}` : name); // of all schemas, locks are one
  const keyOf = (run: string): LockKey => [lockClasses.run, numberOf(run)];
  return {
    liveness: {
      blink: 2_000,
      async begin(run) {
        if (!(await session.tryLock(keyOf(run)))) throw new UsageError(`run exists: ${run}`);
      },
      waiting: () => openRuns(statements, ["queued"]),
      end: (run) => session.unlock(keyOf(run)),
      async alive(runs) {
        const held = await heldNumbers(statements, lockClasses.run);
        const open = new Set(await openRuns(statements, ["queued", "running"]));
        return new Set(runs.filter((run) => held.has(numberOf(run)) || open.has(run)));
      },
      close: () => session.close()
    },
    async exclusively(name, work) {
      const key: LockKey = [lockClasses.artifact, numberOf(name)];
      const deadline = performance.now() + timeout * 1000;
      const begun = performance.now();
      let waited = false;
      while (!(await session.tryLock(key))) {
        const who = await holderOf(statements, key);
        if (!waited && performance.now() - begun > reportedAfter)
          onWait(`waiting for ${who}, which holds ${name}`);
        waited ||= performance.now() - begun > reportedAfter;
        if (performance.now() >= deadline)
          throw new UsageError(`${name} is held by ${who}; wait for it to end, or end it`);
        await sleep(retryEvery);
      }
      try {
        return await work();
      } finally {
        await session.unlock(key);
      }
    }
  };
}

/** A connection that holds locks. */
interface LockSession {
  /** Returns whether the lock was free, and is now this session’s. */
  tryLock(key: LockKey): Promise<boolean>;
  unlock(key: LockKey): Promise<void>;
  close(): Promise<void>;
}

function lockSession(settings: PostgresSettings): LockSession {
  const held = new Map<string, LockKey>();
  let connecting: Promise<pg.Client> | undefined;
  const inTurn = oneAtATime();
  let closed = false;

  function lose(): void {
    connecting = undefined;
    if (!closed && held.size > 0) void restore();
  }

  function connection(): Promise<pg.Client> {
    const current = (connecting ??= connect(settings, held, lose));
    current.catch(() => {
      if (connecting === current) connecting = undefined;
    });
    return current;
  }

  /** Takes the locks again that went with the connection: until then others may take the run for dead. */
  async function restore(): Promise<void> {
    while (!closed && held.size > 0) {
      const done = await connection().then(
        () => true,
        () => false
      );
      if (done) return;
      await sleep(retryEvery, undefined, {ref: false});
    }
  }

  return {
    async tryLock(key) {
      const taken = await inTurn(() =>
        persist(settings, async () => lock(await connection(), key))
      );
      if (taken) held.set(key.join(), key);
      return taken;
    },
    async unlock(key) {
      held.delete(key.join());
      await inTurn(async () => {
        const client = await connecting?.catch(() => undefined);
        await client?.query("SELECT pg_advisory_unlock($1, $2)", [...key]).catch(() => undefined); // lost with its lock
      });
    },
    async close() {
      closed = true;
      held.clear();
      const client = await connecting?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    }
  };
}

/** Returns what runs work after the work that it was given before: a connection does one thing at a time. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
}

/** Returns a new connection that has the locks *held*; *lose* is called when it ends. */
async function connect(
  settings: PostgresSettings,
  held: ReadonlyMap<string, LockKey>,
  lose: () => void
): Promise<pg.Client> {
  const client = new pg.Client(await clientConfig(settings));
  client.on("error", () => undefined); // its query, or the end that follows, says it too
  await client.connect();
  for (const key of held.values()) await lock(client, key);
  client.once("end", lose);
  return client;
}

async function lock(client: pg.Client, key: LockKey): Promise<boolean> {
  const {rows} = await client.query<{taken: boolean}>(
    "SELECT pg_try_advisory_lock($1, $2) AS taken",
    [...key]
  );
  return rows[0].taken;
}

/** Calls *work* again while the connection is lost, until *settings* say to give up. */
async function persist<T>(settings: PostgresSettings, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + settings.retryTimeout * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isLost(error) || performance.now() >= deadline) throw databaseError(error, settings);
      await sleep(retryEvery);
    }
  }
}

const ofThisDatabase = `l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** Returns the distributed runs in *states* that are no ends: without a worker for now, they are begun or continued by the next. */
async function openRuns(statements: Statements, states: readonly string[]): Promise<string[]> {
  const [{found}] = await statements.query<{found: boolean}>(
    "SELECT to_regclass('atalaya_engine.runs') IS NOT NULL AS found"
  );
  if (!found) return [];
  const rows = await statements.query<{run: string}>(
    "SELECT run FROM atalaya_engine.runs WHERE state = ANY($1::text[]) ORDER BY run",
    [states]
  );
  return rows.map(({run}) => run);
}

async function heldNumbers(statements: Statements, kind: number): Promise<Set<number>> {
  const rows = await statements.query<{number: number}>(
    `SELECT objid::bigint AS number FROM pg_locks l WHERE ${ofThisDatabase} AND l.classid::bigint = $1`,
    [kind]
  );
  return new Set(rows.map(({number}) => number | 0)); // pg_locks shows it without a sign
}

/** Returns the holder of the lock *key*, as far as the server names it: a process and its machine. */
async function holderOf(statements: Statements, [kind, number]: LockKey): Promise<string> {
  const [row] = await statements.query<{name: string | null}>(
    `SELECT a.application_name AS name FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
    WHERE ${ofThisDatabase} AND l.classid::bigint = $1 AND l.objid::bigint = $2`,
    [kind, number >>> 0]
  );
  return row?.name || "another process";
}
