/** A range of code points, both ends included. */
export type Range = readonly [from: number, to: number];

/**
 * A regular expression of the subset that a finite automaton matches, in time linear in the text: no look-around, no
 * back-references. Flags are resolved into the nodes, so that each means the same everywhere.
 */
export type Expression =
  | {kind: "set"; ranges: readonly Range[]; fold: boolean}
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
