import {tile} from "./tile.js";

/**
 * Writes to *leaves* the number of the leaf that each row ends in, for a tree whose leaves a byte can number.
 * Every node is evaluated, from the leaves up: it takes the number of the right child’s leaf where the
 * row goes right, else the left child’s. Leaves are numbered from the left, so that the right child’s
 * number is the greater one, and in the smallest subtrees the leaf is found by counting.
 */
export function blend(
  ranks: usize,
  stride: usize,
  tiles: i32,
  program: usize,
  pairs: i32,
  leftChains: i32,
  rightChains: i32,
  quads: i32,
  inner: i32,
  slots: usize,
  root: usize,
  leaves: usize
): void {
  const two = i8x16.splat(2);
  for (let t = 0; t < tiles; ++t) {
    let at = program;
    let out = slots;
    for (let k = 0; k < pairs; ++k) {
      const c = column(ranks, at);
      const s = threshold(at);
      const leaf = v128.load8_splat(at, 3);
      v128.store(out, i8x16.sub(leaf, right(c, s)));
      v128.store(out, i8x16.sub(leaf, right(c + 16, s)), 16);
      v128.store(out, i8x16.sub(leaf, right(c + 32, s)), 32);
      v128.store(out, i8x16.sub(leaf, right(c + 48, s)), 48);
      v128.store(out, i8x16.sub(leaf, right(c + 64, s)), 64);
      v128.store(out, i8x16.sub(leaf, right(c + 80, s)), 80);
      v128.store(out, i8x16.sub(leaf, right(c + 96, s)), 96);
      v128.store(out, i8x16.sub(leaf, right(c + 112, s)), 112);
      at += 4;
      out += tile;
    }
    for (let k = 0; k < leftChains; ++k) {
      const c = column(ranks, at);
      const s = threshold(at);
      const leaf = v128.load8_splat(at, 3);
      const c1 = column(ranks, at + 4);
      const s1 = threshold(at + 4);
      v128.store(out, leftChain(leaf, right(c, s), right(c1, s1)));
      v128.store(out, leftChain(leaf, right(c + 16, s), right(c1 + 16, s1)), 16);
      v128.store(out, leftChain(leaf, right(c + 32, s), right(c1 + 32, s1)), 32);
      v128.store(out, leftChain(leaf, right(c + 48, s), right(c1 + 48, s1)), 48);
      v128.store(out, leftChain(leaf, right(c + 64, s), right(c1 + 64, s1)), 64);
      v128.store(out, leftChain(leaf, right(c + 80, s), right(c1 + 80, s1)), 80);
      v128.store(out, leftChain(leaf, right(c + 96, s), right(c1 + 96, s1)), 96);
      v128.store(out, leftChain(leaf, right(c + 112, s), right(c1 + 112, s1)), 112);
      at += 8;
      out += tile;
    }
    for (let k = 0; k < rightChains; ++k) {
      const c = column(ranks, at);
      const s = threshold(at);
      const leaf = v128.load8_splat(at, 3);
      const c1 = column(ranks, at + 4);
      const s1 = threshold(at + 4);
      v128.store(out, rightChain(leaf, right(c, s), right(c1, s1)));
      v128.store(out, rightChain(leaf, right(c + 16, s), right(c1 + 16, s1)), 16);
      v128.store(out, rightChain(leaf, right(c + 32, s), right(c1 + 32, s1)), 32);
      v128.store(out, rightChain(leaf, right(c + 48, s), right(c1 + 48, s1)), 48);
      v128.store(out, rightChain(leaf, right(c + 64, s), right(c1 + 64, s1)), 64);
      v128.store(out, rightChain(leaf, right(c + 80, s), right(c1 + 80, s1)), 80);
      v128.store(out, rightChain(leaf, right(c + 96, s), right(c1 + 96, s1)), 96);
      v128.store(out, rightChain(leaf, right(c + 112, s), right(c1 + 112, s1)), 112);
      at += 8;
      out += tile;
    }
    for (let k = 0; k < quads; ++k) {
      const c = column(ranks, at);
      const s = threshold(at);
      const leaf = v128.load8_splat(at, 3);
      const third = i8x16.add(leaf, two);
      const c1 = column(ranks, at + 4);
      const s1 = threshold(at + 4);
      const c2 = column(ranks, at + 8);
      const s2 = threshold(at + 8);
      v128.store(out, quad(leaf, third, right(c, s), right(c1, s1), right(c2, s2)));
      v128.store(
        out,
        quad(leaf, third, right(c + 16, s), right(c1 + 16, s1), right(c2 + 16, s2)),
        16
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 32, s), right(c1 + 32, s1), right(c2 + 32, s2)),
        32
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 48, s), right(c1 + 48, s1), right(c2 + 48, s2)),
        48
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 64, s), right(c1 + 64, s1), right(c2 + 64, s2)),
        64
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 80, s), right(c1 + 80, s1), right(c2 + 80, s2)),
        80
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 96, s), right(c1 + 96, s1), right(c2 + 96, s2)),
        96
      );
      v128.store(
        out,
        quad(leaf, third, right(c + 112, s), right(c1 + 112, s1), right(c2 + 112, s2)),
        112
      );
      at += 12;
      out += tile;
    }
    for (let k = 0; k < inner; ++k) {
      const c = column(ranks, at);
      const s = threshold(at);
      const a = slots + load<u16>(at, 4);
      const b = slots + load<u16>(at, 6);
      v128.store(out, pick(a, b, right(c, s)));
      v128.store(out, pick(a + 16, b + 16, right(c + 16, s)), 16);
      v128.store(out, pick(a + 32, b + 32, right(c + 32, s)), 32);
      v128.store(out, pick(a + 48, b + 48, right(c + 48, s)), 48);
      v128.store(out, pick(a + 64, b + 64, right(c + 64, s)), 64);
      v128.store(out, pick(a + 80, b + 80, right(c + 80, s)), 80);
      v128.store(out, pick(a + 96, b + 96, right(c + 96, s)), 96);
      v128.store(out, pick(a + 112, b + 112, right(c + 112, s)), 112);
      at += 8;
      out += tile;
    }
    for (let k: usize = 0; k < tile; k += 16) v128.store(leaves + k, v128.load(root + k));
    leaves += tile;
    ranks += stride;
  }
}

