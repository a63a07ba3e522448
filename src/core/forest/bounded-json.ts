import {ModelError} from "./check.js";

/** The levels of lists and objects that a model can have; 8 of a parameter, and those around it. */
const deepest = 32;

/** The values that a file may hold, all levels together. */
const maxValues = 2 ** 24;

/**
 * Returns the value of a JSON text. Throws a ModelError if it is none, or if it has more than 32 levels
 * or 16 million values, which is looked at before anything is made of it: a text of brackets takes a
 * hundred times its size.
 */
export function parseBoundedJson(text: string): unknown {
  checkSize(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError("invalid model: not JSON; is the file complete?", {cause: error});
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening = [0x5b, 0x7b];
const closing = [0x5d, 0x7d];

function checkSize(text: string): void {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < text.length; ++i) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (code === comma) ++values;
    else if (opening.includes(code)) {
      ++values;
      if (++depth > deepest)
        throw new ModelError(`invalid model: more than ${deepest} levels of lists`);
    } else if (closing.includes(code)) --depth;
    if (values > maxValues)
      throw new ModelError(`invalid model: more than ${maxValues} values; such files are not read`);
  }
}

/** Returns where the string that begins at *start* ends, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) ++backslashes;
  return backslashes % 2 === 1;
}
