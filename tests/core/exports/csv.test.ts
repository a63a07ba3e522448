import {expect, it} from "vitest";
import {csv, guard, unguard} from "../../../src/core/exports/csv.js";

const dangerous = [
  "=1+1",
  "+A1",
  "-cmd|' /C calc'!A0",
  "@SUM(A1)",
  "\t=1",
  "\rx",
  "\n=1",
  "  =1",
  '"=1',
  "'=1",
  "＝1",
  "＋1",
  "－1",
  "＠x",
  "\ufeff=1",
  "\u200b@x",
  "-1.5.2",
  "=-1"
];
const harmless = ["", "a=b", "10.0.0.5", "-1.5", "+3", "-1e-9", "'", "'tis", "T1046", "—", "x\t=1"];

it.each(dangerous)("guard(%j) puts an apostrophe before it", (text) => {
  expect(guard(text)).toBe(`'${text}`);
});

it.each(harmless)("guard(%j) leaves it as it is", (text) => expect(guard(text)).toBe(text));

it("unguard(guard(text)) is text, however often it is guarded", () => {
  for (const text of [...dangerous, ...harmless, "''=1", "'-1.5", "''", "' -1"]) {
    expect(unguard(guard(text))).toBe(text);
    expect(unguard(unguard(guard(guard(text))))).toBe(text);
  }
});

it("csv(rows) follows RFC 4180: header, CRLF, doubled quotes; null is empty, empty text is quoted", () => {
  const rows = [
    {a: 'say "x"', b: 0.1 + 0.2, c: null, d: ""},
    {a: "two\nlines, one; field", b: 1e21, c: true, d: "é"}
  ];
  expect(csv(rows)).toBe(
    'a,b,c,d\r\n"say ""x""",0.30000000000000004,,""\r\n"two\nlines, one; field",1e+21,true,é\r\n'
  );
});

it("csv(rows) writes times in ISO 8601 UTC, and keeps numbers below zero numbers", () => {
  const rows = [{time: Date.UTC(2026, 2, 2, 3, 4, 5, 6), change: -1.5, none: NaN}];
  expect(csv(rows)).toBe("time,change,none\r\n2026-03-02T03:04:05.006Z,-1.5,\r\n");
});

it("csv(rows) guards names of columns too, and quotes what it guards", () => {
  expect(csv([{"=1": "=2"}])).toBe(`"'=1"\r\n"'=2"\r\n`);
});

it("csv([]) is empty", () => expect(csv([])).toBe(""));
