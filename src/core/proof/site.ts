import {maybeFromBase64, toBase64} from "../forest/base64.js";
import {canonicalJson} from "../schema/artifacts.js";
import type {EnvelopeSignature} from "./dsse.js";
import {exactText} from "./exact-json.js";

/** The name of the list of a site’s files, at its root. */
export const siteManifestPath = "site-manifest.json";

/** What a list of files is as the payload of an envelope. */
export const siteManifestType = "application/vnd.atalaya.site-manifest+json";

/** A file of a site. */
export interface SiteFileEntry {
  /** Its path from the root of the site, with slashes. */
  path: string;

  /** The SHA-256 of its bytes, in lower-case hexadecimal. */
  sha256: string;
  bytes: number;
}

/** site-manifest.json: every file of a built site but itself. */
export interface SiteManifest {
  format: "atalaya-site/1";

  /** The run that the site shows. */
  run: string;

  /** In ascending order of their paths, by UTF-16 code units. */
  files: SiteFileEntry[];

  /**
   * Signatures as in the DSSE protocol, of siteManifestType and what `signedPart` returns; none if the
   * key of the run was not at hand when the site was built.
   */
  signatures: EnvelopeSignature[];
}

/** Returns the bytes of *manifest* that are signed: its canonical JSON without the signatures. */
export function signedPart({format, run, files}: Omit<SiteManifest, "signatures">): Uint8Array {
  const entries = files.map(({path, sha256, bytes}) => ({path, sha256, bytes}));
  return new TextEncoder().encode(canonicalJson({format, run, files: entries}));
}

/** Returns *manifest* as the text of site-manifest.json: canonical JSON and a line end. */
export function siteManifestText({format, run, files, signatures}: SiteManifest): string {
  const entries = files.map(({path, sha256, bytes}) => ({path, sha256, bytes}));
  const signed = signatures.map(({keyid, sig}) => ({keyid, sig: toBase64(sig)}));
  return `${canonicalJson({format, run, files: entries, signatures: signed})}\n`;
}

/**
 * Reads the *bytes* of site-manifest.json. Throws a RangeError that names what is wrong with them: also if they
 * say the same as others that siteManifestText would write, or list a path twice.
 */
export function readSiteManifest(bytes: Uint8Array): SiteManifest {
  const text = exactText(bytes, "site manifest");
  const manifest = parse(text) as Partial<Record<keyof SiteManifest, unknown>>;
  const {format, run, files, signatures} = manifest;
  if (format !== "atalaya-site/1") throw invalid("format", format);
  if (typeof run !== "string") throw invalid("run", run);
  if (!Array.isArray(files)) throw invalid("files", files);
  if (!Array.isArray(signatures)) throw invalid("signatures", signatures);
  const read: SiteManifest = {
    format,
    run,
    files: files.map(readEntry),
    signatures: signatures.map(readSignature)
  };
  if (siteManifestText(read) !== text)
    throw new RangeError("invalid site manifest: it holds more than it says, or in another order");
  const isAscending = read.files.every(({path}, i, all) => i === 0 || all[i - 1].path < path);
  if (!isAscending) throw new RangeError("invalid site manifest: a path is listed twice, or late");
  return read;
}

function readEntry(value: unknown): SiteFileEntry {
  const {path, sha256, bytes} = (value ?? {}) as Partial<SiteFileEntry>;
  if (typeof path !== "string" || !isSitePath(path)) throw invalid("path", path);
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256))
    throw invalid(`sha256 of ${path}`, sha256);
  if (!(Number.isSafeInteger(bytes) && (bytes as number) >= 0))
    throw invalid(`bytes of ${path}`, bytes);
  return {path, sha256, bytes: bytes as number};
}

/** Returns whether *path* can be a listed file: below the root, by names that mean themselves, and not the list. */
function isSitePath(path: string): boolean {
  const names = path.split("/");
  return (
    path !== siteManifestPath &&
    !/[\\\u0000-\u001f]/.test(path) &&
    names.every((name) => name !== "" && name !== "." && name !== "..")
  );
}

function readSignature(value: unknown): EnvelopeSignature {
  const {keyid, sig} = (value ?? {}) as {keyid?: unknown; sig?: unknown};
  const bytes = typeof sig === "string" ? maybeFromBase64(sig) : undefined;
  if (typeof keyid !== "string" || !bytes) throw invalid("signature", keyid);
  return {keyid, sig: bytes};
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // What it is not is said below.
  }
  throw new RangeError("invalid site manifest: it is no JSON object");
}

function invalid(field: string, value: unknown): RangeError {
  const shown = typeof value === "string" ? `: ${value.slice(0, 80)}` : "";
  return new RangeError(`invalid site manifest: ${field} is missing or wrong${shown}`);
}
