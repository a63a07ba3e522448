import type {Network} from "../text/network.js";
import {sqlNumber, sqlText} from "./literal.js";

const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/** Returns the condition that the text *value* of SQL is an address in *network*; without an extension of DuckDB. */
export function networkSql(network: Network, value: string): string {
  return network.version === 4 ? fourthSql(network, value) : sixthSql(network, value);
}

/** Writes out the numbers of the one part that the prefix ends in: at most 128. */
function fourthSql({digits, prefix}: Network, value: string): string {
  const octets = [0, 2, 4, 6].map((at) => parseInt(digits.slice(at, at + 2), 16));
  const parts = octets.map((number, i) => {
    const bits = Math.min(8, Math.max(0, prefix - i * 8));
    if (bits === 0) return octet;
    if (bits === 8) return String(number);
    const numbers = Array.from({length: 2 ** (8 - bits)}, (_, k) => number + k);
    return `(?:${numbers.join("|")})`;
  });
  return `regexp_full_match(${value}, ${sqlText(parts.join("\\."))})`;
}

const group = "[0-9a-f]{1,4}";
const groups = `${group}(?::${group})*`;
const notation = `${group}(?::${group}){7}|(?:${groups})?::(?:${groups})?`;

/** Writes the address out as 32 digits, and compares the first ones. */
function sixthSql({digits, prefix}: Network, value: string): string {
  const text = `lower(${value})`;
  const split = (half: number) => `list_filter(string_split(split_part(${text}, '::', ${half}), ':'), lambda item: item <> '')`; // prettier-ignore
  const both = `list_concat(${split(1)}, ${split(2)})`;
  const zeros = `repeat('0000', 8 - len(${both}))`;
  const padded = (list: string) => `array_to_string(list_transform(${list}, lambda item: lpad(item, 4, '0')), '')`; // prettier-ignore
  const hexadecimal = `CASE WHEN contains(${text}, '::') THEN ${padded(split(1))} || ${zeros} || ${padded(split(2))} ELSE ${padded(`string_split(${text}, ':')`)} END`; // prettier-ignore
  const short = `(NOT contains(${text}, '::') OR len(${both}) <= 7)`;
  const within = prefixSql(digits, prefix, `(${hexadecimal})`);
  return `CASE WHEN regexp_full_match(${text}, ${sqlText(notation)}) AND ${short} THEN ${within} ELSE false END`;
}

function prefixSql(digits: string, prefix: number, hexadecimal: string): string {
  const complete = prefix >> 2;
  const rest = prefix & 3;
  const start = `starts_with(${hexadecimal}, ${sqlText(digits.slice(0, complete))})`;
  if (rest === 0) return start;
  const first = parseInt(digits[complete], 16);
  const last = first + 2 ** (4 - rest) - 1;
  const digit = `substring(${hexadecimal}, ${sqlNumber(complete + 1)}, 1)`;
  return `(${start} AND ${digit} BETWEEN ${sqlText(first.toString(16))} AND ${sqlText(last.toString(16))})`; // prettier-ignore
}
