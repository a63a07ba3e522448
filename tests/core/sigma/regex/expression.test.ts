import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {expressionMatcher} from "../../../../src/core/sigma/regex/expression-matcher.js";
import {parseExpression} from "../../../../src/core/sigma/regex/parse-expression.js";
import {printExpression} from "../../../../src/core/sigma/regex/print-expression.js";
import {drawer, rounds} from "../random-rules.js";
import type {Drawer} from "../random-rules.js";

const matches = (source: string, text: string, flags = {}) =>
  expressionMatcher(parseExpression(source, flags))(text);

it.each([
  ["a.c", "xabcx", true],
  ["a.c", "a\nc", false],
  ["(?s)a.c", "a\nc", true],
  ["^a", "ba", false],
  ["a$", "ab", false],
  ["(?m)^b$", "a\nb\nc", true],
  ["^b$", "a\nb\nc", false],
  ["(?i)CMD", "cmd", true],
  ["(?i:c)md", "Cmd", true],
  ["(?i:c)md", "CMD", false],
  ["(?i)[^a]", "aA", false],
  ["(?i)[^a-c]", "B", false],
  ["(?i)É", "é", true],
  ["\\d{2,3}x", "1x 12x", true],
  ["\\d{3}x", "12x", false],
  ["[^a-c]", "abc", false],
  ["[\\w.-]+@", "a.b-c@", true],
  ["\\bcmd\\b", "a cmd.exe", true],
  ["\\bcmd\\b", "acmd", false],
  ["(?:ab|cd)+e", "abcde", true],
  ["(?P<name>a)b?", "a", true],
  ["\\x41\\x{1F600}", "A😀", true],
  ["[[:digit:]]", "a1", true],
  ["[]a]", "]", true],
  ["a{,3}", "a{,3}", true],
  ["(a*)*b", "aaab", true],
  ["", "anything", true]
])("expressionMatcher(%s) of %j is %s", (source, text, expected) => {
  expect(matches(source, text)).toBe(expected);
});

it.each([
  ["(?=a)b", "look-around"],
  ["(?<!a)b", "look-around"],
  ["(a)\\1", "back-reference"],
  ["(?>a)", "unsupported group"],
  ["a++", "possessive"],
  ["(", "missing )"],
  ["[a", "missing ]"],
  ["*a", "nothing to repeat"],
  ["a{1001}", "too many repetitions"],
  ["(a{100}){11}", "too many repetitions in repetitions"],
  ["a{1000}".repeat(21), "too large"],
  ["\\p{L}", "unsupported escape"],
  ["(".repeat(500) + ")".repeat(500), "nested too deeply"]
])("parseExpression(%s) names what is unsupported", (source, message) => {
  expect(() => parseExpression(source)).toThrow(message);
});

it("expressionMatcher(expression) takes linear time where backtracking takes exponential", () => {
  const start = performance.now();
  expect(matches("(a|a)*(a|aa)*b$", "a".repeat(5000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(20_000);
});

function drawExpression(draw: Drawer, depth: number): string {
  const atoms = ["a", "b", "K", "s", ".", "\\d", "\\w", "\\s", "[a-c]", "[^b]", "é", "\\.", "1", "^", "$", "\\b"]; // prettier-ignore
  if (depth === 0 || draw.chance(0.4)) return draw.of(atoms);
  const inner = () => drawExpression(draw, depth - 1);
  switch (draw.below(5)) {
    case 0:
      return `(?:${inner()}|${inner()})`;
    case 1:
      return `(?:${inner()})${draw.of(["*", "+", "?", "{2}", "{1,2}", "{0,}"])}`;
    case 2:
      return `(?${draw.of(["i", "s", "m", "im"])}:${inner()})`;
    default:
      return inner() + inner();
  }
}

it("expressionMatcher(expression) equals RE2 in DuckDB with what printExpression prints", async () => {
  const draw = drawer(7);
  const connection = await (await DuckDBInstance.create()).connect();
  const texts = draw.list(60, () =>
    draw.list(draw.below(7), () => draw.of([..."abABkKs1 .\né"])).join("")
  );
  await connection.run("CREATE TABLE texts (i INTEGER, text VARCHAR)");
  const rows = texts.map((_, i) => `(${i}, $t${i})`).join(", ");
  await connection.run(`INSERT INTO texts VALUES ${rows}`, Object.fromEntries(texts.map((text, i) => [`t${i}`, text]))); // prettier-ignore
  for (let i = 0; i < rounds(150); ++i) {
    const source = drawExpression(draw, 4);
    const flags = {i: draw.chance(0.3), m: draw.chance(0.3), s: draw.chance(0.3)};
    const expression = parseExpression(source, flags);
    const reader = await connection.runAndReadAll("SELECT text FROM texts WHERE regexp_matches(text, $p) ORDER BY i", {p: printExpression(expression)}); // prettier-ignore
    const ours = texts.filter(expressionMatcher(expression));
    expect(ours, `${source} ${JSON.stringify(flags)}`).toEqual(reader.getRows().map(([text]) => text)); // prettier-ignore
  }
});
