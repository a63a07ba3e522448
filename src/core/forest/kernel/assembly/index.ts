// AssemblyScript: what reads like TypeScript here is compiled to WebAssembly by `npm run kernel`. All
// numbers named after things are their addresses. How the parts are meant is in ../layout.ts.

/** The rows that go through a tree together: four vectors of 16 bytes. */
const tile: usize = 64;

/** The bytes of a node of a tree that is walked. */
const nodeBytes: usize = 8;

/**
 * Writes *out*, for each of *rows* values that stand *stride* bytes apart, how many of the column’s
 * thresholds are not above it; NaN is above all. The start of a value’s bucket is a rank at or below
 * its own, since the bucket is found by operations that keep the order; a binary search ends it.
 */
export function rank(
  values: usize,
  stride: usize,
  rows: i32,
  origin: f64,
  scale: f64,
  last: i32,
  starts: usize,
  thresholds: usize,
  count: i32,
  half: i32,
  out: usize
): void {
  for (let row = 0; row < rows; ++row) {
    const value = load<f32>(values);
    const bucket = <i32>((<f64>value - origin) * scale); // saturates; NaN becomes 0
    const known = bucket < last && value == value ? max<i32>(bucket, 0) : last;
    let found: i32 = load<u16>(starts + ((<usize>known) << 1));
    for (let step = half; step > 0; step >>= 1) {
      found += value < load<f32>(thresholds + ((<usize>(found + step - 1)) << 2)) ? 0 : step;
    }
    store<u16>(out, min<i32>(found, count));
    values += stride;
    out += 2;
  }
}

/** Writes *out*, tile by tile and these *stride* bytes apart, the byte that *table* has for each rank. */
export function narrow(ranks: usize, rows: usize, table: usize, out: usize, stride: usize): void {
  for (let row: usize = 0; row < rows; row += tile) {
    for (let k: usize = 0; k < tile; ++k) {
      store<u8>(out + k, load<u8>(table + load<u16>(ranks)));
      ranks += 2;
    }
    out += stride;
  }
}

/**
 * Adds to *sums* the length of the leaf that each row ends in, for a tree of at most 256 leaves. From
 * the leaves up, each node takes the number of the right child’s leaf where the row goes right, else
 * the left child’s. Leaves are numbered from the left, so that the greater number is the right one’s.
 */
export function blend(
  ranks: usize,
  stride: usize,
  tiles: i32,
  program: usize,
  pairs: i32,
  inner: i32,
  slots: usize,
  root: usize,
  lengths: usize,
  sums: usize
): void {
  for (let t = 0; t < tiles; ++t) {
    let at = program;
    let out = slots;
    for (let k = 0; k < pairs; ++k) {
      const column = ranks + load<u16>(at);
      const threshold = i8x16.splat(load<i8>(at, 2));
      const leaf = i8x16.splat(load<i8>(at, 3));
      v128.store(out, i8x16.sub(leaf, right(column, threshold)));
      v128.store(out, i8x16.sub(leaf, right(column + 16, threshold)), 16);
      v128.store(out, i8x16.sub(leaf, right(column + 32, threshold)), 32);
      v128.store(out, i8x16.sub(leaf, right(column + 48, threshold)), 48);
      at += 4;
      out += tile;
    }
    for (let k = 0; k < inner; ++k) {
      const column = ranks + load<u16>(at);
      const threshold = i8x16.splat(load<i8>(at, 2));
      const a = slots + load<u16>(at, 4);
      const b = slots + load<u16>(at, 6);
      v128.store(out, pick(a, b, right(column, threshold)));
      v128.store(out, pick(a + 16, b + 16, right(column + 16, threshold)), 16);
      v128.store(out, pick(a + 32, b + 32, right(column + 32, threshold)), 32);
      v128.store(out, pick(a + 48, b + 48, right(column + 48, threshold)), 48);
      at += 8;
      out += tile;
    }
    for (let k: usize = 0; k < tile; ++k) {
      add(sums + (k << 3), lengths + ((<usize>load<u8>(root + k)) << 3));
    }
    sums += tile << 3;
    ranks += stride;
  }
}

/** Returns, for 16 rows, −1 where the row’s rank is above *threshold*, so that it goes right; else 0. */
function right(ranks: usize, threshold: v128): v128 {
  return i8x16.gt_s(v128.load(ranks), threshold);
}

/** Returns, for 16 rows, the number at *b* where the row goes right, else the lesser one at *a*. */
function pick(a: usize, b: usize, right: v128): v128 {
  return i8x16.max_u(v128.load(a), v128.and(v128.load(b), right));
}

/** Adds the number at *length* to the one at *sum*. */
function add(sum: usize, length: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f64>(length));
}

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
