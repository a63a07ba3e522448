/** A value in a structure of Thrift: a number that is an integer, a text, bytes, a list or a structure. */
export type CompactValue =
  | {i32: number}
  | {i64: number}
  | {text: string}
  | {bytes: Uint8Array}
  | {list: CompactValue[]}
  | CompactStruct;

/** A structure of Thrift: its fields by their numbers, ascending. */
export interface CompactStruct {
  struct: [id: number, value: CompactValue][];
}

/**
 * Returns *struct* in the compact protocol of Thrift, in which Parquet describes itself: as much of it as plain pages
 * need. Integers are not negative.
 *
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function compactBytes(struct: CompactStruct): Uint8Array {
  const bytes: number[] = [];
  putStruct(bytes, struct);
  return Uint8Array.from(bytes);
}

/** Returns *value*, which is not negative, in groups of seven bits, the lowest first. */
export function variableLength(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function putStruct(bytes: number[], {struct}: CompactStruct): void {
  let last = 0;
  for (const [id, value] of struct) {
    bytes.push(((id - last) << 4) | typeOf(value));
    putValue(bytes, value);
    last = id;
  }
  bytes.push(0);
}

function putValue(bytes: number[], value: CompactValue): void {
  if ("struct" in value) return putStruct(bytes, value);
  if ("i32" in value) return void bytes.push(...variableLength(value.i32 * 2));
  if ("i64" in value) return void bytes.push(...variableLength(value.i64 * 2));
  if ("text" in value) return putBytes(bytes, new TextEncoder().encode(value.text));
  if ("bytes" in value) return putBytes(bytes, value.bytes);
  const {list} = value;
  const type = list.length > 0 ? typeOf(list[0]) : 12;
  if (list.length < 15) bytes.push((list.length << 4) | type);
  else bytes.push(0xf0 | type, ...variableLength(list.length));
  for (const item of list) putValue(bytes, item);
}

function putBytes(bytes: number[], added: Uint8Array): void {
  bytes.push(...variableLength(added.length), ...added);
}

/** Returns the number of the type of a value, in the header of a field and of a list. */
function typeOf(value: CompactValue): number {
  if ("i32" in value) return 5;
  if ("i64" in value) return 6;
  if ("text" in value || "bytes" in value) return 8;
  return "list" in value ? 9 : 12;
}
