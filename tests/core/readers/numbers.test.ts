import {expect, it} from "vitest";
import {parseDecimal, parseInteger} from "../../../src/core/readers/numbers.js";
import {between} from "./between.js";

it("parseInteger(text) reads 0 to 2^53 - 1 and nothing else", () => {
  const integer = between(parseInteger);
  expect(["0", "007", "65535", "9007199254740991"].map(integer)).toEqual([
    0,
    7,
    65535,
    2 ** 53 - 1
  ]);
  for (const text of ["", "9007199254740992", "99999999999999999", "1.0", "-1", "1e3", "1 ", "٣"]) {
    expect(integer(text)).toBe(-1);
  }
});

it("parseDecimal(text) agrees with the language to the last bit", () => {
  const decimal = between(parseDecimal);
  let state = 1;
  for (let i = 0; i < 20_000; ++i) {
    state = (state * 48271) % 2147483647;
    const text = (state / 2 ** (i % 31)).toFixed(i % 12);
    expect(decimal(text)).toBe(Number(text));
  }
  for (const text of ["0.0012309551239013672", "1e-05", "2.5E+3", "123456789012345.6", "7"]) {
    expect(decimal(text)).toBe(Number(text));
  }
  for (const text of ["", ".", "-1", "1e999", "nan", "inf", "1..2", "1.2.3", "0x1", "1e", "e5"]) {
    expect(decimal(text)).toBe(-1);
  }
});
