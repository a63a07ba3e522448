import {fieldsAs, logKind} from "./kind.js";
import type {LogKind} from "./kind.js";

/** Zeek’s logs of the services that flows are joined with. https://docs.zeek.org/en/master/logs/ */
export const serviceKinds: readonly LogKind[] = [
  logKind({
    name: "dns",
    use: "names of destinations, and what was asked of resolvers",
    marks: "query qtype qtype_name qclass rcode rcode_name",
    fields: {
      rtt: "duration",
      query: "text",
      qtype: "code",
      qtype_name: "text",
      rcode: "code",
      rcode_name: "text",
      answers: "list",
      ...fieldsAs("text", "proto qclass_name"),
      ...fieldsAs("number", "trans_id qclass Z"),
      ...fieldsAs("list", "TTLs"),
      ...fieldsAs("flag", "AA TC RD RA rejected")
    }
  }),
  logKind({
    name: "http",
    use: "hosts of requests, and user agents",
    marks: "uri resp_mime_types request_body_len status_code+method referrer",
    fields: {
      method: "text",
      host: "text",
      uri: "text",
      user_agent: "text",
      status_code: "code",
      request_body_len: "count",
      response_body_len: "count",
      resp_mime_types: "list",
      ...fieldsAs("text", "referrer version origin status_msg info_msg filename username"),
      ...fieldsAs("number", "trans_depth info_code"),
      ...fieldsAs("list", "tags proxied orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames client_header_names server_header_names cookie_vars uri_vars"), // prettier-ignore
      password: "secret"
    }
  }),
  logKind({
    name: "ssl",
    use: "server names, certificates, and fingerprints of clients (JA3, JA4)",
    marks: "server_name established cert_chain_fuids cert_chain_fps ssl_history validation_status",
    fields: {
      version: "text",
      cipher: "text",
      server_name: "text",
      established: "flag",
      resumed: "flag",
      ja3: "text",
      ja3s: "text",
      ja4: "text",
      subject: "text",
      issuer: "text",
      validation_status: "text",
      ...fieldsAs("text", "curve last_alert next_protocol ssl_history client_subject client_issuer ja4s"), // prettier-ignore
      ...fieldsAs("list", "cert_chain_fuids cert_chain_fps client_cert_chain_fuids client_cert_chain_fps"), // prettier-ignore
      sni_matches_cert: "flag"
    }
  }),
  logKind({
    name: "ssh",
    use: "logins that succeeded, and banners of clients",
    marks: "auth_success auth_attempts kex_alg host_key hassh",
    fields: {
      auth_success: "flag",
      auth_attempts: "count",
      direction: "text",
      client: "text",
      server: "text",
      hassh: "text",
      ...fieldsAs("text", "cipher_alg mac_alg compression_alg kex_alg host_key_alg host_key hasshServer"), // prettier-ignore
      version: "number"
    }
  })
];
