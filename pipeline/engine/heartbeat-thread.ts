import {setTimeout as sleep} from "node:timers/promises";
import {parentPort, workerData} from "node:worker_threads";
import pg from "pg";
import {clientConfig} from "../audit/postgres-connect.js";
import type {PostgresSettings} from "../config/postgres.js";
import {Secret} from "../config/secret.js";
import {beatSeconds} from "./lease.js";
import {engineSchema} from "./schema.js";

// Renews the lease of its process; what it waits for never waits for what the process computes.

interface Given {
  settings: Omit<PostgresSettings, "password">;
  password: string;
  executor: string;
  times: BigInt64Array;
  fenceSeconds: number;
}

const given = workerData as Given;
const {executor, times, fenceSeconds} = given;

/** How long a renewal may take, in seconds: an answer that comes later would be of no use. */
const patience = 4;

let client: pg.Client | undefined;
let draining = false;
let wake: (() => void) | undefined;

parentPort!.on("message", () => {
  draining = true;
  wake?.();
});

for (;;) {
  const begun = process.hrtime.bigint();
  await beat();
  const rest = beatSeconds * 1000 - Number(process.hrtime.bigint() - begun) / 1e6;
  await Promise.race([
    sleep(Math.max(rest, 200)),
    new Promise<void>((resolve) => (wake = resolve))
  ]);
}

async function beat(): Promise<void> {
  const sent = process.hrtime.bigint();
  try {
    client ??= await connect();
    const {rowCount} = await client.query(
      `UPDATE ${engineSchema}.executors SET seen_at = clock_timestamp(), draining = $2
      WHERE executor = $1 AND ended_at IS NULL`,
      [executor, draining]
    );
    if (rowCount === 0) return void Atomics.store(times, 2, 1n);
    const gap = Number(sent - Atomics.load(times, 0)) / 1e9;
    if (gap > fenceSeconds) Atomics.store(times, 1, sent);
    Atomics.store(times, 0, sent);
  } catch {
    const lost = client;
    client = undefined;
    await Promise.race([lost?.end().catch(() => undefined), sleep(100)]);
  }
}

async function connect(): Promise<pg.Client> {
  const settings: PostgresSettings = {
    ...given.settings,
    password: new Secret(given.password),
    connectTimeout: patience
  };
  const config = await clientConfig(settings);
  const limits = {query_timeout: patience * 1000, statement_timeout: patience * 1000};
  const made = new pg.Client({...config, ...limits});
  made.on("error", () => undefined); // its query says it too
  await made.connect();
  return made;
}
