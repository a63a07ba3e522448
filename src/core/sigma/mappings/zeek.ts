import {columnsOf, namesOf} from "./mapping.js";
import type {Mapping} from "./mapping.js";

const endpoints = {
  ...columnsOf("text", "uid id.orig_h=src id.resp_h=dst src_ip=src dst_ip=dst SourceIp=src DestinationIp=dst"), // prettier-ignore
  ...columnsOf("time", "ts=time time timestamp=time")
};

const addresses = "src_ip=id.orig_h src_port=id.orig_p dst_ip=id.resp_h dst_port=id.resp_p";

/** The logs of Zeek that this product stores as tables. https://docs.zeek.org/en/master/logs/ */
export const zeekTables: readonly Mapping[] = [
  {
    name: "zeek-conn",
    title: "conn.log of Zeek",
    sources: [
      {product: "zeek", service: "conn"},
      {category: "network", service: "connection"},
      {category: "network_connection", product: "zeek"},
      {category: "firewall"}
    ],
    fields: namesOf(`${addresses} SourceIp=id.orig_h SourcePort=id.orig_p DestinationIp=id.resp_h DestinationPort=id.resp_p Protocol=proto`), // prettier-ignore
    table: {
      table: "flows",
      columns: {
        ...endpoints,
        ...columnsOf("text", "proto Protocol=proto service conn_state history server_name domain client"), // prettier-ignore
        ...columnsOf("number", "id.orig_p=src_port id.resp_p=dst_port src_port dst_port SourcePort=src_port DestinationPort=dst_port duration orig_bytes resp_bytes orig_pkts resp_pkts orig_ip_bytes"), // prettier-ignore
        ...columnsOf("boolean", "local_orig local_resp")
      }
    }
  },
  {
    name: "zeek-dns",
    title: "dns.log of Zeek",
    sources: [
      {product: "zeek", service: "dns"},
      {category: "dns"},
      {category: "network", service: "dns"}
    ],
    fields: namesOf(`${addresses} record_type=qtype_name answer=answers response=answers QueryName=query response_code=rcode_name`), // prettier-ignore
    table: {
      table: "dns",
      columns: {
        ...endpoints,
        ...columnsOf("text", "query QueryName=query domain qtype_name=qtype record_type=qtype rcode_name=rcode response_code=rcode") // prettier-ignore
      }
    }
  },
  {
    name: "zeek-http",
    title: "http.log of Zeek",
    sources: [{product: "zeek", service: "http"}, {category: "proxy"}, {category: "webserver"}],
    fields: namesOf(`${addresses} c-uri=uri c-uri-path=uri cs-uri=uri cs-uri-stem=uri cs-uri-query=uri c-uri-query=uri c-useragent=user_agent cs-user-agent=user_agent cs-method=method cs-host=host r-dns=host sc-status=status_code cs-referrer=referrer cs-referer=referrer cs-bytes=request_body_len sc-bytes=response_body_len c-ip=id.orig_h dst_port=id.resp_p`), // prettier-ignore
    table: {
      table: "http",
      columns: {
        ...endpoints,
        ...columnsOf("text", "c-ip=src method cs-method=method host cs-host=host r-dns=host domain uri c-uri=uri c-uri-path=uri cs-uri=uri cs-uri-stem=uri cs-uri-query=uri c-uri-query=uri user_agent c-useragent=user_agent cs-user-agent=user_agent"), // prettier-ignore
        ...columnsOf("number", "status_code=status sc-status=status request_body_len=request_bytes cs-bytes=request_bytes response_body_len=response_bytes sc-bytes=response_bytes"), // prettier-ignore
        ...columnsOf("list", "resp_mime_types=mime_types")
      }
    }
  },
  {
    name: "zeek-ssl",
    title: "ssl.log of Zeek",
    sources: [{product: "zeek", service: "ssl"}],
    fields: namesOf(addresses),
    table: {
      table: "tls",
      columns: {
        ...endpoints,
        ...columnsOf("text", "version cipher server_name domain ja3 ja3s ja4 subject issuer validation_status=validation"), // prettier-ignore
        ...columnsOf("boolean", "established resumed")
      }
    }
  },
  {
    name: "zeek-ssh",
    title: "ssh.log of Zeek",
    sources: [{product: "zeek", service: "ssh"}],
    fields: namesOf(addresses),
    table: {
      table: "ssh",
      columns: {
        ...endpoints,
        ...columnsOf("text", "direction client server hassh"),
        ...columnsOf("number", "auth_attempts"),
        ...columnsOf("boolean", "auth_success")
      }
    }
  }
];

const others = "smtp smb_files smb_mapping dce_rpc rdp kerberos ntlm x509 files ftp rfb socks snmp sip mysql radius irc dhcp software notice weird tunnel pe"; // prettier-ignore

/** The logs of Zeek of which this product stores no table: rules are matched with them as JSON. */
export const zeekOthers: readonly Mapping[] = others.split(" ").map((service) => ({
  name: `zeek-${service.replace("_", "-")}`,
  title: `${service}.log of Zeek`,
  sources: [{product: "zeek", service}],
  fields: namesOf(addresses)
}));
