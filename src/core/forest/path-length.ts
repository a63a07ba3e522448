const euler = 0.5772156649015329; // the Euler–Mascheroni constant
const exact = Float64Array.from({length: 257}, (_, n) => harmonicSum(n));

/**
 * Returns c(n): the mean depth of a leaf in a random binary tree of *n* leaves, in levels; 0 for
 * fewer than 2. A forest divides by it to compare depths across sample sizes. Right to a relative
 * 1e-14 for every n: by the sum up to 256 leaves, where the textbook’s logarithm is off by as much as
 * 0.85 levels; beyond by the series of the harmonic number, whose remainder is below 1e-16.
 *
 * Liu, Ting & Zhou, “Isolation Forest” (ICDM 2008), equation 1, simplified.
 */
export function averagePathLength(n: number): number {
  return n < 2 ? 0 : 2 * (harmonic(n) - 1);
}

/** Returns the greatest depth a tree is grown to: ⌈log₂ n⌉ for a sample of *n* rows, in levels. */
export function depthLimit(n: number): number {
  return n < 2 ? 0 : 32 - Math.clz32(n - 1);
}

/** H(n) = 1 + 1/2 + … + 1/n. Beyond the table: Graham, Knuth & Patashnik, eq. 9.88. */
function harmonic(n: number): number {
  if (n < exact.length) return exact[n];
  const square = 1 / (n * n);
  return Math.log(n) + euler + 1 / (2 * n) - square / 12 + (square * square) / 120;
}

/** The sum, the smallest terms first so that rounding stays small. */
function harmonicSum(n: number): number {
  let sum = 0;
  for (let k = n; k > 0; --k) sum += 1 / k;
  return sum;
}
