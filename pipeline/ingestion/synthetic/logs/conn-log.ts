import {isLocal} from "../cast.js";
import type {Flow, Mark} from "../flow.js";
import type {LineBuffer} from "./line-buffer.js";
import {lineBreak, writeCount, writeHead, writeSeconds, writeText} from "./zeek-line.js";

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

/** Adds *flow* to *lines* as a line of conn.log. */
export function writeConn(lines: LineBuffer, flow: Flow, uid: Uint8Array): void {
  writeHead(lines, flow, flow.time, uid);
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
