/**
 * Compares two paths as people order them: runs of digits by their number, so that `conn.9.log`
 * comes before `conn.10.log`, all else by code unit. The same on every machine, whatever its
 * language. Equal only if the paths are.
 */
export function compareNaturally(a: string, b: string): number {
  const as = a.split(/(\d+)/);
  const bs = b.split(/(\d+)/);
  for (let i = 0; i < Math.min(as.length, bs.length); ++i) {
    const order = i % 2 ? compareDigits(as[i], bs[i]) : compareUnits(as[i], bs[i]);
    if (order) return order;
  }
  return as.length - bs.length || compareUnits(a, b);
}

function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  return left.length - right.length || compareUnits(left, right);
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
