import {namesOf} from "./mapping.js";
import type {Mapping} from "./mapping.js";

const addresses = "src_ip=src_ip dst_ip=dest_ip dst_port=dest_port src_port=src_port";

/** Logs of network sensors, proxies and clouds, as JSON. */
export const networkMappings: readonly Mapping[] = [
  {
    name: "suricata-dns",
    title: "events of Suricata of type dns",
    sources: [
      {product: "suricata", service: "dns", when: {event_type: ["dns"]}},
      {category: "dns", when: {event_type: ["dns"]}}
    ],
    fields: namesOf(`${addresses} query=dns.rrname record_type=dns.rrtype answer=dns.answers.rdata response_code=dns.rcode QueryName=dns.rrname`) // prettier-ignore
  },
  {
    name: "suricata-http",
    title: "events of Suricata of type http",
    sources: [
      {product: "suricata", service: "http", when: {event_type: ["http"]}},
      {category: "proxy", when: {event_type: ["http"]}},
      {category: "webserver", when: {event_type: ["http"]}}
    ],
    fields: namesOf(`${addresses} c-uri=http.url c-uri-path=http.url cs-uri=http.url cs-uri-stem=http.url cs-uri-query=http.url c-uri-query=http.url c-useragent=http.http_user_agent cs-user-agent=http.http_user_agent cs-method=http.http_method cs-host=http.hostname r-dns=http.hostname sc-status=http.status cs-referrer=http.http_refer cs-referer=http.http_refer`) // prettier-ignore
  },
  {
    name: "suricata-alert",
    title: "events of Suricata of type alert",
    sources: [
      {product: "suricata", service: "alert", when: {event_type: ["alert"]}},
      {product: "suricata"}
    ],
    fields: namesOf(`${addresses} signature=alert.signature signature_id=alert.signature_id`)
  },
  {
    name: "suricata-flow",
    title: "events of Suricata of type flow",
    sources: [
      {product: "suricata", service: "flow", when: {event_type: ["flow"]}},
      {category: "firewall", when: {event_type: ["flow"]}},
      {category: "network", service: "connection", when: {event_type: ["flow"]}}
    ],
    fields: namesOf(addresses)
  },
  {
    name: "dns",
    title: "DNS records with the names of rules: query, record_type, answer",
    sources: [{category: "dns"}, {category: "network", service: "dns"}],
    fields: {}
  },
  {
    name: "proxy",
    title: "records of a proxy in W3C names: c-uri, cs-method, sc-status",
    sources: [{category: "proxy"}],
    fields: namesOf("c-useragent=cs(User-Agent) c-uri-path=cs-uri-path c-uri-query=cs-uri-query c-uri-extension=cs-uri-extension cs-referrer=cs(Referer) cs-cookie=cs(Cookie) cs-content-type=cs(Content-Type)") // prettier-ignore
  },
  {
    name: "webserver",
    title: "records of a web server in W3C names: cs-uri-stem, cs-method, sc-status",
    sources: [{category: "webserver"}, {product: "apache"}, {product: "nginx"}, {service: "apache"}, {service: "nginx"}], // prettier-ignore
    fields: namesOf("cs-user-agent=cs(User-Agent) cs-referer=cs(Referer) cs-cookie=cs(Cookie) cs-content-type=cs(Content-Type)") // prettier-ignore
  },
  {
    name: "firewall",
    title: "records of a firewall with the names of rules: src_ip, dst_ip, dst_port, action",
    sources: [{category: "firewall"}],
    fields: {}
  },
  {
    name: "cisco",
    title: "records of routers and switches of Cisco: commands, and messages of protocols",
    sources: ["aaa", "bgp", "ldp", "syslog"].map((service) => ({product: "cisco", service})),
    fields: {}
  },
  {
    name: "routers",
    title: "records of BGP of Huawei and Juniper",
    sources: ["huawei", "juniper"].map((product) => ({product, service: "bgp"})),
    fields: {}
  },
  {
    name: "fortigate",
    title: "events of a FortiGate with its own names: action, cfgpath, cfgobj",
    sources: [{product: "fortigate", service: "event"}],
    fields: {}
  },
  {
    name: "cloudtrail",
    title: "CloudTrail of AWS",
    sources: [{product: "aws", service: "cloudtrail"}],
    fields: {}
  }
];
