import {expect, it} from "vitest";
import {nameOf, tokenise, tokensOf} from "../../../src/core/notebook/tokens.js";

const kinds = (sql: string) => tokenise(sql).map(({kind, text}) => [kind, text]);

it("tokenise(sql) tells strings, names, numbers, parameters and symbols apart", () => {
  expect(kinds(`SELECT 'it''s', "a ""b""", $line, 1_000.5e-3::INT`)).toEqual([
    ["word", "SELECT"],
    ["text", "'it''s'"],
    ["symbol", ","],
    ["name", `"a ""b"""`],
    ["symbol", ","],
    ["parameter", "$line"],
    ["symbol", ","],
    ["number", "1_000.5e-3"],
    ["symbol", "::"],
    ["word", "INT"]
  ]);
});

it("tokenise(sql) takes escaped and dollar-quoted strings whole, whatever is in them", () => {
  expect(kinds("E'a\\'b' $$ FROM 'x $$ $t$ $$ $t$")).toEqual([
    ["text", "E'a\\'b'"],
    ["text", "$$ FROM 'x $$"],
    ["text", "$t$ $$ $t$"]
  ]);
});

it("tokenise(sql) knows comments to the end of a line, and nested ones", () => {
  expect(kinds("1 -- ' \n/* a /* b */ ' */ 2")).toEqual([
    ["number", "1"],
    ["comment", "-- ' "],
    ["comment", "/* a /* b */ ' */"],
    ["number", "2"]
  ]);
  expect(tokensOf("1 -- 2").map(({text}) => text)).toEqual(["1"]);
});

it("tokenise(sql) says what is not closed, and loses no character of any text", () => {
  for (const sql of ["'a", '"b', "/* c", "$$ d", "E'e\\'", "'f''", "'''"])
    expect(
      tokenise(sql).map(({closed}) => closed),
      sql
    ).toEqual([false]);
  for (const sql of ["''", "''''", '""', "E'\\\\'"])
    expect(
      tokenise(sql).map(({closed}) => closed),
      sql
    ).toEqual([true]);
  const hostile = "\u0000'\u202e'' \ud800 \\ é$1 ‘’ $ $a #1 @>";
  const tokens = tokenise(hostile);
  const between = hostile.length - tokens.reduce((n, {text}) => n + text.length, 0);
  expect(tokens.every(({text, from, until}) => hostile.slice(from, until) === text)).toBe(true);
  expect(between).toBe(hostile.replace(/\S/g, "").length - (tokens.map(({text}) => text).join("").match(/\s/g)?.length ?? 0)); // prettier-ignore
});

it("tokenise(sql) takes time in proportion to long strings", () => {
  const sql = `SELECT '${"''".repeat(200_000)}`;
  expect(tokenise(sql)).toHaveLength(2);
});

it("nameOf(token) compares names as DuckDB does", () => {
  expect(tokensOf('Cell_1 "A ""b""" 5').map(nameOf)).toEqual(["cell_1", 'a "b"', null]);
});
