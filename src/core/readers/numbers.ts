const zero = 48;
const point = 46;

/**
 * Returns the non-negative integer written in *text* between *start* and *end*; -1 if there is none
 * or if it is beyond 2^53 - 1. Digits only: no sign, no point, no exponent.
 */
export function parseInteger(text: string, start: number, end: number): number {
  if (end <= start || end - start > 16) return -1;
  let value = 0;
  for (let i = start; i < end; ++i) {
    const digit = text.charCodeAt(i) - zero;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}

/**
 * Returns the non-negative decimal written in *text* between *start* and *end*, correctly rounded;
 * -1 if there is none or if it is not finite.
 *
 * Up to fifteen digits, digits and power of ten are exact doubles, so that one division rounds once:
 * Clinger, “How to read floating point numbers accurately” (PLDI 1990).
 */
export function parseDecimal(text: string, start: number, end: number): number {
  let value = 0;
  let places = -1;
  if (end - start > 16) return parseRareDecimal(text.slice(start, end));
  for (let i = start; i < end; ++i) {
    const code = text.charCodeAt(i);
    const digit = code - zero;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      if (places >= 0) ++places;
    } else if (code === point && places < 0 && i > start) {
      places = 0;
    } else {
      return parseRareDecimal(text.slice(start, end));
    }
  }
  if (end <= start || value > 1e15) return parseRareDecimal(text.slice(start, end));
  return places > 0 ? value / powersOfTen[places] : value;
}

/** The powers of ten that are exact and that a decimal of 16 characters may need, by their exponents. */
export const powersOfTen = Array.from({length: 17}, (_, power) => Number(`1e${power}`));

function parseRareDecimal(text: string): number {
  if (!/^\d{1,400}(?:\.\d{0,400})?(?:[eE][-+]?\d{1,4})?$/.test(text)) return -1;
  const value = Number(text);
  return Number.isFinite(value) ? value : -1;
}
