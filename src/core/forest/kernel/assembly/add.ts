/** Adds the number at *length* to the one at *sum*. */
export function add(sum: usize, length: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f64>(length));
}