/** Returns where the ranks are that the node at *at* compares. */
function column(ranks: usize, at: usize): usize {
  return ranks + load<u16>(at);
}

/** Returns, 16 times, the rank above which the node at *at* sends rows to the right. */
function threshold(at: usize): v128 {
  return v128.load8_splat(at, 2);
}

/** Returns, for 16 rows, −1 where the row’s rank is above *threshold*, so that it goes right; else 0. */
function right(ranks: usize, threshold: v128): v128 {
  return i8x16.gt_s(v128.load(ranks), threshold);
}

/** A leaf on the left, a pair on the right: one leaf further at the root, and one at the pair then. */
function leftChain(leaf: v128, root: v128, pair: v128): v128 {
  return i8x16.sub(i8x16.sub(leaf, root), v128.and(root, pair));
}

/** A pair on the left, a leaf on the right: two leaves further at the root, or one at the pair. */
function rightChain(leaf: v128, root: v128, pair: v128): v128 {
  return i8x16.sub(i8x16.sub(leaf, root), v128.or(root, pair));
}

/** A pair on either side; *third* is the first leaf of the right one. */
function quad(leaf: v128, third: v128, root: v128, left: v128, right: v128): v128 {
  return i8x16.max_u(i8x16.sub(leaf, left), v128.and(i8x16.sub(third, right), root));
}

/** Returns, for 16 rows, the number at *b* where the row goes right, else the lesser one at *a*. */
function pick(a: usize, b: usize, right: v128): v128 {
  return i8x16.max_u(v128.load(a), v128.and(v128.load(b), right));
}
