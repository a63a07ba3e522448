import type {Random} from "../../../../src/core/forest/types.js";
import type {Flow} from "../flow.js";
import type {LineBuffer} from "./line-buffer.js";

/** The fields of a log and their Zeek types, in order. */
export type Fields = readonly (readonly [name: string, type: string])[];

const tab = 9;
const dash = 45;
const point = 46;

/** The byte at the end of a line. */
export const lineBreak = 10;

/** The fields at the start of most lines: time, identifier and the four of the connection. */
export const headFields: Fields = [
  ["ts", "time"],
  ["uid", "string"],
  ["id.orig_h", "addr"],
  ["id.orig_p", "port"],
  ["id.resp_h", "addr"],
  ["id.resp_p", "port"]
];

/** Returns the lines before the first of the log *path* that was opened at *time* (microseconds, UTC). */
export function logHeader(path: string, fields: Fields, time: number): string {
  return [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    `#path\t${path}`,
    `#open\t${stamp(time)}`,
    `#fields\t${fields.map(([name]) => name).join("\t")}`,
    `#types\t${fields.map(([, type]) => type).join("\t")}`,
    ""
  ].join("\n");
}

/** Returns the line after the last of a log that was closed at *time* (microseconds, UTC). */
export function logFooter(time: number): string {
  return `#close\t${stamp(time)}\n`;
}

function stamp(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 19).replace(/[T:]/g, "-");
}

/** Writes the fields that most lines begin with, of *flow*, at *time* in microseconds. */
export function writeHead(lines: LineBuffer, flow: Flow, time: number, uid: Uint8Array): void {
  writeSeconds(lines, time);
  lines.piece(uid);
  lines.byte(tab);
  writeText(lines, flow.src);
  writeCount(lines, flow.srcPort);
  writeText(lines, flow.dst);
  writeCount(lines, flow.dstPort);
}

/** Writes *text*, which is ASCII, and the end of its field. */
export function writeText(lines: LineBuffer, text: string): void {
  lines.text(text);
  lines.byte(tab);
}

/** Writes a count and the end of its field; a negative one is unset. */
export function writeCount(lines: LineBuffer, value: number): void {
  if (value < 0) lines.byte(dash);
  else lines.count(value);
  lines.byte(tab);
}

/** Writes microseconds as seconds with six decimals, without rounding; negative ones are unset. */
export function writeSeconds(lines: LineBuffer, micros: number): void {
  if (micros < 0) return writeCount(lines, micros);
  const integral = Math.floor(micros / 1e6);
  lines.count(integral);
  lines.byte(point);
  lines.padded(micros - integral * 1e6, 6);
  lines.byte(tab);
}

const letters = Uint8Array.from(
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  (letter) => letter.charCodeAt(0)
);

/** Returns the bytes of an identifier, yet to be drawn. */
export function newIdentifier(): Uint8Array {
  return new Uint8Array(17).fill(67); // C
}

/** Draws an identifier into *uid*, as Zeek’s are: C and 16 letters or digits, of 95 bits. */
export function drawIdentifier(uid: Uint8Array, random: Random): void {
  for (let i = 0; i < 4; ++i) {
    let n = Math.floor(random() * 14_776_336); // 62⁴
    for (let k = 1; k < 5; ++k) {
      uid[4 * i + k] = letters[n % 62];
      n = (n / 62) | 0;
    }
  }
}
