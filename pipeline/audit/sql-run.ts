import type {Phase} from "../../src/core/schema/artifacts.js";

/** The table of the events of each phase. */
export const eventTables: Readonly<Record<Phase, string>> = {
  ingestion: "ingestion_events",
  transformation: "transformation_events",
  training: "training_events",
  evaluation: "evaluation_events"
};

/** The statements of the audit of a run: its beginning, its models, its metrics, its end. */
export const insertRun = `INSERT INTO runs AS t (run, command, code_version, parameters, started_at)
  VALUES ($1, $2, $3, $4::jsonb, $5)`;

export const insertModels = `INSERT INTO models AS t (run, position, name, sha256, key, bytes, parameters)
  SELECT $1, position, item->>'name', item->>'sha256', item->>'key', (item->>'bytes')::bigint,
    item->'parameters'
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS items (item, position)`;

export const insertMetrics = `INSERT INTO metrics AS t (run, position, model, "window", name, value)
  SELECT $1, position, item->>'model', item->>'window', item->>'name',
    (item->>'value')::double precision
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS items (item, position)`;

export const endRun = `UPDATE runs AS t SET status = $2, finished_at = greatest(started_at, $3), error = $4
  WHERE run = $1 AND status = 'running'`;

/** Returns the statement that records that a run got through *phase*. */
export function insertEvent(phase: Phase): string {
  return `INSERT INTO ${eventTables[phase]} AS t (run, key, reused, started_at, seconds, rows_in, rows_out, rejected)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
}
