const steps: f64 = 23.083120654223414; // 16 / ln 2
const step: f64 = 0.04332169878499658; // ln 2 / 16
const limit: f64 = 17584; // 16 × 1099 halvings

/**
 * Writes *out* exp(−gamma · distance²) of the row at *row* and each of four times *quads* rows that lie at *rows*,
 * column by column of each four: by the operations of src/core/detectors/decay.ts in their order, so that every
 * bit is the same. Its tables, of fractions and then of halvings, lie at *tables*.
 */
export function gaussians(
  row: usize,
  columns: i32,
  rows: usize,
  quads: i32,
  gamma: f64,
  tables: usize,
  out: usize
): void {
  const g = f64x2.splat(gamma);
  const end = row + ((<usize>columns) << 3);
  for (let q = 0; q < quads; ++q) {
    let ab = f64x2.splat(0);
    let cd = f64x2.splat(0);
    for (let at = row; at < end; at += 8) {
      const value = v128.load64_splat(at);
      const toAb = f64x2.sub(value, v128.load(rows));
      const toCd = f64x2.sub(value, v128.load(rows, 16));
      ab = f64x2.add(ab, f64x2.mul(toAb, toAb));
      cd = f64x2.add(cd, f64x2.mul(toCd, toCd));
      rows += 32;
    }
    v128.store(out, decay(f64x2.mul(g, ab), tables));
    v128.store(out, decay(f64x2.mul(g, cd), tables), 16);
    out += 32;
  }
}

/** Returns exp(−x) of two numbers; 0 where nothing is left, or *x* is NaN. */
function decay(x: v128, tables: usize): v128 {
  const one = f64x2.splat(1);
  const exact = f64x2.mul(x, f64x2.splat(steps));
  const inside = f64x2.lt(exact, f64x2.splat(limit));
  const integral = f64x2.floor(f64x2.add(v128.and(exact, inside), f64x2.splat(0.5)));
  const rest = f64x2.mul(f64x2.sub(integral, v128.and(exact, inside)), f64x2.splat(step));
  let series = f64x2.add(one, f64x2.div(rest, f64x2.splat(7)));
  series = f64x2.add(one, f64x2.mul(f64x2.div(rest, f64x2.splat(6)), series));
  series = f64x2.add(one, f64x2.mul(f64x2.div(rest, f64x2.splat(5)), series));
  series = f64x2.add(one, f64x2.mul(f64x2.mul(rest, f64x2.splat(0.25)), series)); // as exact as a division
  series = f64x2.add(one, f64x2.mul(f64x2.div(rest, f64x2.splat(3)), series));
  series = f64x2.add(one, f64x2.mul(f64x2.mul(rest, f64x2.splat(0.5)), series));
  series = f64x2.add(one, f64x2.mul(rest, series));
  const places = i32x4.trunc_sat_f64x2_s_zero(integral);
  const a = i32x4.extract_lane(places, 0);
  const b = i32x4.extract_lane(places, 1);
  const fraction = f64x2.replace_lane(f64x2.splat(fractionOf(a, tables)), 1, fractionOf(b, tables));
  const halving = f64x2.replace_lane(f64x2.splat(halvingOf(a, tables)), 1, halvingOf(b, tables));
  return v128.and(f64x2.mul(f64x2.mul(series, fraction), halving), inside);
}

function fractionOf(place: i32, tables: usize): f64 {
  return load<f64>(tables + ((<usize>(place & 15)) << 3));
}

function halvingOf(place: i32, tables: usize): f64 {
  return load<f64>(tables + ((<usize>(place >> 4)) << 3), 128);
}
