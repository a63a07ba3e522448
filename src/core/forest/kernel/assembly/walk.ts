import {add} from "./add.js";

/** The bytes of a node. */
const nodeBytes: usize = 8;

/**
 * Adds to *sums* the length of the leaf that each row ends in, for any tree: eight rows go *depth*
 * steps down side by side. A leaf leads to itself, and its length lies *lengths* bytes behind it.
 */
export function walk(
  values: usize,
  stride: usize,
  rows: i32,
  root: usize,
  depth: i32,
  lengths: usize,
  sums: usize
): void {
  for (let row = 0; row < rows; row += 8) {
    const r1 = values + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    const r4 = r3 + stride;
    const r5 = r4 + stride;
    const r6 = r5 + stride;
    const r7 = r6 + stride;
    let n0 = root, n1 = root, n2 = root, n3 = root, n4 = root, n5 = root, n6 = root, n7 = root; // prettier-ignore
    for (let level = 0; level < depth; ++level) {
      n0 = next(n0, values);
      n1 = next(n1, r1);
      n2 = next(n2, r2);
      n3 = next(n3, r3);
      n4 = next(n4, r4);
      n5 = next(n5, r5);
      n6 = next(n6, r6);
      n7 = next(n7, r7);
    }
    add(sums, n0 + lengths);
    add(sums + 8, n1 + lengths);
    add(sums + 16, n2 + lengths);
    add(sums + 24, n3 + lengths);
    add(sums + 32, n4 + lengths);
    add(sums + 40, n5 + lengths);
    add(sums + 48, n6 + lengths);
    add(sums + 56, n7 + lengths);
    values = r7 + stride;
    sums += 64;
  }
}

/** Returns the node that a row goes on to: the left child, or the node beside it. */
function next(node: usize, row: usize): usize {
  const value = load<f32>(row + load<u16>(node, 4));
  const left = node + ((<usize>load<i16>(node, 6)) << 3);
  return value < load<f32>(node) ? left : left + nodeBytes;
}
