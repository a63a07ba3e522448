import {maybeFromBase64, toBase64} from "./base64.js";
import {requireThat} from "./check.js";
import {isLittleEndian} from "./little-endian.js";

/** How the elements of an array are written: how many bytes, and by which methods. */
const kinds = {
  int16: {bytes: 2, type: Int16Array, get: "getInt16", set: "setInt16"},
  uint32: {bytes: 4, type: Uint32Array, get: "getUint32", set: "setUint32"},
  float32: {bytes: 4, type: Float32Array, get: "getFloat32", set: "setFloat32"},
  float64: {bytes: 8, type: Float64Array, get: "getFloat64", set: "setFloat64"}
} as const;

/** An array by what its elements are. */
export interface ArrayOf {
  int16: Int16Array;
  uint32: Uint32Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** Returns the little-endian bytes of *array*, as base64. */
export function encodeArray<Kind extends keyof ArrayOf>(array: ArrayOf[Kind], kind: Kind): string {
  if (isLittleEndian) {
    return toBase64(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  const {bytes, set} = kinds[kind];
  const view = new DataView(new ArrayBuffer(array.length * bytes));
  for (let i = 0; i < array.length; ++i) view[set](i * bytes, array[i], true);
  return toBase64(new Uint8Array(view.buffer));
}

/**
 * Returns the array that `encodeArray` wrote as *text*, of at most *longest* elements. Throws a
 * ModelError that names *field* if it is longer, not base64, or not of whole elements.
 */
export function decodeArray<Kind extends keyof ArrayOf>(
  text: string,
  kind: Kind,
  longest: number,
  field: string
): ArrayOf[Kind] {
  const {bytes, type: Elements, get} = kinds[kind];
  requireThat(
    text.length <= Math.ceil((longest * bytes) / 3) * 4,
    `length of ${field}`,
    text.length
  );
  const decoded = maybeFromBase64(text);
  requireThat(decoded !== undefined, `${field}, not base64,`, text);
  requireThat(decoded.length % bytes === 0, `bytes of ${field}`, decoded.length);
  const length = decoded.length / bytes;
  if (isLittleEndian)
    return new Elements(decoded.buffer as ArrayBuffer, 0, length) as ArrayOf[Kind];
  const view = new DataView(decoded.buffer);
  const array = new Elements(length);
  for (let i = 0; i < array.length; ++i) array[i] = view[get](i * bytes, true);
  return array as ArrayOf[Kind];
}
