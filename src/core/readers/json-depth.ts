/** The greatest number of levels of lists and objects in a line of JSON. */
const maxDepth = 64;

/** Lines of fewer UTF-16 units are not looked at: what is nested in them costs little. */
const minLength = 2048;

/** Why a line that is nested deeper is rejected. */
export const tooDeep = `JSON too deep; expected at most ${maxDepth} levels of lists and objects`;

const quote = 0x22;
const backslash = 0x5c;

/** Returns whether a long line of JSON has more levels than any log; before it is parsed, which takes ten times as long. */
export function isTooDeep(text: string): boolean {
  if (text.length < minLength) return false;
  let depth = 0;
  for (let i = 0; i < text.length; ++i) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if ((code | 0x20) === 0x7b) {
      if (++depth > maxDepth) return true; // [ or {
    } else if ((code | 0x20) === 0x7d) --depth; // ] or }
  }
  return false;
}

/** Returns where the string that begins at *start* ends, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; ++i) {
    const code = text.charCodeAt(i);
    if (code === backslash) ++i;
    else if (code === quote) return i;
  }
  return text.length;
}
