/** An array of NumPy: its numbers row after row, and the length of each dimension. */
export interface NumpyArray {
  shape: number[];
  values: Float64Array;
}

/** The bytes of a number, and what reads it, by the type in the header; all little-endian. */
const types = new Map<string, [bytes: number, read: (view: DataView, at: number) => number]>([
  ["<f4", [4, (view, at) => view.getFloat32(at, true)]],
  ["<f8", [8, (view, at) => view.getFloat64(at, true)]],
  ["<i2", [2, (view, at) => view.getInt16(at, true)]],
  ["<i4", [4, (view, at) => view.getInt32(at, true)]],
  ["<i8", [8, (view, at) => Number(view.getBigInt64(at, true))]],
  ["<u2", [2, (view, at) => view.getUint16(at, true)]],
  ["<u4", [4, (view, at) => view.getUint32(at, true)]],
  ["<u8", [8, (view, at) => Number(view.getBigUint64(at, true))]],
  ["|i1", [1, (view, at) => view.getInt8(at)]],
  ["|u1", [1, (view, at) => view.getUint8(at)]],
  ["|b1", [1, (view, at) => view.getUint8(at)]]
]);

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/**
 * Reads *bytes*, an array in NumPy’s format 1 to 3, of numbers or truth values, of one or two dimensions, in the order of C or Fortran.
 * Throws a RangeError that begins with *what* it is for any other.
 */
export function readNpy(bytes: Uint8Array, what: string): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte))
    throw new RangeError(`damaged file: ${what} is no array of NumPy`);
  const isLong = bytes[6] > 1;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const {type, isFortran, shape} = readHeader(header, what);
  const [size, read] = types.get(type)!;
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - end < count * size)
    throw new RangeError(`damaged file: ${what} is truncated: ${bytes.length - end} of ${count * size} bytes`); // prettier-ignore
  const values = new Float64Array(count);
  const [rows, columns] = [shape[0], shape[1] ?? 1];
  for (let i = 0; i < count; ++i) {
    const place = isFortran ? (i % rows) * columns + Math.floor(i / rows) : i;
    values[place] = read(view, end + i * size);
  }
  return {shape, values};
}

/** Reads the header, a literal of Python: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`. */
function readHeader(header: string, what: string) {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || dimensions === undefined)
    throw new RangeError(`unsupported file: ${what} has a header that is not understood`);
  if (type === undefined || !types.has(type))
    throw new RangeError(`unsupported file: ${what} holds ${type ?? "records"}; give numbers of ${[...types.keys()].join(", ")}`); // prettier-ignore
  const shape = dimensions
    .split(",")
    .filter((one) => one.trim() !== "")
    .map(Number);
  if (shape.length < 1 || shape.length > 2)
    throw new RangeError(`unsupported file: ${what} has ${shape.length} dimensions; give one or two`); // prettier-ignore
  return {type, isFortran: order === "True", shape};
}
