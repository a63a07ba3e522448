import {hexOf, clientOf} from "./clients.js";
import {fieldsOf} from "./side-log.js";
import type {LinesOf, Sighting} from "./side-log.js";
import {headFields, lineBreak, writeHead, writeSeconds, writeText} from "./zeek-line.js";

/** The fields of http.log. */
export const httpFields = [
  ...headFields,
  ...fieldsOf("trans_depth:count method:string host:string uri:string referrer:string version:string user_agent:string origin:string request_body_len:count response_body_len:count status_code:count status_msg:string info_code:count info_msg:string tags:set[enum] username:string password:string proxied:set[string] orig_fuids:vector[string] orig_filenames:vector[string] orig_mime_types:vector[string] resp_fuids:vector[string] resp_filenames:vector[string] resp_mime_types:vector[string]") // prettier-ignore
];

/** The fields of files.log. */
export const filesFields = fieldsOf("ts:time fuid:string uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port source:string depth:count analyzers:set[string] mime_type:string filename:string duration:interval local_orig:bool is_orig:bool seen_bytes:count total_bytes:count missing_bytes:count overflow_bytes:count timedout:bool parent_fuid:string md5:string sha1:string sha256:string extracted:string extracted_cutoff:bool extracted_size:count"); // prettier-ignore

const paths = ["/", "/index.html", "/news", "/assets/app.js", "/assets/site.css", "/img/logo.png", "/api/v1/status", "/search?q=", "/feed.xml", "/download/latest"]; // prettier-ignore
const kinds = ["text/html", "text/html", "text/html", "text/plain", "text/plain", "image/png", "text/json", "text/html", "application/xml", "application/x-dosexec"]; // prettier-ignore

/** Adds the request of a flow to http.log, and what it carried to files.log. */
export function writeHttp(linesOf: LinesOf, sighting: Sighting): void {
  const {flow, uid, bits, nameOf} = sighting;
  if (flow.origBytes <= 0) return;
  const lines = linesOf("http");
  const remote = flow.dstPort === 5985; // management of Windows speaks HTTP too
  const k = bits % paths.length;
  const host = flow.name || nameOf(flow.dst);
  const body = Math.max(0, flow.respBytes - 320);
  const fuid = body > 0 ? fileId(bits) : "-";
  const path = remote
    ? "/wsman"
    : paths[k] === "/search?q="
      ? `/search?q=${bits % 1000}`
      : paths[k];
  const agent = remote ? "Microsoft WinRM Client" : clientOf(flow.client).agent;
  const failed = bits % 29 === 0;
  writeHead(lines, flow, flow.time + 1_500 + (bits & 0xfff), uid);
  writeText(lines, `1\t${remote ? "POST" : "GET"}\t${host}\t${path}\t-\t1.1`);
  writeText(lines, agent);
  lines.text(`-\t${remote ? Math.max(0, flow.origBytes - 400) : 0}\t${body}\t${failed ? "404\tNot Found" : "200\tOK"}\t-\t-\t(empty)\t-\t-\t-\t-\t-\t-\t${fuid}\t-\t${body > 0 ? kinds[k] : "-"}`); // prettier-ignore
  lines.byte(lineBreak);
  if (body > 0) writeFile(linesOf, sighting, {source: "HTTP", fuid, kind: kinds[k], name: "-", bytes: body}); // prettier-ignore
}

interface SeenFile {
  source: "HTTP" | "SMB";
  fuid: string;
  kind: string;
  name: string;
  bytes: number;
}

/** Adds a file that a flow carried to files.log. */
export function writeFile(linesOf: LinesOf, {flow, uid, bits}: Sighting, file: SeenFile): void {
  const lines = linesOf("files");
  const {source, fuid, kind, name, bytes} = file;
  writeSeconds(lines, flow.time + 4_000 + (bits & 0x3fff));
  writeText(lines, fuid);
  lines.piece(uid);
  lines.text(`\t${flow.src}\t${flow.srcPort}\t${flow.dst}\t${flow.dstPort}\t${source}\t0\tMD5,SHA1\t${kind}\t${name}\t`); // prettier-ignore
  writeSeconds(lines, Math.max(0, Math.min(flow.duration >> 1, 2_000_000)));
  lines.text(`-\tF\t${bytes}\t${bytes}\t0\t0\tF\t-\t${hexOf(bits, 16)}\t${hexOf(bits + 1, 20)}\t-\t-\t-\t-`); // prettier-ignore
  lines.byte(lineBreak);
}

/** Returns the identifier of a file, as Zeek’s are. */
export function fileId(bits: number): string {
  return `F${hexOf(bits, 8)}`;
}
