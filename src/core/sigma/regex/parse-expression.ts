import {complement, maxCodePoint, repetitionsOf, sizeOf, withBothCases} from "./expression.js";
import type {Assertion, Expression, Range} from "./expression.js";
import {ExpressionError} from "./cursor.js";
import type {Cursor} from "./cursor.js";
import {parseClass, parseEscape} from "./parse-class.js";

/** The flags of an expression: i (without case), m (`^` and `$` at lines), s (`.` matches a line feed too). */
export interface Flags {
  i?: boolean;
  m?: boolean;
  s?: boolean;
}

/** The length of the longest source, in UTF-16 units. */
export const maxExpressionLength = 10_000;

/** The size of the largest expression with its repetitions written out; RE2 has a bound of the same order. */
export const maxExpressionSize = 20_000;

/** Of a repetition, and of repetitions in repetitions: RE2 rejects more. */
const maxRepeat = 1000;
const maxDepth = 100;

/** Returns the expression that *source* is; throws an ExpressionError if it is invalid or unsupported. */
export function parseExpression(source: string, flags: Flags = {}): Expression {
  if (source.length > maxExpressionLength)
    throw new ExpressionError(
      `too long: ${source.length} characters; at most ${maxExpressionLength}`
    );
  const cursor: Cursor = {source, at: 0};
  const expression = parseChoice(cursor, {...flags}, 0);
  if (cursor.at < source.length) throw new ExpressionError(`unexpected ) at ${cursor.at + 1}`);
  if (!(repetitionsOf(expression) <= maxRepeat))
    throw new ExpressionError(`too many repetitions in repetitions; at most ${maxRepeat}`);
  if (!(sizeOf(expression) <= maxExpressionSize))
    throw new ExpressionError(
      `too large with its repetitions; at most ${maxExpressionSize} characters`
    );
  return expression;
}

function parseChoice(cursor: Cursor, flags: Flags, depth: number): Expression {
  if (depth > maxDepth) throw new ExpressionError(`nested too deeply; at most ${maxDepth} groups`);
  const items = [parseSequence(cursor, flags, depth)];
  while (cursor.source[cursor.at] === "|") {
    ++cursor.at;
    items.push(parseSequence(cursor, flags, depth));
  }
  return items.length === 1 ? items[0] : {kind: "choice", items};
}

function parseSequence(cursor: Cursor, flags: Flags, depth: number): Expression {
  const items: Expression[] = [];
  while (cursor.at < cursor.source.length && !"|)".includes(cursor.source[cursor.at])) {
    const item = parseAtom(cursor, flags, depth);
    if (item) items.push(parseRepeats(cursor, item));
  }
  return items.length === 1 ? items[0] : {kind: "sequence", items};
}

/** Returns the next atom; undefined if it only sets flags. */
function parseAtom(cursor: Cursor, flags: Flags, depth: number): Expression | undefined {
  const {source} = cursor;
  const character = String.fromCodePoint(source.codePointAt(cursor.at)!);
  switch (character) {
    case "(":
      return parseGroup(cursor, flags, depth);
    case "[":
      return {kind: "set", ranges: parseClass(cursor, flags.i ?? false)};
    case "*":
    case "+":
    case "?":
      throw new ExpressionError(`nothing to repeat at ${cursor.at + 1}`);
    case "\\":
      return parseBackslash(cursor, flags);
    default:
      cursor.at += character.length;
  }
  if (character === ".") return setOf(flags.s ? [[0, maxCodePoint]] : complement([[10, 10]]));
  if (character === "^") return assertion(flags.m ? "lineStart" : "start");
  if (character === "$") return assertion(flags.m ? "lineEnd" : "end");
  const point = character.codePointAt(0)!;
  return setOf([[point, point]], flags.i);
}

function setOf(ranges: Range[], fold = false): Expression {
  return {kind: "set", ranges: fold ? withBothCases(ranges) : ranges};
}

function assertion(name: Assertion): Expression {
  return {kind: "assertion", assertion: name};
}

const assertions: Readonly<Record<string, Assertion>> = {
  b: "wordEdge",
  B: "notWordEdge",
  A: "start",
  z: "end",
  Z: "end"
};

function parseBackslash(cursor: Cursor, flags: Flags): Expression {
  const next = cursor.source[cursor.at + 1];
  if (next !== undefined && Object.hasOwn(assertions, next)) {
    cursor.at += 2;
    return assertion(assertions[next]);
  }
  return setOf(parseEscape(cursor), flags.i);
}

const groupStart = /\(\?(?:P?<(?![=!])[A-Za-z_]\w*>|([ims]*(?:-[ims]+)?)([:)]))/y;

/** A group `(…)`, `(?:…)`, `(?i:…)`, `(?P<name>…)`, or `(?i)`, which sets flags for the rest of the group around it. */
function parseGroup(cursor: Cursor, flags: Flags, depth: number): Expression | undefined {
  const {source} = cursor;
  let inner = {...flags};
  if (source[cursor.at + 1] === "?") {
    groupStart.lastIndex = cursor.at;
    const match = groupStart.exec(source);
    if (!match) throw new ExpressionError(groupError(source.slice(cursor.at, cursor.at + 4)));
    const [text, letters = "", end] = match;
    inner = withFlags(flags, letters);
    cursor.at += text.length;
    if (end === ")") {
      Object.assign(flags, inner);
      return undefined;
    }
  } else ++cursor.at;
  const expression = parseChoice(cursor, inner, depth + 1);
  if (source[cursor.at] !== ")") throw new ExpressionError("missing )");
  ++cursor.at;
  return expression;
}

function groupError(text: string): string {
  const found = /^\(\?<?[=!]/.exec(text)?.[0];
  if (found)
    return `unsupported look-around: ${found}; it takes more than linear time; write what is excluded as a filter`;
  return `unsupported group: ${text.startsWith("(?>") ? "(?>" : text.slice(0, 3)}`;
}

function withFlags(flags: Flags, letters: string): Flags {
  const [on, off = ""] = letters.split("-");
  const set = (names: string, value: boolean) => [...names].map((name) => [name, value]);
  return {...flags, ...Object.fromEntries([...set(on, true), ...set(off, false)])};
}

const repeatAt = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([?+]?)/y;

function parseRepeats(cursor: Cursor, atom: Expression): Expression {
  repeatAt.lastIndex = cursor.at;
  const match = repeatAt.exec(cursor.source);
  if (!match) return atom;
  const [text, sign, from, comma, to, mode] = match;
  if (mode === "+") throw new ExpressionError(`unsupported possessive repetition: ${text}`);
  const min = sign ? (sign === "+" ? 1 : 0) : Number(from);
  const max = sign
    ? sign === "?"
      ? 1
      : Infinity
    : comma
      ? to === ""
        ? Infinity
        : Number(to)
      : min;
  if (min > max) throw new ExpressionError(`invalid repetition: ${text}`);
  if (min > maxRepeat || (max !== Infinity && max > maxRepeat))
    throw new ExpressionError(`too many repetitions: ${text}; at most ${maxRepeat}`);
  cursor.at += text.length;
  repeatAt.lastIndex = cursor.at;
  if (repeatAt.test(cursor.source))
    throw new ExpressionError(`repetition of a repetition at ${cursor.at + 1}`);
  return {kind: "repeat", item: atom, min, max};
}
