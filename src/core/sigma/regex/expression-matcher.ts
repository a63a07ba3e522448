import type {Assertion, Expression, Range} from "./expression.js";

type Instruction =
  | {kind: "set"; accepts: (point: number) => boolean}
  | {kind: "split"; other: number}
  | {kind: "jump"; to: number}
  | {kind: "assertion"; assertion: Assertion}
  | {kind: "match"};

/**
 * Returns a function that returns whether *expression* is anywhere in a text. It keeps the set of states that a text can
 * have led to, so that it takes at most the length of the text times the size of the expression.
 */
export function expressionMatcher(expression: Expression): (text: string) => boolean {
  const program: Instruction[] = [];
  compile(expression, program);
  program.push({kind: "match"});
  return (text) =>
    run(
      program,
      [...text].map((character) => character.codePointAt(0)!)
    );
}

function compile(expression: Expression, program: Instruction[]): void {
  switch (expression.kind) {
    case "set":
      program.push({kind: "set", accepts: acceptor(expression.ranges)});
      break;
    case "assertion":
      program.push({kind: "assertion", assertion: expression.assertion});
      break;
    case "sequence":
      for (const item of expression.items) compile(item, program);
      break;
    case "choice":
      compileChoice(expression.items, program);
      break;
    case "repeat":
      compileRepeat(expression, program);
  }
}

function compileChoice(items: readonly Expression[], program: Instruction[]): void {
  const ends: {kind: "jump"; to: number}[] = [];
  items.forEach((item, i) => {
    if (i === items.length - 1) return compile(item, program);
    const split = {kind: "split" as const, other: 0};
    program.push(split);
    compile(item, program);
    const end = {kind: "jump" as const, to: 0};
    ends.push(end);
    program.push(end);
    split.other = program.length;
  });
  for (const end of ends) end.to = program.length;
}

function compileRepeat(
  {item, min, max}: {item: Expression; min: number; max: number},
  program: Instruction[]
): void {
  for (let i = 0; i < min; ++i) compile(item, program);
  if (max === Infinity) {
    const start = program.length;
    const split = {kind: "split" as const, other: 0};
    program.push(split);
    compile(item, program);
    program.push({kind: "jump", to: start});
    split.other = program.length;
    return;
  }
  const splits: {kind: "split"; other: number}[] = [];
  for (let i = min; i < max; ++i) {
    const split = {kind: "split" as const, other: 0};
    splits.push(split);
    program.push(split);
    compile(item, program);
  }
  for (const split of splits) split.other = program.length;
}

function acceptor(ranges: readonly Range[]): (point: number) => boolean {
  return (point) => ranges.some(([from, to]) => from <= point && point <= to);
}

function run(program: readonly Instruction[], points: readonly number[]): boolean {
  let states: number[] = [];
  const marks = new Int32Array(program.length).fill(-1);
  for (let at = 0; at <= points.length; ++at) {
    // An expression may begin at every character.
    if (follow(program, 0, points, at, states, marks)) return true;
    if (at === points.length) return false;
    const next: number[] = [];
    for (const state of states) {
      const instruction = program[state];
      if (instruction.kind !== "set" || !instruction.accepts(points[at])) continue;
      if (follow(program, state + 1, points, at + 1, next, marks)) return true;
    }
    states = next;
  }
  return false;
}

/** Adds the states that are reached from *start* without a character; returns whether the match is among them. */
function follow(
  program: readonly Instruction[],
  start: number,
  points: readonly number[],
  at: number,
  states: number[],
  marks: Int32Array
): boolean {
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (marks[state] === at) continue;
    marks[state] = at;
    const instruction = program[state];
    if (instruction.kind === "match") return true;
    if (instruction.kind === "set") states.push(state);
    else if (instruction.kind === "jump") pending.push(instruction.to);
    else if (instruction.kind === "split") pending.push(state + 1, instruction.other);
    else if (holds(instruction.assertion, points, at)) pending.push(state + 1);
  }
  return false;
}

function holds(assertion: Assertion, points: readonly number[], at: number): boolean {
  const before = points[at - 1];
  const after = points[at];
  switch (assertion) {
    case "start":
      return at === 0;
    case "end":
      return at === points.length;
    case "lineStart":
      return at === 0 || before === 10;
    case "lineEnd":
      return at === points.length || after === 10;
    case "wordEdge":
      return isWord(before) !== isWord(after);
    case "notWordEdge":
      return isWord(before) === isWord(after);
  }
}

function isWord(point: number | undefined): boolean {
  return point !== undefined && point < 128 && /\w/.test(String.fromCharCode(point));
}
