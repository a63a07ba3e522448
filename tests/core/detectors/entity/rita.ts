/** One connection of a pair. */
export interface Call {
  /** Whole seconds since the epoch. */
  second: number;
  /** IP bytes that the source sent. */
  size: number;
}

/** The parts of RITA’s beacon score, each in [0, 1]. */
export interface RitaScore {
  timing: number;
  size: number;
  duration: number;
  histogram: number;
  score: number;
}

const bins = 24;
const thousandth = (x: number) => Math.round(x * 1000) / 1000;

/**
 * Returns the beacon score of RITA v5 for the *calls* of a pair in the window from *from* to *until*, in seconds, at its
 * default settings; null with fewer than four distinct seconds. Written from its formulas (activecm/rita v5,
 * analysis/beacons.go), apart from the SQL of the product, as what that is held against.
 */
export function ritaScore(
  calls: readonly Call[],
  {from, until}: {from: number; until: number}
): RitaScore | null {
  const seconds = calls.map(({second}) => second).sort((a, b) => a - b);
  const gaps = seconds.slice(1).map((second, i) => second - seconds[i]);
  const nonZero = gaps.filter((gap) => gap > 0);
  if (nonZero.length < 3) return null;
  const timing = evenness(nonZero, 1);
  const size = evenness(
    calls.map((call) => call.size),
    0
  );
  const counts = new Array<number>(bins).fill(0);
  const width = (until - from) / bins;
  for (const second of seconds)
    counts[Math.max(0, Math.min(bins - 1, Math.floor((second - from) / width)))] += 1;
  const histogram = Math.max(flatness(counts), twoLevels(counts));
  const duration = persistence(counts, (seconds[seconds.length - 1] - seconds[0]) / (until - from));
  const score = thousandth((timing + size + histogram + duration) / 4);
  return {timing, size, duration, histogram, score};
}

function evenness(values: readonly number[], ofNone: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [q1, q2, q3] = [
    median(sorted.slice(0, half)),
    median(sorted),
    median(sorted.slice(sorted.length - half))
  ];
  const skew = q3 - q1 < 10 || q2 === q1 || q2 === q3 ? 0 : (q1 + q3 - 2 * q2) / (q3 - q1);
  const deviation = median(sorted.map((x) => Math.abs(x - q2)).sort((a, b) => a - b));
  const spread = q2 < 1 ? ofNone : Math.max(0, (q2 - deviation) / q2);
  return thousandth((1 - Math.abs(skew) + spread) / 2);
}

function flatness(counts: readonly number[]): number {
  const mean = counts.reduce((a, b) => a + b) / bins;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / bins;
  return thousandth(Math.max(0, 1 - Math.sqrt(variance) / mean));
}

/** The share of the active bins that stand at two heights; 0 under eleven of them. */
function twoLevels(counts: readonly number[]): number {
  const active = counts.filter((n) => n > 0);
  if (active.length < 11) return 0;
  const step = Math.ceil(Math.max(...counts) * 0.05);
  const heights = new Map<number, number>();
  for (const n of active) {
    const height = Math.floor(n / step) * step;
    heights.set(height, (heights.get(height) ?? 0) + 1);
  }
  const [first, second = 0] = [...heights.values()].sort((a, b) => b - a);
  return thousandth(Math.min(1, (first + second) / Math.max(1, active.length - 1)));
}

/** The greater of the share of the window and of the longest run of active bins over twelve; 0 under six active bins. */
function persistence(counts: readonly number[], share: number): number {
  if (counts.filter((n) => n > 0).length < 6) return 0;
  let [run, longest] = [0, 0];
  for (const n of [...counts, ...counts]) {
    run = n > 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  const up = (x: number) => Math.min(1, Math.ceil(x * 1000) / 1000);
  return Math.max(up(share), up(Math.min(bins, longest) / 12));
}

function median(sorted: readonly number[]): number {
  const n = sorted.length;
  return (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
