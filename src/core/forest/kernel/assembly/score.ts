/**
 * Turns the sums of path lengths of *rows* rows, two at a time, into scores: 2^(−sum / trees / normalizer),
 * by the operations of ../../power.ts in their order, so that every bit is the same. The coefficients
 * lie from the one of the highest degree down.
 */
export function scores(
  sums: usize,
  rows: i32,
  trees: f64,
  normalizer: f64,
  coefficients: usize,
  degree: i32
): void {
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const ln2 = f64x2.splat(0.6931471805599453);
  const bias = i64x2.splat(1023);
  const n = f64x2.splat(trees);
  const c = f64x2.splat(normalizer);
  for (let row = 0; row < rows; row += 2) {
    const x = f64x2.div(f64x2.neg(f64x2.div(v128.load(sums), n)), c);
    const ceiling = f64x2.ceil(x);
    const over = v128.and(f64x2.gt(f64x2.sub(ceiling, half), x), one);
    const whole = f64x2.sub(ceiling, over); // Math.round: halves go up
    const rest = f64x2.mul(f64x2.sub(x, whole), ln2);
    let power = v128.load64_splat(coefficients);
    for (let k: usize = 1; k <= <usize>degree; ++k) {
      power = f64x2.add(f64x2.mul(power, rest), v128.load64_splat(coefficients + (k << 3)));
    }
    const exponent = i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(whole)), bias);
    v128.store(sums, f64x2.mul(power, i64x2.shl(exponent, 52)));
    sums += 16;
  }
}
