import {lockClasses} from "../audit/lock-keys.js";
import type {Database} from "../audit/database.js";

/** The schema of the tables of distributed runs. */
export const engineSchema = "atalaya_engine";

/** The schema of the tables of DBOS. */
export const dbosSchema = "atalaya_dbos";

/** The name under which the workflows of Atalaya are in the tables of DBOS. */
export const application = "atalaya";

/** The states of a distributed run, in their order; the last four are its ends. */
export const runStates = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "restarted"
] as const;

/** The state of a distributed run; `restarted` is one that began on code of which no worker was left. */
export type RunState = (typeof runStates)[number];

const statements = `
CREATE SCHEMA IF NOT EXISTS ${engineSchema};

CREATE TABLE IF NOT EXISTS ${engineSchema}.executors (
  executor text PRIMARY KEY,
  version text NOT NULL,
  place text NOT NULL,
  host text NOT NULL,
  pid integer NOT NULL,
  concurrency integer NOT NULL,
  memory_limit bigint,
  draining boolean NOT NULL DEFAULT false,
  joined_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_because text
);
COMMENT ON TABLE ${engineSchema}.executors IS
  'One row per process that does tasks: it is alive while it renews seen_at; once it has ended it never comes back.';
CREATE INDEX IF NOT EXISTS executors_alive ON ${engineSchema}.executors (seen_at) WHERE ended_at IS NULL;

CREATE TABLE IF NOT EXISTS ${engineSchema}.runs (
  run text PRIMARY KEY,
  id text UNIQUE,
  feed text,
  place text NOT NULL,
  version text,
  request jsonb NOT NULL,
  input jsonb,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN (${runStates.map((state) => `'${state}'`).join(", ")})),
  submitted_at timestamptz NOT NULL DEFAULT now(),
  begun_at timestamptz,
  ended_at timestamptz,
  coordinator text,
  cancel_asked boolean NOT NULL DEFAULT false,
  progress jsonb,
  result jsonb,
  error jsonb,
  resumes text,
  restarted_as text
);
COMMENT ON TABLE ${engineSchema}.runs IS
  'One row per distributed run: what was asked for, the code that it began on, how far it is, and how it ended.';
CREATE INDEX IF NOT EXISTS runs_open ON ${engineSchema}.runs (submitted_at) WHERE state IN ('queued', 'running');

CREATE TABLE IF NOT EXISTS ${engineSchema}.messages (
  run text NOT NULL REFERENCES ${engineSchema}.runs ON DELETE CASCADE,
  n bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  step text,
  text text NOT NULL,
  PRIMARY KEY (run, n)
);
COMMENT ON TABLE ${engineSchema}.messages IS 'One row per line that a run reported: the beginning and end of steps, warnings.';

CREATE TABLE IF NOT EXISTS ${engineSchema}.crashes (
  task text PRIMARY KEY,
  run text NOT NULL,
  crashes integer NOT NULL
);
COMMENT ON TABLE ${engineSchema}.crashes IS 'One row per task whose worker died while it did it, and how often in a row.';
`;

/** Creates the tables of distributed runs in *database* unless they are there; several processes may at a time. */
export async function prepareEngine(database: Database): Promise<void> {
  const [found] = await database.query<{found: boolean}>(
    `SELECT to_regclass('${engineSchema}.crashes') IS NOT NULL AS found`
  );
  if (found.found) return;
  await database.transaction(async (transaction) => {
    await transaction.query("SELECT pg_advisory_xact_lock($1, 1)", [lockClasses.migrations]);
    await transaction.execute(statements);
  });
}
