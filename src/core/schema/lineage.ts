import type {ArtifactFile, ArtifactInput, Json, Layer, Phase} from "./artifacts.js";
import type {Provenance} from "./published.js";

/** lineage.json: which bytes the numbers of the site were made from, step by step. */
export interface LineagePage {
  provenance: Provenance;
  run: string;

  /** Milliseconds since the epoch; null if the audit has no such run. */
  startedAt: number | null;

  /** How long the run took, in seconds; null if it is not known. */
  seconds: number | null;

  /** How far the audit’s log went when the run was signed: entries, and the digest of the last; null without a statement. */
  audit: {entries: number; digest: string} | null;

  /** The id of the key that signed the run; null without a statement. */
  keyId: string | null;

  /** The code that ran: its version and the digest of its source files; null without a statement. */
  code: {version: string; sha256: string} | null;

  /** The logs, in the order in which they were read. */
  inputs: LineageInput[];

  /** The artifacts, from RAW to EVAL. */
  artifacts: LineageArtifact[];
}

/** A log, as RAW keeps its bytes. */
export interface LineageInput {
  /** Its base name. */
  name: string;
  sha256: string;
  bytes: number;
  lines: number;
  comments: number;
  accepted: number;
  rejected: number;
}

/** An artifact, with what the audit says of how it came to be in this run. */
export interface LineageArtifact {
  phase: Phase;
  layer: Layer;
  key: string;
  sha256: string;
  phaseVersion: number;
  parameters: {[name: string]: Json};
  inputs: ArtifactInput[];
  files: ArtifactFile[];

  /** The rows of its main table. */
  rows: number;

  /** From the audit, null if it has no such run: rows read, rows rejected, seconds, whether it was there before. */
  rowsIn: number | null;
  rejected: number | null;
  seconds: number | null;
  reused: boolean | null;
}
