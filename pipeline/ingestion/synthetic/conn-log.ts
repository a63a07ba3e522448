import type {Random} from "../../../src/core/forest/types.js";
import type {Flow} from "./flow.js";
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

/** Returns *flow* as a line of the log, with its line break; its identifier is drawn. */
export function connLine(flow: Flow, random: Random): string {
  const mark = flow.mark;
  const labels = mark ? `${mark.label}\t${mark.detail}\t${mark.technique}` : "Benign\t-\t-";
  return `${seconds(flow.time)}\t${uid(random)}\t${flow.src}\t${flow.srcPort}\t${flow.dst}\t${flow.dstPort}\t${flow.proto}\t${flow.service}\t${flow.duration < 0 ? "-" : seconds(flow.duration)}\t${count(flow.origBytes)}\t${count(flow.respBytes)}\t${flow.state}\t${isLocal(flow.src) ? "T" : "F"}\t${isLocal(flow.dst) ? "T" : "F"}\t0\t${flow.history}\t${flow.origPackets}\t${flow.origIpBytes}\t${flow.respPackets}\t${flow.respIpBytes}\t-\t${labels}\n`; // prettier-ignore
}

const count = (value: number): string | number => (value < 0 ? "-" : value);

/** Formats microseconds as seconds with six decimals, without the rounding of a division. */
function seconds(micros: number): string {
  const whole = Math.floor(micros / 1e6);
  return `${whole}.${String(micros - whole * 1e6 + 1e6).slice(1)}`;
}

function stamp(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 19).replace(/[T:]/g, "-");
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const pairs = Array.from({length: 62 * 62}, (_, i) => digits[Math.floor(i / 62)] + digits[i % 62]);

/** Draws an identifier as Zeek writes them: C and 16 characters, of 95 bits. */
function uid(random: Random): string {
  return `C${four(random)}${four(random)}${four(random)}${four(random)}`;
}

function four(random: Random): string {
  const n = Math.floor(random() * 14_776_336); // 62⁴
  return pairs[Math.floor(n / 3844)] + pairs[n % 3844];
}
