import {hashed} from "../domains.js";
import {hexOf} from "./clients.js";
import {fieldsOf} from "./side-log.js";
import type {LinesOf, Sighting} from "./side-log.js";
import {
  headFields,
  lineBreak,
  writeCount,
  writeHead,
  writeSeconds,
  writeText
} from "./zeek-line.js";

/** The fields of dns.log. */
export const dnsFields = [
  ...headFields,
  ...fieldsOf("proto:enum trans_id:count rtt:interval query:string qclass:count qclass_name:string qtype:count qtype_name:string rcode:count rcode_name:string AA:bool TC:bool RD:bool RA:bool Z:count answers:vector[string] TTLs:vector[interval] rejected:bool") // prettier-ignore
];

const types: {[type: number]: string} = {1: "A", 12: "PTR", 16: "TXT", 28: "AAAA", 65: "HTTPS"};
const reverse = ".in-addr.arpa";

/** Adds the look-up of a flow to dns.log. */
export function writeDns(linesOf: LinesOf, {flow, uid, bits, nameOf}: Sighting): void {
  const lines = linesOf("dns");
  const multicast = flow.dstPort === 5353;
  const type = multicast ? 12 : flow.client || 1;
  const query = flow.name || (multicast ? "_services._dns-sd._udp.local" : nameOf("10.20.0.25"));
  const inside = flow.name === "" || query.endsWith(reverse);
  const found = flow.answer !== "" || (inside && bits % 4 > 0);
  writeHead(lines, flow, flow.time, uid);
  writeText(lines, "udp");
  writeCount(lines, multicast ? 0 : bits & 0xffff);
  if (flow.respPackets > 0) writeSeconds(lines, flow.duration);
  else writeCount(lines, -1);
  writeText(lines, query);
  writeText(lines, multicast || found ? `1\tC_INTERNET\t${type}\t${types[type] ?? "-"}` : `1\tC_INTERNET\t${type}\t${types[type] ?? "-"}`); // prettier-ignore
  lines.text(multicast ? noAnswer : found ? answer(flow.answer, query, type, bits) : missing);
  lines.byte(lineBreak);
}

const noAnswer = "-\t-\tF\tF\tF\tF\t0\t-\t-\tF";
const missing = "3\tNXDOMAIN\tF\tF\tT\tT\t0\t-\t-\tF";

function answer(address: string, query: string, type: number, bits: number): string {
  const ttl = [60, 120, 300, 3600][bits & 3];
  return `0\tNOERROR\tF\tF\tT\tT\t0\t${dataOf(address, query, type, bits)}\t${ttl}.000000\tF`;
}

/** Returns what is answered: an address, a name, or a text. */
function dataOf(address: string, query: string, type: number, bits: number): string {
  if (type === 1) return address || "10.20.0.25";
  if (type === 12) return "host.office.example";
  if (type === 16) return `TXT 36 ${hexOf(bits, 18)}`;
  return type === 28 ? `2001:db8::${hashed(bits, 5, 5).toString(16).slice(0, 4)}` : query;
}
