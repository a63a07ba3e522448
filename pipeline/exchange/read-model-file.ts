import {ModelError} from "../../src/core/forest/check.js";
import {parseAnyModel} from "../../src/core/forest/imported-model.js";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import {readNamedFile} from "../config/named-file.js";
import {parseBoundedJson} from "../../src/core/forest/bounded-json.js";
import type {Model} from "./export-onnx.js";

/** The bytes that a model may have in any format; looked at before any is read. */
export const maxBytes = 256 * 2 ** 20;

/** A file that was read completely. */
export interface ReadFile {
  bytes: Uint8Array;

  /** Its SHA-256, in lower-case hexadecimal. */
  sha256: string;
}

/**
 * Reads the model file at *path*, of a run or imported, and returns it with its forest and the digest of
 * its bytes. Throws a UsageError that names the file if there is none, or it is not a model file.
 */
export async function readModelFile(
  path: string
): Promise<Model & {sha256: string; bytes: number}> {
  const {bytes, sha256} = await readFileBounded(path);
  const model = naming(path, () => {
    if (isJson(bytes)) return parseAnyModel(parseBoundedJson(textOf(bytes)));
    throw new ModelError(
      "invalid model: not JSON; a file of another tool is turned into a model file by `atalaya model import`"
    );
  });
  return {...model, sha256, bytes: bytes.length};
}

/** Returns the bytes of the file at *path*; throws a UsageError if it is no regular file, or over 256 MiB. */
export async function readFileBounded(path: string): Promise<ReadFile> {
  const bytes = await readNamedFile(path, {what: "model", remedy: anyModel, maxBytes});
  return {bytes, sha256: sha256(bytes)};
}

const anyModel =
  "name a model file, e.g. from `atalaya model export --format json`, or one to import";

/** Returns whether *bytes* begin as a JSON object does, or as UTF-16; an ONNX file begins with another byte. */
export function isJson(bytes: Uint8Array): boolean {
  const mark = byteOrderMark.every((byte, i) => bytes[i] === byte);
  const start = mark ? byteOrderMark.length : 0;
  const first = bytes.find((byte, i) => i >= start && ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x7b || foreignText(bytes) !== undefined;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Returns what text *bytes* are instead of UTF-8; undefined if they may be UTF-8, or no text. */
function foreignText(bytes: Uint8Array): {found: string; remedy: string} | undefined {
  const [first, second] = bytes;
  const isUnmarked = (first === 0x7b && second === 0) || (first === 0 && second === 0x7b);
  const isMarked = first >= 0xfe && second >= 0xfe && first !== second;
  return isUnmarked || isMarked ? {found: "UTF-16 text", remedy: "save it as UTF-8"} : undefined;
}

/** Returns the text of *bytes*, without a byte-order mark; throws a ModelError if they are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  const foreign = foreignText(bytes);
  if (foreign) throw new ModelError(`invalid model: ${foreign.found}; ${foreign.remedy}`);
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
  } catch (error) {
    throw new ModelError("invalid model: not UTF-8", {cause: error});
  }
}

/** Returns what *read* returns; a ModelError becomes a UsageError that begins with *path*. */
export function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, {cause: error});
  }
}
