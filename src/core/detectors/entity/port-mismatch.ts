import type {EntityDetector} from "./entity-detector.js";
import {firstsSql, rarity} from "./rarity.js";
import {inList} from "./sql.js";
import {count, counted, portName} from "./wording.js";

/** The ports at which a service is usual, by the names that Zeek gives it. */
const usualPorts: {[service: string]: readonly number[]} = {
  ssh: [22],
  http: [80, 81, 3128, 5985, 8000, 8008, 8080, 8081, 8888],
  ssl: [443, 465, 563, 587, 636, 853, 989, 990, 993, 995, 3269, 5061, 5223, 5228, 8443, 8883],
  dns: [53, 137, 5353, 5355],
  smtp: [25, 465, 587],
  ftp: [21],
  rdp: [3389],
  smb: [139, 445],
  irc: [194, 6665, 6666, 6667, 6668, 6669]
};

/** The usual services and ports, as rows of SQL: a look-up is quicker than the condition. */
const usual = Object.entries(usualPorts)
  .flatMap(([service, ports]) => ports.map((port) => `('${service}', ${port})`))
  .join(", ");

const unusual = Object.entries(usualPorts)
  .map(([service, ports]) => `service = '${service}' AND port NOT IN ${inList(ports)}`)
  .join(" OR ");

/** A service at a port that is not its own: a way round a filter. */
export const portMismatch: EntityDetector = {
  name: "port-mismatch",
  title: "Service at an unusual port",
  techniques: ["T1571"],
  supporting: true,
  key: "local source, service, port",
  measure: "ln((N + 1) / (k + ½)), k of N local hosts used the service at the port before",
  eligibility: "the first hour of the key, where the sensor recognised the service",
  reference: "information of an event of that probability, estimated with half an observation",
  tail: {new: 2, known: 2, scale: 0.7},
  summary: {
    table: "unusual_services",
    hosts: ["src"],
    sql: () => `
      SELECT src, service, port, h, count(*) AS m, count(DISTINCT dst) AS hosts
      FROM (
        SELECT src, dst, service, port, h FROM day_flows
        WHERE src_local AND NOT to_group AND NOT failed AND service IN ${inList(Object.keys(usualPorts))}
      ) ANTI JOIN (VALUES ${usual}) AS usual(service, port) USING (service, port)
      GROUP BY src, service, port, h`
  },
  sql: ({localSources}) => `
    SELECT src AS entity, 'actor' AS role, src, NULL AS dst, port, h AS "from", h AS "to", 'new' AS stratum, m, hosts,
      k, ${localSources}::DOUBLE AS n, list_position(${inList(Object.keys(usualPorts)).replace("(", "[").replace(")", "]")}, service) AS service
    FROM (${firstsSql("unusual_services", "src", "service, port", "src, service, port, h, m, hosts")})`,
  magnitude: rarity,
  rawMagnitude: rarity,
  sentence: ({src, port, facts: {m, hosts, k, n, service}}) =>
    `${counted(m, "connection")} of ${Object.keys(usualPorts)[service - 1]} from ${src} to ${counted(hosts, "host")} at ${portName(port!)}, where ${count(k)} of ${count(n)} local hosts spoke it before`,
  behaviour: ({port, facts: {service}}) =>
    `${Object.keys(usualPorts)[service - 1]} at ${portName(port!)}`,
  joins: ["src"],
  covers: `f.port = e.port AND NOT f.failed AND NOT f.to_group AND (${unusual.replaceAll("service", "f.service").replaceAll("port NOT", "f.port NOT")})`
};
