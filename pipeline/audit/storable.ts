/**
 * Returns *text* with what PostgreSQL cannot keep (NUL and halves of surrogate pairs, which come from
 * logs and file names) replaced by U+FFFD.
 */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, "\ufffd");
}

/** Returns *value* as JSON that PostgreSQL can keep. Throws a RangeError on a number that JSON cannot hold. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => {
    if (typeof field === "number" && !Number.isFinite(field)) {
      throw new RangeError(`invalid JSON number: ${field}`); // JSON.stringify would make it null
    }
    return typeof field === "string" ? storable(field) : field;
  });
}
