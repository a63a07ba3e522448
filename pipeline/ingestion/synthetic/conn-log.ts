import type {Random} from "../../../src/core/forest/types.js";
import type {Flow, Mark} from "./flow.js";
import type {LineBuffer} from "./line-buffer.js";
import {isLocal} from "./network.js";

/** The fields of the log and their Zeek types, in order; the last three are the labels. */
export const connFields: readonly (readonly [name: string, type: string])[] = [
  ["ts", "time"],
  ["uid", "string"],
  ["id.orig_h", "addr"],
  ["id.orig_p", "port"],
  ["id.resp_h", "addr"],
  ["id.resp_p", "port"],
  ["proto", "enum"],
  ["service", "string"],
  ["duration", "interval"],
  ["orig_bytes", "count"],
  ["resp_bytes", "count"],
  ["conn_state", "string"],
  ["local_orig", "bool"],
  ["local_resp", "bool"],
  ["missed_bytes", "count"],
  ["history", "string"],
  ["orig_pkts", "count"],
  ["orig_ip_bytes", "count"],
  ["resp_pkts", "count"],
  ["resp_ip_bytes", "count"],
  ["tunnel_parents", "set[string]"],
  ["label", "string"],
  ["detailed-label", "string"],
  ["technique", "string"]
];

/** Returns the lines before the first flow of a log that was opened at *time* (microseconds, UTC). */
export function connHeader(time: number): string {
  return [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    `#open\t${stamp(time)}`,
    `#fields\t${connFields.map(([name]) => name).join("\t")}`,
    `#types\t${connFields.map(([, type]) => type).join("\t")}`,
    ""
  ].join("\n");
}

/** Returns the line after the last flow of a log that was closed at *time* (microseconds, UTC). */
export function connFooter(time: number): string {
  return `#close\t${stamp(time)}\n`;
}

const tab = 9;
const lineBreak = 10;
const dash = 45;
const point = 46;

/** Adds *flow* to *lines* as a line of the log; its identifier is drawn. */
export function writeFlow(lines: LineBuffer, flow: Flow, random: Random): void {
  writeSeconds(lines, flow.time);
  writeIdentifier(lines, random);
  writeText(lines, flow.src);
  writeCount(lines, flow.srcPort);
  writeText(lines, flow.dst);
  writeCount(lines, flow.dstPort);
  writeText(lines, flow.proto);
  writeText(lines, flow.service);
  writeSeconds(lines, flow.duration);
  writeCount(lines, flow.origBytes);
  writeCount(lines, flow.respBytes);
  writeText(lines, flow.state);
  writeText(lines, isLocal(flow.src) ? "T" : "F");
  writeText(lines, isLocal(flow.dst) ? "T" : "F");
  writeCount(lines, 0);
  writeText(lines, flow.history);
  writeCount(lines, flow.origPackets);
  writeCount(lines, flow.origIpBytes);
  writeCount(lines, flow.respPackets);
  writeCount(lines, flow.respIpBytes);
  lines.text(flow.mark ? labels(flow.mark) : "-\tBenign\t-\t-");
  lines.byte(lineBreak);
}

function labels({label, detail, technique}: Mark): string {
  return `-\t${label}\t${detail}\t${technique}`;
}

function writeText(lines: LineBuffer, text: string): void {
  lines.text(text);
  lines.byte(tab);
}

/** Writes a count; a negative one is unset. */
function writeCount(lines: LineBuffer, value: number): void {
  if (value < 0) lines.byte(dash);
  else lines.count(value);
  lines.byte(tab);
}

/** Writes microseconds as seconds with six decimals, without rounding; negative ones are unset. */
function writeSeconds(lines: LineBuffer, micros: number): void {
  if (micros < 0) return writeCount(lines, micros);
  const integral = Math.floor(micros / 1e6);
  lines.count(integral);
  lines.byte(point);
  lines.padded(micros - integral * 1e6, 6);
  lines.byte(tab);
}

const letters = Array.from(
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  (letter) => letter.charCodeAt(0)
);

/** Writes an identifier as Zeek’s are: C and 16 letters or digits, of 95 bits. */
function writeIdentifier(lines: LineBuffer, random: Random): void {
  lines.byte(67);
  for (let i = 0; i < 4; ++i) {
    let n = Math.floor(random() * 14_776_336); // 62⁴
    for (let k = 0; k < 4; ++k) {
      lines.byte(letters[n % 62]);
      n = (n / 62) | 0;
    }
  }
  lines.byte(tab);
}

function stamp(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 19).replace(/[T:]/g, "-");
}
