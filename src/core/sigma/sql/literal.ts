/** Returns *text* as a literal of DuckDB: quotes are doubled; NUL, which cannot be in the text of a query, is `chr(0)`. */
export function sqlText(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts[0] : `(${parts.join(" || chr(0) || ")})`;
}

/** Returns *name* as an identifier of DuckDB. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""').replaceAll("\0", "")}"`;
}

/** Returns the finite *value* as a literal of DuckDB. */
export function sqlNumber(value: number): string {
  return Object.is(value, -0) ? "0" : String(value);
}
