import {isLocal} from "../cast.js";
import type {Flow} from "../flow.js";
import {clientOf, hashOfText, hexOf} from "./clients.js";
import {fieldsOf} from "./side-log.js";
import type {LinesOf, Sighting} from "./side-log.js";
import {headFields, lineBreak, writeHead} from "./zeek-line.js";

/** The fields of ssh.log. */
export const sshFields = [
  ...headFields,
  ...fieldsOf("version:count auth_success:bool auth_attempts:count direction:enum client:string server:string cipher_alg:string mac_alg:string compression_alg:string kex_alg:string host_key_alg:string host_key:string") // prettier-ignore
];

/** The fields of kerberos.log. */
export const kerberosFields = [
  ...headFields,
  ...fieldsOf("request_type:string client:string service:string success:bool error_msg:string from:time till:time cipher:string forwardable:bool renewable:bool client_cert_subject:string client_cert_fuid:string server_cert_subject:string server_cert_fuid:string") // prettier-ignore
];

/** The fields of ntlm.log. */
export const ntlmFields = [
  ...headFields,
  ...fieldsOf("username:string hostname:string domainname:string server_nb_computer_name:string server_dns_computer_name:string server_tree_name:string success:bool") // prettier-ignore
];

/** The fields of rdp.log. */
export const rdpFields = [
  ...headFields,
  ...fieldsOf("cookie:string result:string security_protocol:string client_channels:vector[string] keyboard_layout:string client_build:string client_name:string client_dig_product_id:string desktop_width:count desktop_height:count requested_color_depth:string cert_type:string cert_count:count cert_permanent:bool encryption_level:string encryption_method:string") // prettier-ignore
];

/** Adds the session of a flow to ssh.log. */
export function writeSsh(linesOf: LinesOf, {flow, uid, bits}: Sighting): void {
  const lines = linesOf("ssh");
  const denied = flow.mark?.denied ?? false;
  const success = denied ? (bits % 3 ? "F" : "-") : "T";
  writeHead(lines, flow, flow.time + 90_000 + (bits & 0xffff), uid);
  lines.text(`2\t${success}\t${denied ? 1 + (bits % 3) : 1}\t${directionOf(flow)}\t`);
  lines.text(clientOf(flow.client).banner);
  lines.text(`\tSSH-2.0-OpenSSH_9.6\tchacha20-poly1305@openssh.com\tumac-64-etm@openssh.com\tnone\tcurve25519-sha256\tssh-ed25519\t${hostKey(flow.dst)}`); // prettier-ignore
  lines.byte(lineBreak);
}

function directionOf({src, dst}: Flow): string {
  if (isLocal(src)) return isLocal(dst) ? "-" : "OUTBOUND";
  return isLocal(dst) ? "INBOUND" : "-";
}

function hostKey(address: string): string {
  return hexOf(hashOfText(address), 16).replace(/(..)(?!$)/g, "$1:");
}

/** Adds the request of a flow to kerberos.log. */
export function writeKerberos(linesOf: LinesOf, {flow, uid, bits, nameOf}: Sighting): void {
  const lines = linesOf("kerberos");
  const denied = flow.mark?.denied ?? bits % 61 === 0;
  const first = denied || bits % 3 === 0;
  const user = flow.mark?.denied ? `u${bits % 900}` : userOf(flow.src);
  const service = first ? "krbtgt/OFFICE.EXAMPLE" : `cifs/${nameOf("10.20.6.20")}`;
  writeHead(lines, flow, flow.time + 500, uid);
  lines.text(`${first ? "AS" : "TGS"}\t${user}/OFFICE.EXAMPLE\t${service}\t`);
  lines.text(denied ? "F\tKDC_ERR_PREAUTH_FAILED\t" : "T\t-\t");
  lines.text("-\t2136422885.000000\taes256-cts-hmac-sha1-96\tT\tT\t-\t-\t-\t-");
  lines.byte(lineBreak);
}

/** Adds the login of a flow to ntlm.log. */
export function writeNtlm(linesOf: LinesOf, {flow, uid, bits, nameOf}: Sighting): void {
  const lines = linesOf("ntlm");
  const denied = flow.mark?.denied ?? false;
  const user = denied ? `u${bits % 900}` : userOf(flow.src);
  const server = nameOf(flow.dst);
  const short = server.slice(0, server.indexOf(".")).toUpperCase();
  writeHead(lines, flow, flow.time + 12_000, uid);
  lines.text(`${user}\t${shortOf(nameOf, flow.src)}\tOFFICE\t${short}\t${server}\toffice.example\t${denied ? "F" : "T"}`); // prettier-ignore
  lines.byte(lineBreak);
}

/** Adds the session of a flow to rdp.log. */
export function writeRdp(linesOf: LinesOf, {flow, uid, bits, nameOf}: Sighting): void {
  const lines = linesOf("rdp");
  const cookie = flow.mark?.denied ? `u${bits % 900}` : userOf(flow.src);
  writeHead(lines, flow, flow.time + 20_000, uid);
  lines.text(`${cookie}\tencrypted\tHYBRID\t-\t-\t-\t${shortOf(nameOf, flow.src)}\t-\t-\t-\t-\t-\t0\t-\t-\t-`); // prettier-ignore
  lines.byte(lineBreak);
}

function userOf(address: string): string {
  return `user${address.slice(6).replace(".", "-")}`;
}

function shortOf(nameOf: (address: string) => string, address: string): string {
  const name = nameOf(address);
  return name.slice(0, name.indexOf(".")).toUpperCase();
}
