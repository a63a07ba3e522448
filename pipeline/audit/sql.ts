import {phases} from "../../src/core/schema/artifacts.js";
import type {Json, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {Audit, PhaseEvent} from "./audit.js";
import type {Database, Statements} from "./database.js";
import {readRuns} from "./read-runs.js";
import {jsonText, storable} from "./storable.js";

/** How the database is used. */
export interface SqlAuditOptions {
  /**
   * Whether nobody else can be running: a run that never ended is then marked as failed when the next
   * one begins. Defaults to false.
   */
  exclusive?: boolean;
}

const eventTables: Readonly<Record<Phase, string>> = {
  ingestion: "ingestion_events",
  transformation: "transformation_events",
  training: "training_events",
  evaluation: "evaluation_events"
};

/** Returns the audit in *database*, which must have been migrated. */
export function sqlAudit(database: Database, {exclusive = false}: SqlAuditOptions = {}): Audit {
  return {
    location: database.location,
    async beginRun({run, command, codeVersion, parameters, startedAt}) {
      if (exclusive) await failUnfinishedRuns(database, startedAt);
      await database.query(
        "INSERT INTO runs (run, command, code_version, parameters, started_at) VALUES ($1, $2, $3, $4::jsonb, $5)",
        [run, storable(command), codeVersion, jsonText(parameters), startedAt.toISOString()]
      );
    },
    async recordPhase(event) {
      if (!phases.includes(event.phase)) throw new RangeError(`unknown phase: ${event.phase}`);
      await database.transaction(async (statements) => {
        await recordArtifact(statements, event.run, event.manifest);
        await recordEvent(statements, event);
      });
    },
    async recordModels(run, models) {
      await database.query(
        `INSERT INTO models (run, position, name, sha256, key, bytes, parameters)
        SELECT $1, position, item->>'name', item->>'sha256', item->>'key', (item->>'bytes')::bigint, item->'parameters'
        FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS t (item, position)`,
        [run, jsonText(models)]
      );
    },
    async recordMetrics(run, metrics) {
      await database.query(
        `INSERT INTO metrics (run, position, model, "window", name, value)
        SELECT $1, position, item->>'model', item->>'window', item->>'name', (item->>'value')::double precision
        FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS t (item, position)`,
        [run, jsonText(metrics as unknown as Json)]
      );
    },
    async finishRun(run, status, finishedAt, error) {
      const message = status === "failed" ? storable(error ?? "unknown error") : null;
      const rows = await database.query(
        "UPDATE runs SET status = $2, finished_at = $3, error = $4 WHERE run = $1 AND status = 'running' RETURNING run",
        [run, status, finishedAt.toISOString(), message]
      );
      if (rows.length === 0) throw new Error(`run not running: ${run}`);
    },
    runs: (limit = 50) => readRuns(database, limit),
    close: () => database.close()
  };
}

async function failUnfinishedRuns(statements: Statements, at: Date): Promise<void> {
  await statements.query(
    `UPDATE runs SET status = 'failed', finished_at = greatest(started_at, $1), error = 'interrupted'
    WHERE status = 'running'`,
    [at.toISOString()]
  );
}

/** Records *manifest* unless it is known; rejects if it is known with other bytes. */
async function recordArtifact(
  statements: Statements,
  run: string,
  manifest: Manifest
): Promise<void> {
  const {key, phase, phaseVersion, sha256, parameters, rows} = manifest;
  const inserted = await statements.query(
    `INSERT INTO artifacts (key, phase, phase_version, sha256, parameters, rows, first_run)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, phase, phaseVersion, sha256, jsonText(parameters), rows, run]
  );
  if (inserted.length === 0) return checkArtifact(statements, manifest);
  await statements.query(
    `INSERT INTO artifact_inputs (key, position, name, sha256, bytes)
    SELECT $1, position, item->>'name', item->>'sha256', (item->>'bytes')::bigint
    FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS t (item, position)`,
    [key, jsonText(manifest.inputs as unknown as Json)]
  );
  await statements.query(
    `INSERT INTO artifact_files (key, path, sha256, bytes, rows)
    SELECT $1, item->>'path', item->>'sha256', (item->>'bytes')::bigint, (item->>'rows')::bigint
    FROM jsonb_array_elements($2::jsonb) AS t (item)`,
    [key, jsonText(manifest.files as unknown as Json)]
  );
}

async function checkArtifact(
  statements: Statements,
  {key, phase, sha256}: Manifest
): Promise<void> {
  const [known] = await statements.query<{sha256: string}>(
    "SELECT sha256 FROM artifacts WHERE key = $1",
    [key]
  );
  if (known.sha256 === sha256) return;
  throw new Error(
    `changed artifact: ${phase} ${key} had the digest ${known.sha256} and now has ${sha256}; the same inputs and parameters must give the same bytes`
  );
}

async function recordEvent(statements: Statements, event: PhaseEvent): Promise<void> {
  const {run, phase, manifest, reused, startedAt, seconds, rowsIn, rowsOut, rejected} = event;
  await statements.query(
    `INSERT INTO ${eventTables[phase]} (run, key, reused, started_at, seconds, rows_in, rows_out, rejected)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [run, manifest.key, reused, startedAt.toISOString(), seconds, rowsIn, rowsOut, rejected]
  );
}
