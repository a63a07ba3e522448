import {NotebookError, readNotebook, writeNotebook} from "../../core/notebook/file.js";
import {limits, noSettings} from "../../core/notebook/types.js";
import type {Notebook} from "../../core/notebook/types.js";

/** The most characters of a notebook in a link; browsers and chats cut longer ones. */
export const maxLinkLength = 16_000;

/** The most bytes that a link may unfold to. */
const maxBytes = 4_000_000;

/**
 * Returns a notebook as the part of an address after `#`: `nb=` and its JSON, deflated and in base64url.
 * Nothing after `#` is sent to a server.
 */
export async function encodeNotebook(notebook: Notebook): Promise<string> {
  const json = JSON.stringify(JSON.parse(writeNotebook(notebook)));
  const packed = await through(
    new TextEncoder().encode(json),
    new CompressionStream("deflate-raw")
  );
  const text = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return `nb=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * Returns the notebook in the part of an address after `#`: one of `encodeNotebook` or `queryFragment`;
 * null if it holds none. Throws a NotebookError if it holds one that is damaged.
 */
export async function decodeFragment(fragment: string): Promise<Notebook | null> {
  const [, kind, value] = /^#?(nb|sql)=(.*)$/s.exec(fragment) ?? [];
  if (value === undefined) return null;
  return kind === "nb" ? readNotebook(await unpack(value)) : fromQuery(value);
}

/** Returns a query as the part of an address after `#` that opens it in a notebook of its own. */
export function queryFragment(sql: string): string {
  const valid = sql.replace(/\p{Surrogate}/gu, "\ufffd"); // half a pair cannot be in a URL
  return `sql=${encodeURIComponent(valid)}`;
}

function fromQuery(value: string): Notebook {
  let sql: string;
  try {
    sql = decodeURIComponent(value);
  } catch (cause) {
    throw new NotebookError("invalid link: its query is not encoded", {cause});
  }
  if (sql.length > limits.sql)
    throw new NotebookError(
      `invalid link: a query of ${sql.length} letters; at most ${limits.sql}`
    );
  return {
    title: "A query of this site",
    cells: [{id: "0", name: "cell_1", sql, chart: {...noSettings}}]
  };
}

async function unpack(text: string): Promise<string> {
  try {
    const packed = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(packed, (c) => c.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream("deflate-raw"));
    return new TextDecoder("utf-8", {fatal: true}).decode(plain);
  } catch (cause) {
    if (cause instanceof NotebookError) throw cause;
    throw new NotebookError("invalid link: cut or changed on its way; ask for it again", {cause});
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.length;
    if (size > maxBytes) {
      void reader.cancel();
      throw new NotebookError(`invalid link: more than ${maxBytes} bytes`);
    }
    chunks.push(step.value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
