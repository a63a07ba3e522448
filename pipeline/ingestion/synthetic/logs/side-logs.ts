import type {Cast} from "../cast.js";
import type {Flow} from "../flow.js";
import {dnsFields, writeDns} from "./dns-log.js";
import {filesFields, httpFields, writeHttp} from "./http-log.js";
import {kerberosFields, ntlmFields, rdpFields, sshFields, writeKerberos, writeRdp, writeSsh} from "./login-logs.js"; // prettier-ignore
import {bitsOf, fieldsOf} from "./side-log.js";
import type {LinesOf, NameOf, SideKind, Sighting} from "./side-log.js";
import {dceRpcFields, smbFilesFields, smbMappingFields, writeSmb} from "./smb-logs.js";
import {noticeFields, sslFields, writeTls, x509Fields} from "./tls-log.js";
import {headFields, lineBreak, writeHead} from "./zeek-line.js";
import type {Fields} from "./zeek-line.js";

const weirdFields = [
  ...headFields,
  ...fieldsOf("name:string addl:string notice:bool peer:string source:string")
];

/** The fields of each log beside conn.log. */
export const sideFields: Readonly<Record<SideKind, Fields>> = {
  dns: dnsFields,
  http: httpFields,
  ssl: sslFields,
  x509: x509Fields,
  ssh: sshFields,
  files: filesFields,
  smb_mapping: smbMappingFields,
  smb_files: smbFilesFields,
  dce_rpc: dceRpcFields,
  kerberos: kerberosFields,
  ntlm: ntlmFields,
  rdp: rdpFields,
  weird: weirdFields,
  notice: noticeFields
};

/**
 * Returns the function that adds what Zeek would say of a flow beside conn.log. Nothing is drawn: what conn.log does
 * not say follows from the flow itself, so that conn.log is the same bytes with and without these.
 */
export function sideWriter(cast: Cast, linesOf: LinesOf): (flow: Flow, uid: Uint8Array) => void {
  const nameOf = hostNames(cast);
  return (flow, uid) => {
    if (flow.state === "OTH" && flow.proto === "tcp") writeWeird(linesOf, flow, uid);
    if (flow.service !== "-") writeService(linesOf, {flow, uid, bits: bitsOf(flow), nameOf});
  };
}

function writeService(linesOf: LinesOf, sighting: Sighting): void {
  switch (sighting.flow.service) {
    case "ssl":
      return writeTls(linesOf, sighting);
    case "dns":
      return writeDns(linesOf, sighting);
    case "http":
      return writeHttp(linesOf, sighting);
    case "ssh":
      return writeSsh(linesOf, sighting);
    case "krb_tcp":
      return writeKerberos(linesOf, sighting);
    case "rdp":
      return writeRdp(linesOf, sighting);
    case "gssapi,smb":
    case "gssapi,ntlm,smb":
    case "gssapi,smb,dce_rpc":
      return writeSmb(linesOf, sighting);
  }
}

function writeWeird(linesOf: LinesOf, flow: Flow, uid: Uint8Array): void {
  const lines = linesOf("weird");
  writeHead(lines, flow, flow.time, uid);
  lines.text("data_before_established\t-\tF\tzeek\tTCP");
  lines.byte(lineBreak);
}

/** Returns the function from an address to its name; servers are named after what they do. */
function hostNames({servers, newServer}: Cast): NameOf {
  const names = new Map<string, string>([[newServer, "portal.office.example"]]);
  for (const [role, addresses] of Object.entries(servers) as [string, readonly string[]][]) {
    addresses.forEach((address, i) => {
      names.set(address, `${role}${i ? i + 1 : ""}.office.example`);
    });
  }
  return (address) =>
    names.get(address) ?? `pc-${address.slice(6).replace(".", "-")}.office.example`;
}
