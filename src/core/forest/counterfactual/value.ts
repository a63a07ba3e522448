/** How people read the values of a column, and which of them there are. */
export interface Reading {
  /** The least and the greatest value of the column; defaults to any finite one. */
  range?: readonly [number, number];

  /** How the column holds what people read: as it is (the default), as ln(it) or as ln(1 + it). */
  scale?: "linear" | "ln" | "ln1p";

  /** What people read is a multiple of this: 1 for counts and codes, 0.01 for whole percents; defaults to 0, any number. */
  step?: number;
}

/** The values that would do: single-precision numbers from *low* to *high*, both included. */
export interface Span {
  low: number;
  high: number;
}

const greatest = (2 - 2 ** -23) * 2 ** 127; // of the single-precision numbers
const digits = 8; // that single precision holds, and people would read
const leeway = 1 / 20; // how much longer a move may become so that its end can be read

/** All finite values: what a span is that nothing bounds. */
export const everything: Span = {low: -greatest, high: greatest};

/**
 * Returns the value of *span* nearest to *from*, which lies outside of it, among those that *reading*
 * allows; undefined if there is none. A single-precision number.
 */
export function findNearest(span: Span, from: number, reading: Reading): number | undefined {
  const [least, most] = reading.range ?? [-Infinity, Infinity];
  const low = Math.max(span.low, roundUp(least));
  const high = Math.min(span.high, -roundUp(-most));
  if (!(low <= high)) return undefined;
  const rises = from < low;
  return reading.step ? findMultiple({low, high}, rises, reading) : rises ? low : high;
}

/**
 * Returns the roundest value of *span*, in as few decimal digits as people can read it in, that is
 * farther from *from* than *nearest* by at most a twentieth of the way; or else *nearest*.
 */
export function roundest(span: Span, from: number, nearest: number, reading: Reading): number {
  const way = Math.abs(Number.isFinite(from) ? nearest - from : nearest) * leeway;
  const rises = from < nearest;
  const [least, most] = reading.range ?? [-Infinity, Infinity];
  const inside = rises
    ? {low: nearest, high: Math.min(span.high, most, nearest + way)}
    : {low: Math.max(span.low, least, nearest - way), high: nearest};
  return findRound(inside, rises, reading) ?? nearest;
}

/** Returns the least (or greatest) value of *span* of which the reading is a multiple of its step. */
function findMultiple({low, high}: Span, rises: boolean, reading: Reading): number | undefined {
  const step = reading.step!;
  const edge = read(rises ? low : high, reading) / step;
  const first = rises ? Math.floor(edge) - 1 : Math.ceil(edge) + 1; // logarithms are off by a little
  for (let i = 0; i <= 3; ++i) {
    const value = write((rises ? first + i : first - i) * step, reading);
    if (low <= value && value <= high) return value;
  }
  return edge >= 2 ** 53 ? (rises ? low : high) : undefined; // there every number is whole
}

/** Returns the first value of *span* with few digits, or undefined if nothing is gained by rounding. */
function findRound({low, high}: Span, rises: boolean, reading: Reading): number | undefined {
  const step = reading.step || 1;
  const [a, b] = [read(low, reading) / step, read(high, reading) / step];
  const top = Math.max(Math.abs(a), Math.abs(b));
  if (!Number.isFinite(top)) return undefined;
  if (a <= 0 && b >= 0) return inSpan(0);
  const power = Math.floor(Math.log10(top)) + 1;
  const most = reading.step ? Math.min(digits, power) : digits; // no part of a step
  for (let digit = 0; digit <= most; ++digit) {
    const unit = 10 ** Math.abs(power - digit);
    const divides = power < digit; // dividing by 10^k is exact where multiplying by 10^−k is not
    const edge = rises ? a : b;
    const count = divides ? edge * unit : edge / unit;
    const integral = rises ? Math.ceil(count) : Math.floor(count);
    const found = inSpan(divides ? integral / unit : integral * unit);
    if (found !== undefined) return found;
  }
  return undefined;

  function inSpan(steps: number): number | undefined {
    const value = write(steps * step, reading);
    return low <= value && value <= high ? value : undefined;
  }
}

function read(value: number, {scale}: Reading): number {
  return scale === "ln1p" ? Math.expm1(value) : scale === "ln" ? Math.exp(value) : value;
}

/**
 * Returns what a column holds for a reading, in single precision, which hides the last bits in which
 * engines may differ on a logarithm; 0 is never −0.
 */
function write(x: number, {scale}: Reading): number {
  return Math.fround(scale === "ln1p" ? Math.log1p(x) : scale === "ln" ? Math.log(x) : x) + 0;
}

const bits = new DataView(new ArrayBuffer(4));

/** Returns the greatest single-precision number below *value*, which is one and finite. */
export function below(value: number): number {
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

/** Returns the least single-precision number that is at least *value*. */
function roundUp(value: number): number {
  const rounded = Math.fround(value);
  return rounded < value ? -below(-rounded) : rounded;
}
