/** A range of code points, both ends included. */
export type Range = readonly [from: number, to: number];

/**
 * A regular expression of the subset that a finite automaton matches, in time linear in the text: no look-around, no
 * back-references. Flags are resolved into the nodes, so that each means the same everywhere.
 */
export type Expression =
  | {kind: "set"; ranges: readonly Range[]}
  | {kind: "sequence"; items: readonly Expression[]}
  | {kind: "choice"; items: readonly Expression[]}
  | {kind: "repeat"; item: Expression; min: number; max: number}
  | {kind: "assertion"; assertion: Assertion};

/** A place in the text: its start or end, those of a line, and the edge of an ASCII word or the absence of one. */
export type Assertion = "start" | "end" | "lineStart" | "lineEnd" | "wordEdge" | "notWordEdge";

/** The largest code point. */
export const maxCodePoint = 0x10ffff;

/** Returns the ranges of all code points that are not in *ranges*. */
export function complement(ranges: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) rest.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return next <= maxCodePoint ? [...rest, [next, maxCodePoint]] : rest;
}

/** Ranges longer than this are those of scripts or of all characters: both cases are in them. */
const maxFolded = 5000;

/** Returns *ranges* with the characters of both cases of each of their characters. */
export function withBothCases(ranges: readonly Range[]): Range[] {
  const all: Range[] = [...ranges];
  for (const [from, to] of ranges)
    for (let point = from; to - from <= maxFolded && point <= to; ++point)
      for (const other of otherCases(point)) all.push([other, other]);
  return merged(all);
}

function otherCases(point: number): number[] {
  const character = String.fromCodePoint(point);
  return [character.toLowerCase(), character.toUpperCase()]
    .filter((text) => text !== character && [...text].length === 1)
    .map((text) => text.codePointAt(0)!);
}

function merged(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
    else joined.push([from, to]);
  }
  return joined;
}

/** Returns the number of single characters of *expression* once its repetitions are written out. */
export function sizeOf(expression: Expression): number {
  switch (expression.kind) {
    case "set":
    case "assertion":
      return 1;
    case "repeat": {
      const {item, min, max} = expression;
      return Math.max(1, sizeOf(item) * Math.max(1, min, max === Infinity ? min + 1 : max));
    }
    case "sequence":
    case "choice":
      return expression.items.reduce((sum, item) => sum + sizeOf(item), 1);
  }
}

/** Returns how often an item of *expression* is repeated at most, by repetitions in repetitions; `*` and `+` do not count. */
export function repetitionsOf(expression: Expression): number {
  switch (expression.kind) {
    case "set":
    case "assertion":
      return 1;
    case "repeat": {
      const {item, min, max} = expression;
      return Math.max(1, max === Infinity ? min : max) * repetitionsOf(item);
    }
    case "sequence":
    case "choice":
      return expression.items.reduce((most, item) => Math.max(most, repetitionsOf(item)), 1);
  }
}
