/** The four phases, in the order in which they run. */
export const phases = ["ingestion", "transformation", "training", "evaluation"] as const;

/** A phase of the pipeline. */
export type Phase = (typeof phases)[number];

/** The layers of the store, one bucket (or folder) each. */
export const layers = ["raw", "silver", "models", "eval"] as const;

/** A layer of the store: RAW, SILVER, MODELS or EVAL. */
export type Layer = (typeof layers)[number];

/** The layer to which a phase writes. */
export const layerOf: Readonly<Record<Phase, Layer>> = {
  ingestion: "raw",
  transformation: "silver",
  training: "models",
  evaluation: "eval"
};

/** JSON, as a manifest or a parameter may hold it. */
export type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

/** An input of an artifact: another artifact, or the bytes of a file. */
export interface ArtifactInput {
  /** What it is called: a file’s base name, or the name of a phase. */
  name: string;

  /** The SHA-256 of its bytes, or the digest of the artifact, in lower-case hexadecimal. */
  sha256: string;

  /** Its size in bytes, if it is a file. */
  bytes?: number;
}

/** A file of an artifact. */
export interface ArtifactFile {
  /** Its path inside the artifact’s folder, with slashes. */
  path: string;

  /** The SHA-256 of its bytes, in lower-case hexadecimal. */
  sha256: string;

  /** Its size in bytes. */
  bytes: number;

  /** The number of rows it holds, if it is a table. */
  rows?: number;

  /**
   * The digest of what the file says, if equal contents need not have equal bytes: DuckDB leaves the
   * unused bytes of a database file as they were in memory.
   */
  content?: string;

  /** The key of the partition, in the same layer, whose file it is at the same path; absent if it is the artifact’s own. */
  partition?: string;
}

/** A part of a phase's work that is an artifact of its own: a file of RAW, a day of SILVER. */
export interface PartitionEntry {
  /** What it holds; e.g., `file=3f8a12c07d1e` or `day=2024-04-19`. */
  name: string;

  /** The key of its artifact, in the same layer. */
  key: string;

  /** The digest of its artifact. */
  sha256: string;

  /** The SHA-256 of the bytes of its manifest, which says more than its files do. */
  manifest: string;

  /** The number of rows in its main table. */
  rows: number;
}

/**
 * What says that an artifact exists. It is written last, so that an artifact appears whole or not at
 * all, and holds no clock, no host and no path of a machine: same inputs, same bytes.
 */
export interface Manifest {
  /** The format of this manifest. */
  format: "atalaya-artifact/1";

  /** SHA-256 of the phase, its version, the parameters and the inputs: the name of the artifact. */
  key: string;

  /** The phase that made it. */
  phase: Phase;

  /** The version of the phase’s code; raised when the same inputs would give other bytes. */
  phaseVersion: number;

  /** The parameters of the phase. */
  parameters: {[name: string]: Json};

  /** What it was made from. */
  inputs: ArtifactInput[];

  /** The files, in ascending order of their paths. */
  files: ArtifactFile[];

  /** The digest of the artifact: see `artifactDigest` in pipeline/artifacts/artifacts.ts. */
  sha256: string;

  /** The number of rows in the artifact’s main table. */
  rows: number;

  /** Further counts and facts, by phase; e.g., lines and rejected lines of an ingestion. */
  facts: {[name: string]: Json};

  /** What it holds, if it is a partition; see PartitionEntry. */
  partition?: string;

  /** The partitions that it was merged from, in ascending order of their names; absent without any. */
  partitions?: PartitionEntry[];
}

/** Returns *manifest* as the text that is stored. */
export function manifestText(manifest: Manifest): string {
  return `${canonicalJson(manifest as unknown as Json)}\n`;
}

/**
 * Returns *value* as JSON with the names of every object in ascending order and no white space, so
 * that equal values have equal bytes. Throws on a number that JSON cannot hold.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`invalid JSON number: ${value}`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${fields.join(",")}}`;
}
