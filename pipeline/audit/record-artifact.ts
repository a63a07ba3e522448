import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {ArtifactRecord} from "./audit.js";
import type {Statements} from "./database.js";
import type {OpenEntry} from "./log.js";
import {jsonText} from "./storable.js";

/**
 * Records *manifest*, made or found by *run*, with its inputs and files, unless it is known; rejects if
 * it is known with other bytes.
 */
export async function recordArtifact(
  entry: OpenEntry,
  run: string,
  manifest: Manifest
): Promise<void> {
  const {key, phase, phaseVersion, sha256, parameters, rows} = manifest;
  const inserted = await entry.write(
    "artifacts",
    `INSERT INTO artifacts AS t (key, phase, phase_version, sha256, parameters, rows, first_run)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7) ON CONFLICT (key) DO NOTHING`,
    [key, phase, phaseVersion, sha256, jsonText(parameters), rows, run]
  );
  if (inserted.length === 0) return checkArtifact(entry, manifest);
  await entry.write(
    "artifact_inputs",
    `INSERT INTO artifact_inputs AS t (key, position, name, sha256, bytes)
    SELECT $1, position, item->>'name', item->>'sha256', (item->>'bytes')::bigint
    FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (item, position)`,
    [key, jsonText(manifest.inputs as unknown as Json)]
  );
  await entry.write(
    "artifact_files",
    `INSERT INTO artifact_files AS t (key, path, sha256, bytes, rows)
    SELECT $1, item->>'path', item->>'sha256', (item->>'bytes')::bigint, (item->>'rows')::bigint
    FROM jsonb_array_elements($2::jsonb) AS given (item)`,
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

/** Returns what is recorded of the artifact *key*; undefined if nothing is. */
export async function findArtifact(
  statements: Statements,
  key: string
): Promise<ArtifactRecord | undefined> {
  const [found] = await statements.query<ArtifactRecord & Record<string, unknown>>(
    `SELECT a.sha256,
      (SELECT coalesce(jsonb_object_agg(f.path, f.sha256), '{}') FROM artifact_files f WHERE f.key = a.key) AS files,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('run', e.run, 'sha256', s.details->>'sha256') ORDER BY s.action DESC), '[]')
        FROM phase_events e JOIN actions s ON s.kind = 'run-signed' AND s.details->>'run' = e.run
        WHERE e.key = a.key) AS signed
    FROM artifacts a WHERE a.key = $1`,
    [key]
  );
  return found;
}
