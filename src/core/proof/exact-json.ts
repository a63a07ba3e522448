/**
 * Returns the text that *bytes* are as UTF-8, to the byte: throws a RangeError, which names *what* it is, if
 * they are none, or begin with a byte order mark.
 */
export function exactText(bytes: Uint8Array, what: string): string {
  try {
    const text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
    if (!text.startsWith("\ufeff")) return text;
  } catch {
    // What it is not is said below.
  }
  throw new RangeError(`invalid ${what}: it is no UTF-8 text, or begins with a byte order mark`);
}

/**
 * Returns the object that *bytes* are as JSON, exactly as JSON.stringify writes it: a name that occurs twice, white
 * space or another spelling of a value could mean one thing here and another to a different reader. Throws a
 * RangeError that names *what* it is.
 */
export function exactObject(bytes: Uint8Array, what: string): {[name: string]: unknown} {
  const text = exactText(bytes, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What it is not is said below.
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RangeError(`invalid ${what}: it is no JSON object`);
  if (JSON.stringify(value) !== text)
    throw new RangeError(
      `invalid ${what}: a name occurs twice, or a value is spelled as it is not written`
    );
  return value as {[name: string]: unknown};
}
