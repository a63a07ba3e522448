import {add} from "./add.js";

/** The bytes of a node: where its hyperplane lies, and its left child; the right one lies behind that. */
const nodeBytes: usize = 8;

/**
 * Adds to *sums* the length of the leaf that each row ends in, in a tree of hyperplanes: four rows go *depth*
 * steps down side by side. A row has *bytes* bytes of numbers in double precision, an even number of them. A
 * hyperplane is −offset, 0, and as many normals: the terms of even columns and those of uneven ones are added
 * apart, as in ../../extended/hyperplane.ts. A leaf leads to itself, since nothing lies below a hyperplane of zeros,
 * and its length lies *lengths* bytes behind it.
 */
export function walkPlanes(
  values: usize,
  bytes: usize,
  rows: i32,
  root: usize,
  depth: i32,
  lengths: usize,
  sums: usize
): void {
  for (let row = 0; row < rows; row += 4) {
    const r1 = values + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    let n0 = root, n1 = root, n2 = root, n3 = root; // prettier-ignore
    for (let level = 0; level < depth; ++level) {
      const p0: usize = load<u32>(n0);
      const p1: usize = load<u32>(n1);
      const p2: usize = load<u32>(n2);
      const p3: usize = load<u32>(n3);
      let s0 = v128.load(p0);
      let s1 = v128.load(p1);
      let s2 = v128.load(p2);
      let s3 = v128.load(p3);
      for (let k: usize = 0; k < bytes; k += 16) {
        s0 = f64x2.add(s0, f64x2.mul(v128.load(p0 + k, 16), v128.load(values + k)));
        s1 = f64x2.add(s1, f64x2.mul(v128.load(p1 + k, 16), v128.load(r1 + k)));
        s2 = f64x2.add(s2, f64x2.mul(v128.load(p2 + k, 16), v128.load(r2 + k)));
        s3 = f64x2.add(s3, f64x2.mul(v128.load(p3 + k, 16), v128.load(r3 + k)));
      }
      n0 = further(n0, s0);
      n1 = further(n1, s1);
      n2 = further(n2, s2);
      n3 = further(n3, s3);
    }
    add(sums, n0 + lengths);
    add(sums + 8, n1 + lengths);
    add(sums + 16, n2 + lengths);
    add(sums + 24, n3 + lengths);
    values = r3 + bytes;
    sums += 32;
  }
}

/** Returns the node that a row goes on to whose side is the sum of the two. */
function further(node: usize, sides: v128): usize {
  const left: usize = load<u32>(node, 4);
  const side = f64x2.extract_lane(sides, 0) + f64x2.extract_lane(sides, 1);
  return side < 0 ? left : left + nodeBytes;
}
