import type {DuckDBVector} from "@duckdb/node-api";

/** Numbers as they lie in memory. */
export type Numbers = Float32Array | Float64Array | Uint8Array | Int8Array | BigInt64Array;

/** What a vector of numbers has, and its declaration calls private (@duckdb/node-api 1.5.5). */
interface NumberVector {
  items: Numbers;

  /** A bit a value; null if no value is null. */
  validity: {data: BigUint64Array | null};
}

/**
 * Returns the values of *vector* as they lie in memory, good as long as its chunk, or undefined if one is null or they are
 * not kept as numbers in a row: then `getItem` has them, at a call and an object for each.
 */
export function maybeNumbers(vector: DuckDBVector): Numbers | undefined {
  const {items, validity} = vector as unknown as Partial<NumberVector>;
  if (!ArrayBuffer.isView(items) || items.length !== vector.itemCount) return undefined;
  return validity?.data === null ? items : undefined;
}
