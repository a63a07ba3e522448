/**
 * Returns the precision of alerts where a share *baseRate* of all events, in [0, 1], are attacks:
 * π·TPR / (π·TPR + (1 − π)·FPR). Null where nothing is an alert. The rates are those of a detector on
 * labelled events; that they stay the same at another base rate is an assumption.
 *
 * Axelsson, “The Base-Rate Fallacy and the Difficulty of Intrusion Detection” (TISSEC 2000), equation 9.
 */
export function precisionAtBaseRate(
  truePositiveRate: number,
  falsePositiveRate: number,
  baseRate: number
): number | null {
  if (!(0 <= baseRate && baseRate <= 1)) {
    throw new RangeError(`invalid base rate: ${baseRate}; give a share from 0 to 1`);
  }
  const right = baseRate * truePositiveRate;
  const wrong = (1 - baseRate) * falsePositiveRate;
  return right + wrong > 0 ? right / (right + wrong) : null;
}

/** The lowest and the highest of some curves at each place; null where none has a value. */
export interface Band {
  low: (number | null)[];
  high: (number | null)[];
}

/** Returns the band that *curves*, all of one length, lie in. */
export function bandOf(curves: readonly (readonly (number | null)[])[]): Band {
  const places = Array.from({length: curves[0]?.length ?? 0}, (_, i) =>
    curves.map((curve) => curve[i]).filter((value) => value !== null)
  );
  return {
    low: places.map((values) => (values.length ? Math.min(...values) : null)),
    high: places.map((values) => (values.length ? Math.max(...values) : null))
  };
}
