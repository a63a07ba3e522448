import {complement, maxCodePoint, withBothCases} from "./expression.js";
import type {Range} from "./expression.js";
import {ExpressionError} from "./cursor.js";
import type {Cursor} from "./cursor.js";

const digits: Range[] = [[48, 57]];
const letters: Range[] = [[65, 90], [95, 95], [97, 122]]; // prettier-ignore
const spaces: Range[] = [[9, 10], [12, 13], [32, 32]]; // prettier-ignore

/** Classes are those of ASCII, as in RE2. */
const classes: Readonly<Record<string, Range[]>> = {
  d: digits,
  D: complement(digits),
  w: [...digits, ...letters],
  W: complement([...digits, ...letters]),
  s: spaces,
  S: complement(spaces)
};

const posix: Readonly<Record<string, Range[]>> = {
  alnum: [...digits, [65, 90], [97, 122]],
  alpha: [[65, 90], [97, 122]], // prettier-ignore
  digit: digits,
  lower: [[97, 122]],
  upper: [[65, 90]],
  space: [...spaces, [11, 11]],
  word: [...digits, ...letters],
  xdigit: [...digits, [65, 70], [97, 102]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]] // prettier-ignore
};

const controls: Readonly<Record<string, number>> = {n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, e: 27};

/** Reads the escape at *cursor*, as `\d` or `\x2f`; returns the characters that it stands for. */
export function parseEscape(cursor: Cursor): Range[] {
  const {source, at} = cursor;
  const next = source.codePointAt(at + 1);
  if (next === undefined) throw new ExpressionError("nothing after the last backslash");
  const letter = String.fromCodePoint(next);
  cursor.at += 1 + letter.length;
  if (Object.hasOwn(classes, letter)) return classes[letter];
  if (Object.hasOwn(controls, letter)) return single(controls[letter]);
  if (letter === "x" || letter === "u") return single(parseHexadecimal(cursor, letter));
  if (/[1-9]|k/.test(letter)) throw new ExpressionError(`unsupported back-reference: \\${letter}`);
  if (/[A-Za-z0-9]/.test(letter)) {
    if (letter !== "0") throw new ExpressionError(`unsupported escape: \\${letter}`);
    return single(0);
  }
  return single(next);
}

function single(point: number): Range[] {
  return [[point, point]];
}

function parseHexadecimal(cursor: Cursor, letter: "x" | "u"): number {
  const pattern = letter === "x" ? /([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\}/y : /([0-9A-Fa-f]{4})/y;
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.source);
  const point = match ? parseInt(match[1] ?? match[2], 16) : NaN;
  if (!(point <= maxCodePoint)) throw new ExpressionError(`invalid escape: \\${letter}`);
  cursor.at += match![0].length;
  return point;
}

/** Reads the class in brackets at *cursor*; returns its characters, with *fold* in both cases before it is negated. */
export function parseClass(cursor: Cursor, fold: boolean): Range[] {
  const {source} = cursor;
  const start = cursor.at++;
  const negated = source[cursor.at] === "^";
  if (negated) ++cursor.at;
  const ranges: Range[] = [];
  for (let first = true; ; first = false) {
    if (cursor.at >= source.length)
      throw new ExpressionError(`missing ] of the class at ${start + 1}`);
    if (source[cursor.at] === "]" && !first) break;
    ranges.push(...parseMember(cursor));
  }
  ++cursor.at;
  const folded = fold ? withBothCases(ranges) : ranges;
  return negated ? complement(folded) : folded;
}

function parseMember(cursor: Cursor): Range[] {
  const {source} = cursor;
  if (source.startsWith("[:", cursor.at)) return parsePosix(cursor);
  const from = parseSingle(cursor);
  const dash = source[cursor.at] === "-" && source[cursor.at + 1] !== "]";
  if (!dash || from.length !== 1 || from[0][0] !== from[0][1]) return from;
  if (cursor.at + 1 >= source.length) return from;
  ++cursor.at;
  const to = parseSingle(cursor);
  if (to.length !== 1 || to[0][0] !== to[0][1] || to[0][0] < from[0][0])
    throw new ExpressionError(`invalid range before ${cursor.at + 1}`);
  return [[from[0][0], to[0][0]]];
}

function parseSingle(cursor: Cursor): Range[] {
  const {source} = cursor;
  if (source[cursor.at] !== "\\") {
    const point = source.codePointAt(cursor.at)!;
    cursor.at += String.fromCodePoint(point).length;
    return single(point);
  }
  if (source[cursor.at + 1] === "b") {
    cursor.at += 2;
    return single(8);
  }
  return parseEscape(cursor);
}

function parsePosix(cursor: Cursor): Range[] {
  const match = /\[:(\^?)([a-z]+):\]/y;
  match.lastIndex = cursor.at;
  const [text, negated, name] = match.exec(cursor.source) ?? [];
  if (text === undefined || !Object.hasOwn(posix, name))
    throw new ExpressionError(`unsupported class at ${cursor.at + 1}`);
  cursor.at += text.length;
  return negated ? complement(posix[name]) : posix[name];
}
