import {expect, it} from "vitest";
import * as format from "../../../src/components/kit/format.js";

it.each([
  [0, "0"],
  [105918, "105,918"],
  [null, "–"],
  [NaN, "–"]
])("formatCount(%s) is %s", (n, text) => expect(format.formatCount(n)).toBe(text));

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_960, "100 kB"],
  [18_400_000, "18.4 MB"],
  [999_600, "1.0 MB"],
  [5e15, "5000 TB"]
])("formatBytes(%d) is %s", (bytes, text) => expect(format.formatBytes(bytes)).toBe(text));

it.each([
  [0, "0 s"],
  [0.000056, "56 µs"],
  [0.4, "400 ms"],
  [1.546, "1.55 s"],
  [720, "12 min"],
  [11160, "3.1 h"],
  [null, "–"]
])("formatDuration(%s) is %s", (seconds, text) => {
  expect(format.formatDuration(seconds)).toBe(text);
});

it.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [11, "11th"],
  [112, "112th"],
  [1002, "1,002nd"],
  [1013, "1,013th"],
  [121, "121st"]
])("formatOrdinal(%d) is %s", (n, text) => expect(format.formatOrdinal(n)).toBe(text));

it("formatTime(time) and formatDay(time) are in UTC, wherever the reader is", () => {
  const time = Date.UTC(2024, 3, 21, 23, 33, 26);
  expect(format.formatTime(time)).toBe("21 Apr 23:33:26");
  expect(format.formatDay(time)).toBe("21 Apr");
});

it("formatHours(from, until) says the day once, twice over midnight, and ends a day at 24:00", () => {
  const at = (day: number, hour: number): number => Date.UTC(2024, 3, day, hour);
  expect(format.formatHours(at(19, 3), at(19, 5))).toBe("Fri 19 Apr 03:00–05:00");
  expect(format.formatHours(at(19, 23), at(20, 0))).toBe("Fri 19 Apr 23:00–24:00");
  expect(format.formatHours(at(19, 22), at(20, 6))).toBe("19 Apr 22:00–20 Apr 06:00");
});

it("formatEndpoint(address, port) puts IPv6 into brackets, and no port where there is none", () => {
  expect(format.formatEndpoint("10.0.0.1", 80)).toBe("10.0.0.1:80");
  expect(format.formatEndpoint("fe80::1", 80)).toBe("[fe80::1]:80");
  expect(format.formatEndpoint("fe80::1", null)).toBe("fe80::1");
});

it("formatSigned(value) has a true minus, and no sign on what rounds to zero", () => {
  expect(format.formatSigned(-1.386)).toBe("−1.39");
  expect(format.formatSigned(0.5)).toBe("+0.50");
  expect(format.formatSigned(-0.001)).toBe("0.00");
});

it("formatWord(n) is a word up to twelve and for tens, else a number", () => {
  expect([0, 3, 12, 13, 50, 100].map(format.formatWord)).toEqual([
    "no",
    "three",
    "twelve",
    "13",
    "fifty",
    "100"
  ]);
});

it("formatShare(share) keeps two significant figures", () => {
  expect([0, 0.00142, 0.5, 1].map(format.formatShare)).toEqual(["0 %", "0.14 %", "50 %", "100 %"]);
});

it("visible(text) leaves nothing that cannot be seen, and keeps what can", () => {
  expect(visibleCodes("a\u001b[31m\u0000\u202e\u2066\u200b\ufeff\u00ad")).toEqual([]);
  expect(format.visible("\u202egnp.exe")).toBe("\\u{202e}gnp.exe");
  expect(format.visible("ñ 漢字 <b>&amp;</b>")).toBe("ñ 漢字 <b>&amp;</b>");
  expect(format.visible("a\tb\nc")).toBe("a→\tb\nc");
  expect(format.visible("\ud800")).toBe("\\u{d800}");
});

/** The control, format and surrogate characters that are left, but for tabs and line ends. */
function visibleCodes(text: string): string[] {
  return [...format.visible(text)].filter((c) => /\p{C}/u.test(c) && c !== "\t" && c !== "\n");
}
