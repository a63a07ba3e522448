import {clientOf, hashOfText, hexOf} from "./clients.js";
import {fieldsOf} from "./side-log.js";
import type {LinesOf, Sighting} from "./side-log.js";
import {headFields, lineBreak, writeHead, writeSeconds} from "./zeek-line.js";

/** The fields of ssl.log. */
export const sslFields = [
  ...headFields,
  ...fieldsOf("version:string cipher:string curve:string server_name:string resumed:bool last_alert:string next_protocol:string established:bool ssl_history:string cert_chain_fps:vector[string] client_cert_chain_fps:vector[string] sni_matches_cert:bool validation_status:string ja3:string ja3s:string") // prettier-ignore
];

/** The fields of x509.log. */
export const x509Fields = fieldsOf("ts:time fingerprint:string certificate.version:count certificate.serial:string certificate.subject:string certificate.issuer:string certificate.not_valid_before:time certificate.not_valid_after:time certificate.key_alg:string certificate.sig_alg:string certificate.key_type:string certificate.key_length:count certificate.exponent:string certificate.curve:string san.dns:vector[string] san.uri:vector[string] san.email:vector[string] san.ip:vector[addr] basic_constraints.ca:bool basic_constraints.path_len:count host_cert:bool client_cert:bool"); // prettier-ignore

/** The fields of notice.log. */
export const noticeFields = [
  ...headFields,
  ...fieldsOf("fuid:string file_mime_type:string file_desc:string proto:enum note:enum msg:string sub:string src:addr dst:addr p:port n:count peer_descr:string actions:set[enum] email_dest:set[string] suppress_for:interval remote_location.country_code:string remote_location.region:string remote_location.city:string remote_location.latitude:double remote_location.longitude:double") // prettier-ignore
];

/** Adds the handshake of a flow to ssl.log, and the certificate, where it is in the clear, to x509.log. */
export function writeTls(linesOf: LinesOf, sighting: Sighting): void {
  const {flow, uid, bits, nameOf} = sighting;
  const lines = linesOf("ssl");
  const name = flow.name || nameOf(flow.dst);
  const {ja3, tls} = clientOf(flow.client);
  const time = flow.time + 2_000 + (bits & 0x3fff);
  writeHead(lines, flow, time, uid);
  if (flow.respBytes <= 0) {
    lines.text(`-\t-\t-\t${name}\tF\t-\t-\tF\tC\t-\t-\t-\t-\t${ja3}\t-`);
  } else if (tls === "TLSv13") {
    lines.text("TLSv13\tTLS_AES_128_GCM_SHA256\tx25519\t");
    lines.text(name);
    lines.text("\tF\t-\t-\tT\tCsiI\t-\t-\t-\t-\t");
    lines.text(ja3);
    lines.text("\tf4febc55ea12b31ae17cfb7e614afda8");
  } else {
    writeOlder(lines.text, linesOf, sighting, name, time, ja3);
  }
  lines.byte(lineBreak);
}

function writeOlder(
  write: (text: string) => void,
  linesOf: LinesOf,
  sighting: Sighting,
  name: string,
  time: number,
  ja3: string
): void {
  const resumed = sighting.bits % 5 > 1;
  const hash = hashOfText(name);
  const own = hash % 97 === 0 || name.startsWith("directory"); // signed by nobody that is known
  const chain = resumed ? "-\t-\t-\t-" : `${hexOf(hash, 32)}\t(empty)\tT\t${own ? "self signed certificate" : "ok"}`; // prettier-ignore
  write(`TLSv12\tTLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\tx25519\t${name}\t${resumed ? "T" : "F"}\t-\th2\tT\t${resumed ? "CsiI" : "CsxknGIi"}\t${chain}\t${ja3}\t15af977ce25de452b96affa2addb1036`); // prettier-ignore
  if (resumed) return;
  writeCertificate(linesOf, name, time, own);
  if (own) writeNotice(linesOf, sighting, name, time);
}

function writeCertificate(linesOf: LinesOf, name: string, time: number, own: boolean): void {
  const lines = linesOf("x509");
  const hash = hashOfText(name);
  const issuer = own ? `CN=${name}` : "CN=Example Trust R3,O=Example Trust,C=US";
  writeSeconds(lines, time + 900);
  lines.text(`${hexOf(hash, 32)}\t3\t${hexOf(hash + 1, 9).toUpperCase()}\tCN=${name}\t${issuer}\t1764547200.000000\t1796083200.000000\trsaEncryption\tsha256WithRSAEncryption\trsa\t2048\t65537\t-\t${name}\t-\t-\t-\tF\t-\tT\tF`); // prettier-ignore
  lines.byte(lineBreak);
}

function writeNotice(linesOf: LinesOf, {flow, uid}: Sighting, name: string, time: number): void {
  const lines = linesOf("notice");
  writeHead(lines, flow, time + 1_000, uid);
  lines.text(`-\t-\t-\ttcp\tSSL::Invalid_Server_Cert\tSSL certificate validation failed with (self signed certificate)\tCN=${name}\t${flow.src}\t${flow.dst}\t${flow.dstPort}\t-\t-\tNotice::ACTION_LOG\t(empty)\t3600.000000\t-\t-\t-\t-\t-`); // prettier-ignore
  lines.byte(lineBreak);
}
