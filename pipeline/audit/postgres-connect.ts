import {hostname} from "node:os";
import pg from "pg";
import {errorMessage} from "../../src/core/error-message.js";
import type {PostgresSettings} from "../config/postgres.js";
import {isLost} from "./postgres-error.js";

/** PostgreSQL’s number of the type bigint, which pg would return as text. */
const bigint = 20;

/**
 * Returns what pg needs to connect as *settings* say: times in UTC, nothing that waits for ever, and
 * the name of this process, by which others identify the holder of a lock. With `prefer`, the server is asked whether
 * it speaks TLS; rejects if it was lost before it answered.
 */
export async function clientConfig(settings: PostgresSettings): Promise<pg.ClientConfig> {
  const config = configOf(settings);
  if (settings.sslMode !== "prefer") return config;
  return (await takesTls(config)) ? config : {...config, ssl: false};
}

/** Times as the log has them; and a client whose machine went down lets go of its locks in half a minute. */
const sessionOptions = [
  "timezone=UTC",
  "datestyle=ISO",
  "tcp_keepalives_idle=15",
  "tcp_keepalives_interval=5",
  "tcp_keepalives_count=3"
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

function configOf(settings: PostgresSettings): pg.ClientConfig {
  const {host, port, user, password, database, connectTimeout, statementTimeout} = settings;
  const {schema} = settings;
  const statement = Math.round(statementTimeout * 1000);
  return {
    host,
    port,
    user,
    database,
    ...(password.reveal() && {password: () => password.reveal()}),
    ssl: host.startsWith("/") ? false : tlsOf(settings),
    keepAlive: true,
    connectionTimeoutMillis: Math.round(connectTimeout * 1000),
    statement_timeout: statement,
    query_timeout: statement + 5_000, // for a server that says nothing any more
    idle_in_transaction_session_timeout: Math.max(statement, 60_000),
    application_name: `atalaya ${process.pid} on ${hostname()}`.slice(0, 63),
    options: schema ? `${sessionOptions} -c search_path=${searchPath(schema)}` : sessionOptions,
    types: {
      getTypeParser: (oid: number, format?: "text") =>
        oid === bigint ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown)
    } as pg.CustomTypesConfig
  };
}

/** Returns the search path of a session that sees the tables of *schema* alone, so that a missing one is an error rather than another’s. */
function searchPath(schema: string): string {
  if (!/^[a-z0-9_-]{1,63}$/.test(schema)) throw new RangeError(`invalid schema: ${schema}`);
  return `"${schema}"`;
}

function tlsOf({sslMode, certificates}: PostgresSettings): pg.ClientConfig["ssl"] {
  if (sslMode === "disable") return false;
  const ca = certificates === null ? {} : {ca: certificates};
  if (sslMode === "verify-full") return {...ca, rejectUnauthorized: true};
  if (sslMode === "verify-ca")
    return {...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined};
  return {rejectUnauthorized: false};
}

/**
 * Returns whether the server speaks TLS; what else may be wrong shows when the pool connects. Rejects if the
 * connection was lost before the server answered: the caller asks again, and TLS is asked of no server without.
 */
async function takesTls(config: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (isLost(error)) throw error;
    return !/does not support SSL/i.test(errorMessage(error));
  } finally {
    await client.end().catch(() => undefined);
  }
}
