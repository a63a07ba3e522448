import {createReadStream} from "node:fs";
import {createGunzip} from "node:zlib";
import {errorMessage} from "../../../../src/core/error-message.js";
import {findForeignFormat, isGzip} from "../../../../src/core/readers/magic.js";
import {UsageError} from "../../../config/errors.js";

/** The bytes in which a header must end. */
const maxHeaderBytes = 1 << 20;

/**
 * Returns the names in the first line of the CSV file at *path*, as they are written: quotes are taken
 * off (RFC 4180), spaces stay. A name that ends in `.gz` is of a compressed file. Throws a UsageError if
 * there is no such line, or it has no end within a megabyte.
 */
export async function readCsvHeader(path: string, separator: string): Promise<string[]> {
  const text = await readStart(path);
  const names: string[] = [];
  let name = "";
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const letter = text[i];
    if (quoted && letter === '"' && text[i + 1] === '"') name += text[++i];
    else if (letter === '"' && (quoted || name === "")) quoted = !quoted;
    else if (quoted) name += letter;
    else if (letter === "\n" || letter === "\r") return [...names, name];
    else if (letter === separator) {
      names.push(name);
      name = "";
    } else name += letter;
  }
  if (text.length >= maxHeaderBytes)
    throw new UsageError(`unreadable table: ${path}: its first line has no end`);
  if (text.length === 0)
    throw new UsageError(
      `unreadable table: ${path}: it is empty; its first line names the columns`
    );
  return [...names, name];
}

async function readStart(path: string): Promise<string> {
  const file = createReadStream(path, {highWaterMark: 1 << 16});
  const source = /\.gz$/i.test(path) ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => source.destroy(error));
  const decoder = new TextDecoder(); // takes off a byte order mark
  let text = "";
  try {
    for await (const chunk of source) {
      if (text === "") checkText(chunk as Uint8Array, path);
      text += decoder.decode(chunk as Uint8Array, {stream: true});
      if (text.length >= maxHeaderBytes || /[\n\r]/.test(text.replace(/"[^"]*"/g, ""))) break;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`unreadable table: ${path}: ${errorMessage(error)}`, {cause: error});
  } finally {
    file.destroy();
  }
  return text.slice(0, maxHeaderBytes);
}

function checkText(head: Uint8Array, path: string): void {
  const foreign = isGzip(head)
    ? {found: "a gzip file", remedy: "give it a name that ends in .gz"}
    : findForeignFormat(head);
  if (foreign)
    throw new UsageError(`unreadable table: ${path} is ${foreign.found}; ${foreign.remedy}`);
}
