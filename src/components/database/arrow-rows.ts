/** The part of an Arrow table that is read here. */
interface RowTable {
  toArray(): {toJSON(): Record<string, unknown>}[];
}

/**
 * Returns the rows of an Arrow table as plain objects: 64-bit integers become numbers, exact below 2^53, times
 * ms since the epoch, lists arrays.
 */
export function arrowRows<T extends object>(table: unknown): T[] {
  return (table as RowTable).toArray().map((row) => {
    const entries = Object.entries(row.toJSON());
    return Object.fromEntries(entries.map(([name, value]) => [name, plainValue(value)])) as T;
  });
}

function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value === "object" && value !== null && Symbol.iterator in value)
    return Array.from(value as Iterable<unknown>, plainValue);
  return value ?? null;
}
