import {powersOfTen} from "../numbers.js";

const zero = 48;
const point = 46;

/** The most digits of a number that are read here: fewer than 2^53 has. */
const maxDigits = 15;

/** Returns the integer whose digits *bytes* hold between *start* and *end*; -1 if there are none, or more than 15. */
export function integerOf(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > maxDigits) return -1;
  let value = 0;
  for (let i = start; i < end; ++i) {
    const digit = bytes[i] - zero;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Returns the decimal in *bytes*, correctly rounded as `parseDecimal` does; -1 if it is none, or has more than 15 digits. */
export function decimalOf(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > maxDigits) return -1;
  let value = 0;
  let places = -1;
  for (let i = start; i < end; ++i) {
    const digit = bytes[i] - zero;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      if (places >= 0) ++places;
    } else if (bytes[i] === point && places < 0 && i > start) places = 0;
    else return -1;
  }
  return places > 0 ? value / powersOfTen[places] : value;
}

/** Returns the time in *bytes*, seconds since 1970 with up to six decimals, in microseconds; -1 if it is none. */
export function timeOf(bytes: Uint8Array, start: number, end: number): number {
  let seconds = 0;
  let i = start;
  for (; i < end; ++i) {
    const digit = bytes[i] - zero;
    if (!(digit >= 0 && digit <= 9)) break;
    seconds = seconds * 10 + digit;
  }
  if (i === start || i - start > 10) return -1;
  if (i === end) return seconds * 1e6;
  const places = end - i - 1;
  if (bytes[i] !== point || places < 1 || places > 6) return -1;
  const fraction = integerOf(bytes, i + 1, end);
  return fraction < 0 ? -1 : seconds * 1e6 + fraction * powersOfTen[6 - places];
}

/** Returns whether *bytes* hold an IPv4 address. */
export function isIpv4Bytes(bytes: Uint8Array, start: number, end: number): boolean {
  let octets = 0;
  let digits = 0;
  let value = 0;
  for (let i = start; i <= end; ++i) {
    const byte = i < end ? bytes[i] : point;
    if (byte >= zero && byte <= 57) {
      value = value * 10 + (byte - zero);
      if (++digits > 3 || value > 255) return false;
    } else if (byte === point && digits > 0) {
      ++octets;
      digits = value = 0;
    } else return false;
  }
  return octets === 4;
}

/** Returns 1 for true and 0 for false; -1 if *bytes* hold neither. */
export function flagOf(bytes: Uint8Array, start: number, end: number): number {
  const text = end - start === 1 ? bytes[start] : 0;
  if (text === 84) return 1;
  return text === 70 ? 0 : -1;
}

/** Returns the text of *bytes* that are ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; ++i) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Returns whether *bytes* that are ASCII hold *word* and nothing else. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; ++i) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}
