import {fileId, writeFile} from "./http-log.js";
import {writeNtlm} from "./login-logs.js";
import {fieldsOf} from "./side-log.js";
import type {LinesOf, Sighting} from "./side-log.js";
import {headFields, lineBreak, writeHead} from "./zeek-line.js";

/** The fields of smb_mapping.log. */
export const smbMappingFields = [
  ...headFields,
  ...fieldsOf("path:string service:string native_file_system:string share_type:string")
];

/** The fields of smb_files.log. */
export const smbFilesFields = [
  ...headFields,
  ...fieldsOf("fuid:string action:enum path:string name:string size:count prev_name:string times.modified:time times.accessed:time times.created:time times.changed:time") // prettier-ignore
];

/** The fields of dce_rpc.log. */
export const dceRpcFields = [
  ...headFields,
  ...fieldsOf("rtt:interval named_pipe:string endpoint:string operation:string")
];

const shares = ["projects", "finance", "public", "home"];
const extensions = ["docx", "xlsx", "pdf", "pptx", "zip", "txt"];
const calls = [
  ["lsass", "samr", "SamrConnect5"],
  ["lsass", "lsarpc", "LsarLookupNames3"],
  ["srvsvc", "srvsvc", "NetrShareEnum"],
  ["netlogon", "netlogon", "NetrLogonSamLogonEx"]
];

/** Adds what a flow did by SMB to the logs of its shares, files and calls. */
export function writeSmb(linesOf: LinesOf, sighting: Sighting): void {
  const {flow, uid, bits, nameOf} = sighting;
  if (flow.service.includes("ntlm")) writeNtlm(linesOf, sighting);
  if (flow.mark?.denied) return;
  const moved = flow.mark !== null; // a service is made where there is an attack, on the share of administrators
  const pipe = moved || flow.service.includes("dce_rpc");
  const share = moved ? "ADMIN$" : pipe ? "IPC$" : shares[bits & 3];
  const path = `\\\\${nameOf(flow.dst)}\\${share}`;
  const lines = linesOf("smb_mapping");
  writeHead(lines, flow, flow.time + 15_000, uid);
  lines.text(`${path}\t-\t${share === "IPC$" ? "-\tPIPE" : "NTFS\tDISK"}`);
  lines.byte(lineBreak);
  if (pipe) writeCall(linesOf, sighting, moved ? ["svcctl", "svcctl", "CreateServiceW"] : calls[bits & 3]); // prettier-ignore
  if (share !== "IPC$") writeSharedFile(linesOf, sighting, path, moved);
}

function writeSharedFile(linesOf: LinesOf, sighting: Sighting, path: string, moved: boolean): void {
  const {flow, uid, bits} = sighting;
  const bytes = Math.max(flow.origBytes, flow.respBytes) - 2_000;
  const read = flow.respBytes >= flow.origBytes;
  const name = moved ? `svc${bits % 100}.exe` : `doc-${bits % 5000}.${extensions[bits % 6]}`;
  const copied = bytes > 20_000;
  const fuid = copied ? fileId(bits) : "-";
  const lines = linesOf("smb_files");
  const created = `${1_750_000_000 + (bits % 20_000_000)}.000000`;
  writeHead(lines, flow, flow.time + 30_000, uid);
  lines.text(`${fuid}\tSMB::FILE_OPEN\t${path}\t${name}\t${Math.max(0, bytes)}\t-\t${created}\t${created}\t${created}\t${created}`); // prettier-ignore
  lines.byte(lineBreak);
  if (!copied) return;
  const kind = read ? "application/zip" : "application/x-dosexec";
  writeFile(linesOf, sighting, {source: "SMB", fuid, kind: moved ? kind : "application/zip", name, bytes}); // prettier-ignore
}

function writeCall(linesOf: LinesOf, {flow, uid, bits}: Sighting, call: readonly string[]): void {
  const lines = linesOf("dce_rpc");
  writeHead(lines, flow, flow.time + 22_000, uid);
  lines.text(`0.000${100 + (bits % 900)}\t\\pipe\\${call[0]}\t${call[1]}\t${call[2]}`);
  lines.byte(lineBreak);
}
