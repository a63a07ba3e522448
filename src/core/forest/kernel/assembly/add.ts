/** Adds the number at *length* to the one at *sum*. */
export function add(sum: usize, length: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f64>(length));
}

/**
 * Adds to the sum of each row its lengths in *trees* trees, at most eight, in their order. The numbers of
 * the leaves lie *stride* bytes apart from tree to tree, the address of each tree’s lengths in *tables*.
 */
export function addLeaves(
  leaves: usize,
  stride: usize,
  rows: i32,
  tables: usize,
  trees: i32,
  sums: usize
): void {
  if (trees == 8) return addEight(leaves, stride, rows, tables, sums);
  for (let t = 0; t < trees; ++t) {
    const lengths: usize = load<u32>(tables + ((<usize>t) << 2));
    for (let row: usize = 0; row < <usize>rows; ++row) {
      add(sums + (row << 3), lengths + ((<usize>load<u8>(leaves + row)) << 3));
    }
    leaves += stride;
  }
}

/** Does so for eight trees, so that a row’s sum is loaded and stored once. */
function addEight(leaves: usize, stride: usize, rows: i32, tables: usize, sums: usize): void {
  const t0: usize = load<u32>(tables);
  const t1: usize = load<u32>(tables, 4);
  const t2: usize = load<u32>(tables, 8);
  const t3: usize = load<u32>(tables, 12);
  const t4: usize = load<u32>(tables, 16);
  const t5: usize = load<u32>(tables, 20);
  const t6: usize = load<u32>(tables, 24);
  const t7: usize = load<u32>(tables, 28);
  const l1 = leaves + stride;
  const l2 = l1 + stride;
  const l3 = l2 + stride;
  const l4 = l3 + stride;
  const l5 = l4 + stride;
  const l6 = l5 + stride;
  const l7 = l6 + stride;
  for (let row: usize = 0; row < <usize>rows; ++row) {
    let sum = load<f64>(sums);
    sum += length(t0, leaves + row);
    sum += length(t1, l1 + row);
    sum += length(t2, l2 + row);
    sum += length(t3, l3 + row);
    sum += length(t4, l4 + row);
    sum += length(t5, l5 + row);
    sum += length(t6, l6 + row);
    sum += length(t7, l7 + row);
    store<f64>(sums, sum);
    sums += 8;
  }
}

function length(table: usize, leaf: usize): f64 {
  return load<f64>(table + ((<usize>load<u8>(leaf)) << 3));
}
