import {setTimeout as sleep} from "node:timers/promises";
import pg from "pg";
import type {PostgresSettings} from "../config/postgres.js";
import type {Database, Statements} from "./database.js";
import {clientConfig} from "./postgres-connect.js";
import {databaseError, isLost, isPassing, locationOf} from "./postgres-error.js";

/** The most connections of a process, apart from that of its locks. */
const connections = 4;

/** The shortest and the longest pause before something is done again, in milliseconds. */
const pauses = {shortest: 50, longest: 2_000};

/**
 * Opens the database on the server that *settings* name. What fails because the connection was lost, or
 * because another transaction was in the way, is done again until `retryTimeout` has passed. Rejects
 * with an OutageError if the server cannot be reached, with a UsageError if it rejects the connection; neither holds
 * the password.
 */
export async function openPostgres(settings: PostgresSettings): Promise<Database> {
  const pool = await openPool(settings);
  const retrying = <T>(work: (client: pg.PoolClient) => Promise<T>) =>
    retry(() => withClient(pool, work), settings, settings.retryTimeout);
  return {
    location: locationOf(settings),
    query: <Row>(sql: string, values?: unknown[]) =>
      retrying((client) => statements(client).query<Row>(sql, values)),
    execute: (script) => retrying((client) => statements(client).execute(script)),
    transaction: (work) => retrying((client) => inTransaction(client, work)),
    close: () => pool.end()
  };
}

async function openPool(settings: PostgresSettings): Promise<pg.Pool> {
  const connect = async () => {
    const pool = new pg.Pool({...(await clientConfig(settings)), max: connections});
    pool.on("error", () => undefined); // of a connection that nobody uses: the next one is new
    pool.on("connect", (client) => void client.on("error", () => undefined)); // its query says it too
    try {
      await withClient(pool, (client) => client.query("SELECT"));
      return pool;
    } catch (error) {
      await pool.end();
      throw error;
    }
  };
  return retry(connect, settings, Math.min(settings.connectTimeout, settings.retryTimeout));
}

async function withClient<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>
): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    const result = await work(client);
    broken = false;
    return result;
  } catch (error) {
    broken = isLost(error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function inTransaction<T>(
  client: pg.PoolClient,
  work: (statements: Statements) => Promise<T>
): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work(statements(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    if (!isLost(error)) await client.query("ROLLBACK");
    throw error;
  }
}

/** Returns what *work* returns; calls it again if it fails for now, until *seconds* have passed. */
async function retry<T>(
  work: () => Promise<T>,
  settings: PostgresSettings,
  seconds: number
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (let pause = pauses.shortest; ; pause = Math.min(pause * 2, pauses.longest)) {
    try {
      return await work();
    } catch (error) {
      const passes = isLost(error) || isPassing(error);
      if (!passes || performance.now() + pause >= deadline) throw databaseError(error, settings);
      await sleep(pause * (0.5 + Math.random() / 2)); // so that those who clashed do not clash again
    }
  }
}

function statements(client: pg.ClientBase): Statements {
  return {
    async query<Row>(sql: string, values?: unknown[]) {
      return (await client.query(sql, values)).rows as Row[];
    },
    async execute(script) {
      await client.query(script);
    }
  };
}
