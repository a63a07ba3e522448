/**
 * Returns *text* with Zeek’s escapes undone: `\x09` stands for a byte, and a backslash of the value
 * is `\x5c`. Bytes in a row are read as UTF-8; where they are not UTF-8 they stay as written, so that
 * nothing is lost.
 */
export function unescapeZeek(text: string): string {
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes.replaceAll("\\x", "%"));
    } catch {
      return escapes;
    }
  });
}

/** Returns the items of a list with Zeek’s escapes undone, commas between them, and `\x2c` for one within an item. */
export function unescapeItems(text: string): string {
  return text
    .split(",")
    .map((item) => unescapeZeek(item).replaceAll(",", "\\x2c"))
    .join(",");
}

/**
 * Returns *text* as it may be shown in a message: its first *length* characters, in double quotes,
 * with everything that is not printable ASCII as an escape.
 */
export function quoted(text: string, length = 40): string {
  const escaped = text.slice(0, length).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"${text.length > length ? "…" : ""}`;
}
