import {open} from "node:fs/promises";
import {ModelError} from "../../src/core/forest/check.js";
import {parseAnyModel} from "../../src/core/forest/imported-model.js";
import {sha256} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import {parseBoundedJson} from "./bounded-json.js";
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

/** Returns the bytes of the file at *path*; throws a UsageError if there is none, or it is over 256 MiB. */
export async function readFileBounded(path: string): Promise<ReadFile> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === "ENOENT"
        ? `file not found: ${path}`
        : `unreadable file: ${path} (${error.code})`,
      {cause: error}
    );
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new UsageError(`unreadable file: ${path}; it is not a regular file`);
    if (info.size > maxBytes) {
      throw new UsageError(
        `invalid model: ${path} has ${info.size} bytes; at most ${maxBytes} are read`
      );
    }
    const bytes = await handle.readFile();
    return {bytes, sha256: sha256(bytes)};
  } finally {
    await handle.close();
  }
}

/** Returns whether *bytes* begin as a JSON object does; an ONNX file begins with another byte. */
export function isJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x7b;
}

/** Returns the text of *bytes*; throws a ModelError if they are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
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
