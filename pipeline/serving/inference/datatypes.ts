/** A data type of the protocol that can stand for numbers. */
export interface Datatype {
  /** The bytes of an element. */
  bytes: number;

  /** Returns the element at *offset* of *view*, which is little-endian. */
  read(view: DataView, offset: number): number;
}

/** The data types that features can have, by name. FP64 and 64-bit integers are rounded to single precision, as SILVER stores features. */
export const datatypes: Readonly<Record<string, Datatype>> = {
  FP32: {bytes: 4, read: (view, offset) => view.getFloat32(offset, true)},
  FP64: {bytes: 8, read: (view, offset) => view.getFloat64(offset, true)},
  INT8: {bytes: 1, read: (view, offset) => view.getInt8(offset)},
  INT16: {bytes: 2, read: (view, offset) => view.getInt16(offset, true)},
  INT32: {bytes: 4, read: (view, offset) => view.getInt32(offset, true)},
  INT64: {bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true))},
  UINT8: {bytes: 1, read: (view, offset) => view.getUint8(offset)},
  UINT16: {bytes: 2, read: (view, offset) => view.getUint16(offset, true)},
  UINT32: {bytes: 4, read: (view, offset) => view.getUint32(offset, true)},
  UINT64: {bytes: 8, read: (view, offset) => Number(view.getBigUint64(offset, true))}
};

/** Returns the data type called *name*; undefined if it stands for no numbers, or there is none. */
export function findDatatype(name: unknown): Datatype | undefined {
  return typeof name === "string" && Object.hasOwn(datatypes, name) ? datatypes[name] : undefined;
}
