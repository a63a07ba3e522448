import type {EventColumn} from "./events.js";

/** A column of a table of services; its values are those of the log, or null where the log has none. */
export type ServiceColumn = Pick<EventColumn, "name" | "type" | "meaning">;

/** The tables of services in SILVER: a Parquet file a day each, where there are such logs. */
export type ServiceTable = "dns" | "http" | "tls" | "ssh";

const ofEveryTable: readonly ServiceColumn[] = [
  {
    name: "event_id",
    type: "BIGINT",
    meaning: "the flow with the same uid; null if no log of connections has it"
  },
  {name: "time", type: "TIMESTAMP", meaning: "when the record began, in UTC, to the microsecond"},
  {name: "uid", type: "VARCHAR", meaning: "the sensor’s identifier of the connection"},
  {name: "src", type: "VARCHAR", meaning: "address of the host that opened the connection"},
  {name: "dst", type: "VARCHAR", meaning: "address of the host that was called"}
];

/** The columns of each table of services, in the order in which they are stored; one row a record. */
export const serviceTables: Readonly<Record<ServiceTable, readonly ServiceColumn[]>> = {
  dns: [
    ...ofEveryTable,
    {name: "query", type: "VARCHAR", meaning: "name that was asked for, in lower case"},
    {name: "domain", type: "VARCHAR", meaning: "registrable domain of the query"},
    {name: "qtype", type: "VARCHAR", meaning: "type of the query: A, AAAA, TXT, …"},
    {name: "rcode", type: "VARCHAR", meaning: "code of the response: NOERROR, NXDOMAIN, …"},
    {name: "answers", type: "INTEGER", meaning: "number of answers; 0 if there were none"}
  ],
  http: [
    ...ofEveryTable,
    {name: "method", type: "VARCHAR", meaning: "method of the request"},
    {name: "host", type: "VARCHAR", meaning: "host that was asked for, in lower case, no port"},
    {name: "domain", type: "VARCHAR", meaning: "registrable domain of the host"},
    {name: "uri", type: "VARCHAR", meaning: "path and query of the request"},
    {name: "user_agent", type: "VARCHAR", meaning: "software that the client states"},
    {name: "status", type: "INTEGER", meaning: "status of the response"},
    {name: "request_bytes", type: "BIGINT", meaning: "size of the request’s body, in bytes"},
    {name: "response_bytes", type: "BIGINT", meaning: "size of the response’s body, in bytes"},
    {name: "mime_types", type: "VARCHAR", meaning: "types of the response’s body, with commas"}
  ],
  tls: [
    ...ofEveryTable,
    {name: "version", type: "VARCHAR", meaning: "version of TLS"},
    {name: "cipher", type: "VARCHAR", meaning: "cipher suite that the server chose"},
    {name: "server_name", type: "VARCHAR", meaning: "name that the client asked for, lower case"},
    {name: "domain", type: "VARCHAR", meaning: "registrable domain of the server name"},
    {name: "established", type: "BOOLEAN", meaning: "whether the handshake was completed"},
    {name: "resumed", type: "BOOLEAN", meaning: "whether an earlier session was resumed"},
    {name: "ja3", type: "VARCHAR", meaning: "JA3 fingerprint of the client"},
    {name: "ja3s", type: "VARCHAR", meaning: "JA3S fingerprint of the server"},
    {name: "ja4", type: "VARCHAR", meaning: "JA4 fingerprint of the client"},
    {name: "subject", type: "VARCHAR", meaning: "subject of the server’s certificate"},
    {name: "issuer", type: "VARCHAR", meaning: "issuer of the server’s certificate"},
    {name: "validation", type: "VARCHAR", meaning: "whether the certificate is valid, and why not"}
  ],
  ssh: [
    ...ofEveryTable,
    {name: "auth_success", type: "BOOLEAN", meaning: "whether a login succeeded, as far as seen"},
    {name: "auth_attempts", type: "INTEGER", meaning: "number of attempts to log in"},
    {name: "direction", type: "VARCHAR", meaning: "INBOUND or OUTBOUND, by the local networks"},
    {name: "client", type: "VARCHAR", meaning: "banner of the client"},
    {name: "server", type: "VARCHAR", meaning: "banner of the server"},
    {name: "hassh", type: "VARCHAR", meaning: "HASSH fingerprint of the client"}
  ]
};

/** Returns the path in SILVER of the flows and features of a day, as `2024-04-19`. */
export function flowsPath(day: string): string {
  return `day=${day}/features.parquet`;
}

/** Returns the path in SILVER of a table of services of a day. */
export function servicePath(day: string, table: ServiceTable): string {
  return `day=${day}/${table}.parquet`;
}

/** Returns whether *path* in SILVER is that of the flows and features of a day. */
export function isFlows(path: string): boolean {
  return path.endsWith("/features.parquet");
}

/** Returns whether *path* in SILVER is that of a table of services of a day. */
export function isService(path: string, table: ServiceTable): boolean {
  return path.endsWith(`/${table}.parquet`);
}
