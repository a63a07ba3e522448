import pg from "pg";
import {maybePostgres} from "../../../pipeline/config/postgres.js";
import type {PostgresSettings} from "../../../pipeline/config/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";

let made = 0;

/** Makes an empty database on *server*; returns how to reach it, with what *env* says differently. */
export async function newDatabase(
  server: PostgresServer,
  env: Record<string, string> = {}
): Promise<PostgresSettings> {
  const name = `audit_${++made}`;
  await execute(server.url, `CREATE DATABASE ${name}`);
  return settingsOf(server, {PG_DATABASE: name, ...env});
}

/** Returns how to reach *server*, with what *env* says differently. */
export function settingsOf(
  server: PostgresServer,
  env: Record<string, string> = {}
): PostgresSettings {
  const {host, port, user, password, database} = server;
  return maybePostgres({
    PG_HOST: host,
    PG_PORT: String(port),
    PG_USER: user,
    PG_PASSWORD: password,
    PG_DATABASE: database,
    ...env
  }) as PostgresSettings;
}

/** Returns the address of the database that *settings* name, with the password, for a tool. */
export function urlOf({host, port, user, password, database}: PostgresSettings): string {
  return `postgresql://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`;
}

/** Runs the statements of *script* at *url* with a client of its own; returns the rows of a single one. */
export async function execute(url: string, script: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({connectionString: url});
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(script)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
