import {fieldsAs, logKind} from "./kind.js";
import type {KindSpec, LogKind} from "./kind.js";
import {protocolKinds} from "./protocols.js";

/** Returns a kind that is read for rules. */
function ofRules(spec: Omit<KindSpec, "use">): LogKind {
  return logKind({...spec, use: "Sigma rules"});
}

const files: readonly LogKind[] = [
  ofRules({
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
      "certificate.not_valid_before": "instant",
      "certificate.not_valid_after": "instant",
      "certificate.key_type": "text",
      "certificate.key_length": "count",
      "san.dns": "list",
      ...fieldsAs("text", "certificate.key_alg certificate.sig_alg certificate.exponent certificate.curve"), // prettier-ignore
      ...fieldsAs("list", "san.uri san.email san.ip"),
      ...fieldsAs("flag", "basic_constraints.ca host_cert client_cert"),
      "basic_constraints.path_len": "number"
    }
  }),
  ofRules({
    name: "files",
    marks: "tx_hosts rx_hosts seen_bytes analyzers",
    connection: "maybe",
    fields: {
      fuid: "text",
      tx_hosts: "list",
      rx_hosts: "list",
      conn_uids: "list",
      source: "text",
      mime_type: "text",
      filename: "text",
      local_orig: "flag",
      seen_bytes: "count",
      total_bytes: "count",
      md5: "text",
      sha1: "text",
      sha256: "text",
      ...fieldsAs("text", "parent_fuid extracted"),
      ...fieldsAs("number", "depth duration missing_bytes overflow_bytes extracted_size"),
      ...fieldsAs("flag", "is_orig timedout extracted_cutoff"),
      analyzers: "list"
    }
  }),
  ofRules({
    name: "pe",
    marks: "is_exe section_names compile_ts",
    connection: "never",
    fields: {
      id: {column: "fuid", kind: "text"},
      ...fieldsAs("text", "machine os subsystem"),
      compile_ts: "instant",
      ...fieldsAs("flag", "is_exe is_64bit uses_aslr uses_dep uses_code_integrity uses_seh has_import_table has_export_table has_cert_table has_debug_data"), // prettier-ignore
      section_names: "list"
    }
  })
];

const windows: readonly LogKind[] = [
  ofRules({
    name: "smb_mapping",
    marks: "share_type native_file_system",
    fields: {path: "text", service: "text", native_file_system: "text", share_type: "text"}
  }),
  ofRules({
    name: "smb_files",
    marks: "action+path action+name times.modified",
    fields: {
      fuid: "text",
      action: "text",
      path: "text",
      name: "text",
      size: "count",
      prev_name: "text",
      ...fieldsAs("instant", "times.modified times.accessed times.created times.changed")
    }
  }),
  ofRules({
    name: "dce_rpc",
    marks: "named_pipe endpoint+operation",
    fields: {rtt: "duration", named_pipe: "text", endpoint: "text", operation: "text"}
  }),
  ofRules({
    name: "kerberos",
    marks: "request_type renewable forwardable",
    fields: {
      request_type: "text",
      client: "text",
      service: "text",
      success: "flag",
      error_msg: "text",
      till: "instant",
      cipher: "text",
      from: {column: "valid_from", kind: "instant"},
      ...fieldsAs("flag", "forwardable renewable"),
      ...fieldsAs("text", "client_cert_subject client_cert_fuid server_cert_subject server_cert_fuid auth_ticket new_ticket"), // prettier-ignore
      error_code: "number"
    }
  }),
  ofRules({
    name: "ntlm",
    marks: "domainname server_nb_computer_name server_dns_computer_name username+hostname",
    fields: {
      username: "text",
      hostname: "text",
      domainname: "text",
      server_nb_computer_name: "text",
      server_dns_computer_name: "text",
      success: "flag",
      status: "text",
      server_tree_name: "text"
    }
  }),
  ofRules({
    name: "rdp",
    marks: "security_protocol keyboard_layout client_build cookie+result",
    fields: {
      cookie: "text",
      result: "text",
      security_protocol: "text",
      client_channels: "list",
      keyboard_layout: "text",
      client_build: "text",
      client_name: "text",
      cert_type: "text",
      ...fieldsAs("text", "client_dig_product_id requested_color_depth encryption_level encryption_method"), // prettier-ignore
      ...fieldsAs("number", "desktop_width desktop_height cert_count"),
      cert_permanent: "flag"
    }
  })
];

const remarks: readonly LogKind[] = [
  ofRules({
    name: "weird",
    marks: "name+notice name+addl name+peer",
    connection: "maybe",
    fields: {name: "text", addl: "text", notice: "flag", peer: "text", source: "text"}
  }),
  ofRules({
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
      actions: "list",
      ...fieldsAs("text", "file_mime_type file_desc peer_descr"),
      ...fieldsAs("list", "email_dest"),
      suppress_for: "number",
      dropped: "flag"
    }
  }),
  ofRules({
    name: "software",
    marks: "software_type unparsed_version",
    connection: "never",
    fields: {
      host: {column: "src", kind: "address"},
      host_p: {column: "src_port", kind: "port"},
      ...fieldsAs("text", "software_type name version.addl unparsed_version url"),
      ...fieldsAs("number", "version.major version.minor version.minor2 version.minor3")
    }
  }),
  ofRules({
    name: "known_services",
    marks: "port_num+port_proto",
    connection: "never",
    fields: {
      host: {column: "dst", kind: "address"},
      port_num: {column: "dst_port", kind: "port"},
      port_proto: "text",
      service: "list"
    }
  })
];

/**
 * Zeek’s logs that rules alone are for: of files, of Windows services, of other protocols, and what the sensor
 * remarked. https://docs.zeek.org/en/master/logs/
 */
export const furtherKinds: readonly LogKind[] = [
  ...files,
  ...windows,
  ...remarks,
  ...protocolKinds.map(ofRules)
];
