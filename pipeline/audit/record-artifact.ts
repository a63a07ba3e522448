import {manifestText} from "../../src/core/schema/artifacts.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {sha256 as digestOf} from "../artifacts/digest.js";
import type {ArtifactRecord, SignedRun} from "./audit.js";
import type {Statements} from "./database.js";
import type {OpenEntry} from "./log.js";
import {jsonText} from "./storable.js";

/**
 * Records *manifests*, made or found by *run*, with their inputs, files and partitions, unless they are known; rejects if
 * one is known with other bytes. The partitions of an artifact must be known. Takes the same few statements for one and for
 * thousands.
 */
export async function recordArtifacts(
  entry: OpenEntry,
  run: string,
  manifests: readonly Manifest[]
): Promise<void> {
  if (manifests.length === 0) return;
  const inserted = await entry.write(
    "artifacts",
    `INSERT INTO artifacts AS t (key, phase, phase_version, sha256, parameters, rows, first_run, partition, manifest)
    SELECT item->>'key', item->>'phase', (item->>'phaseVersion')::integer, item->>'sha256', item->'parameters',
      (item->>'rows')::bigint, $1, item->>'partition', item->>'manifest'
    FROM jsonb_array_elements($2::jsonb) AS given (item) ON CONFLICT (key) DO NOTHING`,
    [run, jsonText(manifests.map(describe) as unknown as Json)]
  );
  const added = new Set(inserted.map(({key}) => key));
  const isNew = ({key}: Manifest) => added.has(key);
  await checkArtifacts(
    entry,
    manifests.filter((manifest) => !isNew(manifest))
  );
  const parts = partsOf(manifests.filter(isNew));
  for (const {table, sql, rows} of parts)
    if (rows.length > 0) await entry.write(table, sql, [jsonText(rows)]);
}

function describe(manifest: Manifest) {
  const {key, phase, phaseVersion, sha256, parameters, rows, partition = null} = manifest;
  const text = digestOf(manifestText(manifest));
  return {key, phase, phaseVersion, sha256, parameters, rows, partition, manifest: text};
}

/** Returns the statement that records each kind of part of *manifests*, and the rows that it takes as JSON. */
function partsOf(manifests: readonly Manifest[]) {
  const rowsOf = <T extends object>(parts: (manifest: Manifest) => readonly T[]) =>
    manifests.flatMap((manifest) =>
      parts(manifest).map((part, i) => ({...part, key: manifest.key, position: i + 1}))
    ) as unknown as Json[];
  return [
    {
      table: "artifact_inputs",
      sql: `INSERT INTO artifact_inputs AS t (key, position, name, sha256, bytes)
      SELECT item->>'key', (item->>'position')::integer, item->>'name', item->>'sha256', (item->>'bytes')::bigint
      FROM jsonb_array_elements($1::jsonb) AS given (item)`,
      rows: rowsOf(({inputs}) => inputs)
    },
    {
      table: "artifact_files",
      sql: `INSERT INTO artifact_files AS t (key, path, sha256, bytes, rows)
      SELECT item->>'key', item->>'path', item->>'sha256', (item->>'bytes')::bigint, (item->>'rows')::bigint
      FROM jsonb_array_elements($1::jsonb) AS given (item)`,
      rows: rowsOf(({files}) => files.filter(({partition}) => partition === undefined))
    },
    {
      table: "artifact_partitions",
      sql: `INSERT INTO artifact_partitions AS t (key, partition)
      SELECT item->>'key', item->>'partition' FROM jsonb_array_elements($1::jsonb) AS given (item)`,
      rows: rowsOf(({partitions = []}) => partitions.map(({key: partition}) => ({partition})))
    }
  ];
}

async function checkArtifacts(
  statements: Statements,
  manifests: readonly Manifest[]
): Promise<void> {
  if (manifests.length === 0) return;
  const rows = await statements.query<{key: string; sha256: string}>(
    "SELECT key, sha256 FROM artifacts WHERE key = ANY($1::text[])",
    [manifests.map(({key}) => key)]
  );
  const known = new Map(rows.map(({key, sha256}) => [key, sha256]));
  for (const {phase, key, sha256} of manifests) {
    if (known.get(key) === sha256) continue;
    throw new Error(
      `changed artifact: ${phase} ${key} had the digest ${known.get(key)} and now has ${sha256}; the same inputs and parameters must give the same bytes`
    );
  }
}

/** Returns what is recorded of the artifacts *keys*, by their keys; nothing of one that is not recorded. */
export async function findArtifacts(
  statements: Statements,
  keys: readonly string[]
): Promise<Map<string, ArtifactRecord>> {
  const rows = await statements.query<ArtifactRecord & {key: string}>(
    `WITH uses AS (
      SELECT key, key AS merged FROM artifacts WHERE key = ANY($1::text[])
      UNION ALL SELECT partition, key FROM artifact_partitions WHERE partition = ANY($1::text[])
    ), signed AS (
      SELECT u.key, max(s.action) AS action FROM uses u JOIN phase_events e ON e.key = u.merged
        JOIN actions s ON s.kind = 'run-signed' AND s.details->>'run' = e.run
      GROUP BY u.key
    )
    SELECT a.key, a.sha256, a.manifest,
      (SELECT coalesce(jsonb_object_agg(f.path, f.sha256), '{}') FROM artifact_files f WHERE f.key = a.key) AS files,
      (SELECT jsonb_build_object('run', s.details->>'run', 'sha256', s.details->>'sha256')
        FROM actions s JOIN signed n USING (action) WHERE n.key = a.key) AS signed
    FROM artifacts a WHERE a.key = ANY($1::text[])`,
    [keys]
  );
  return new Map(rows.map(({key, ...record}) => [key, record]));
}

/** Returns the newest run that was signed, with the digest of its statement; undefined if there is none. */
export async function newestSigned(statements: Statements): Promise<SignedRun | undefined> {
  const [newest] = await statements.query<SignedRun & Record<string, unknown>>(
    `SELECT details->>'run' AS run, details->>'sha256' AS sha256 FROM actions
    WHERE kind = 'run-signed' ORDER BY action DESC LIMIT 1`
  );
  return newest;
}
