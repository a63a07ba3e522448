import {logKind} from "./kind.js";
import type {LogKind} from "./kind.js";

const files: readonly LogKind[] = [
  logKind({
    name: "x509",
    marks: "certificate.serial certificate.subject certificate.version",
    connection: "never",
    fields: {
      id: {column: "fuid", kind: "text"},
      fingerprint: "text",
      "certificate.version": "count",
      "certificate.serial": "text",
      "certificate.subject": "text",
      "certificate.issuer": "text",
      "certificate.not_valid_before": "text",
      "certificate.not_valid_after": "text",
      "certificate.key_type": "text",
      "certificate.key_length": "count",
      "san.dns": "text"
    }
  }),
  logKind({
    name: "files",
    marks: "tx_hosts rx_hosts seen_bytes analyzers",
    connection: "maybe",
    fields: {
      fuid: "text",
      tx_hosts: "text",
      rx_hosts: "text",
      conn_uids: "text",
      source: "text",
      mime_type: "text",
      filename: "text",
      local_orig: "flag",
      seen_bytes: "count",
      total_bytes: "count",
      md5: "text",
      sha1: "text",
      sha256: "text"
    }
  })
];

const windows: readonly LogKind[] = [
  logKind({
    name: "smb_mapping",
    marks: "share_type native_file_system",
    fields: {path: "text", service: "text", native_file_system: "text", share_type: "text"}
  }),
  logKind({
    name: "smb_files",
    marks: "action+path action+name times.modified",
    fields: {
      fuid: "text",
      action: "text",
      path: "text",
      name: "text",
      size: "count",
      prev_name: "text"
    }
  }),
  logKind({
    name: "dce_rpc",
    marks: "named_pipe endpoint+operation",
    fields: {rtt: "duration", named_pipe: "text", endpoint: "text", operation: "text"}
  }),
  logKind({
    name: "kerberos",
    marks: "request_type renewable forwardable",
    fields: {
      request_type: "text",
      client: "text",
      service: "text",
      success: "flag",
      error_msg: "text",
      till: "text",
      cipher: "text"
    }
  }),
  logKind({
    name: "ntlm",
    marks: "domainname server_nb_computer_name server_dns_computer_name username+hostname",
    fields: {
      username: "text",
      hostname: "text",
      domainname: "text",
      server_nb_computer_name: "text",
      server_dns_computer_name: "text",
      success: "flag",
      status: "text"
    }
  }),
  logKind({
    name: "rdp",
    marks: "security_protocol keyboard_layout client_build cookie+result",
    fields: {
      cookie: "text",
      result: "text",
      security_protocol: "text",
      client_channels: "text",
      keyboard_layout: "text",
      client_build: "text",
      client_name: "text",
      cert_type: "text"
    }
  })
];

const remarks: readonly LogKind[] = [
  logKind({
    name: "weird",
    marks: "name+notice name+addl name+peer",
    connection: "maybe",
    fields: {name: "text", addl: "text", notice: "flag", peer: "text", source: "text"}
  }),
  logKind({
    name: "notice",
    marks: "note suppress_for actions+msg",
    connection: "maybe",
    fields: {
      fuid: "text",
      proto: "text",
      note: "text",
      msg: "text",
      sub: "text",
      src: {column: "notice_src", kind: "text"},
      dst: {column: "notice_dst", kind: "text"},
      p: {column: "notice_port", kind: "port"},
      n: "count",
      actions: "text"
    }
  })
];

/** Zeek’s logs that nothing uses yet: of files, of Windows services, and what the sensor remarked. */
export const furtherKinds: readonly LogKind[] = [...files, ...windows, ...remarks];
