import {columnType} from "../readers/kinds/kind.js";
import type {LogKind} from "../readers/kinds/kind.js";
import {findKind} from "../readers/kinds/registry.js";
import type {EventColumn} from "../schema/events.js";
import {byTable} from "../schema/service-tables.js";
import type {ServiceTable} from "../schema/service-tables.js";

/** A column of a table of services; its values are those of the log, or null where the log has none. */
export interface ServiceColumn extends Pick<EventColumn, "name" | "type" | "meaning"> {
  /** The field of the log that it holds, by the sensor’s name; null if Atalaya adds the column. */
  field: string | null;

  /** The SQL that makes it of a record of RAW. */
  sql: string;

  /** Whether it is a text with commas between items, and `\x2c` for one within an item. */
  list: boolean;
}

/** What a table has beside the fields of its kind of log, or by another name. */
interface TableSpec {
  /** The kind of log; defaults to the name of the table. */
  kind?: string;

  /** The columns whose name or SQL is not that of the field. */
  columns?: readonly Pick<ServiceColumn, "name" | "type" | "meaning" | "field" | "sql">[];

  /** The SQL of the name whose registrable domain is the column `domain`; without it there is no such column. */
  domainOf?: string;
}

const domainOf = (what: string) =>
  ({name: "domain", type: "VARCHAR", meaning: `registrable domain of the ${what}`, field: null, sql: "domains.domain"}) as const; // prettier-ignore

/** The tables of which not every column is a field by its own name. */
const specs: Readonly<Partial<Record<ServiceTable, TableSpec>>> = {
  dns: {
    domainOf: "name_of(query)",
    columns: [
      {name: "query", type: "VARCHAR", meaning: "name that was asked for, in lower case", field: null, sql: "name_of(query)"}, // prettier-ignore
      domainOf("query"),
      {name: "qtype", type: "VARCHAR", meaning: "type of the query: A, AAAA, TXT, …", field: "qtype_name", sql: "qtype_name"}, // prettier-ignore
      {name: "rcode", type: "VARCHAR", meaning: "code of the response: NOERROR, NXDOMAIN, …", field: "rcode_name", sql: "rcode_name"}, // prettier-ignore
      {name: "answers", type: "INTEGER", meaning: "number of answers; 0 if there were none", field: null, sql: "CAST(coalesce(len(string_split(answers, ',')), 0) AS INTEGER)"}, // prettier-ignore
      {name: "raw_query", type: "VARCHAR", meaning: "query as the log has it", field: "query", sql: "query"}, // prettier-ignore
      {name: "answer", type: "VARCHAR", meaning: "answers, with commas", field: "answers", sql: "answers"}, // prettier-ignore
      {name: "qtype_number", type: "INTEGER", meaning: "type of the query as a number", field: "qtype", sql: "CAST(qtype AS INTEGER)"}, // prettier-ignore
      {name: "rcode_number", type: "INTEGER", meaning: "code of the response as a number", field: "rcode", sql: "CAST(rcode AS INTEGER)"} // prettier-ignore
    ]
  },
  http: {
    domainOf: "name_of(host_of(host))",
    columns: [
      {name: "method", type: "VARCHAR", meaning: "method of the request", field: "method", sql: "method"}, // prettier-ignore
      {name: "host", type: "VARCHAR", meaning: "host that was asked for, in lower case, no port", field: null, sql: "name_of(host_of(host))"}, // prettier-ignore
      domainOf("host"),
      {name: "uri", type: "VARCHAR", meaning: "path and query of the request", field: "uri", sql: "uri"}, // prettier-ignore
      {name: "user_agent", type: "VARCHAR", meaning: "software that the client states", field: "user_agent", sql: "user_agent"}, // prettier-ignore
      {name: "status", type: "INTEGER", meaning: "status of the response", field: "status_code", sql: "CAST(status_code AS INTEGER)"}, // prettier-ignore
      {name: "request_bytes", type: "BIGINT", meaning: "size of the request’s body, in bytes", field: "request_body_len", sql: "request_body_len"}, // prettier-ignore
      {name: "response_bytes", type: "BIGINT", meaning: "size of the response’s body, in bytes", field: "response_body_len", sql: "response_body_len"}, // prettier-ignore
      {name: "mime_types", type: "VARCHAR", meaning: "types of the response’s body, with commas", field: "resp_mime_types", sql: "resp_mime_types"}, // prettier-ignore
      {name: "raw_host", type: "VARCHAR", meaning: "host as the log has it", field: "host", sql: "host"} // prettier-ignore
    ]
  },
  tls: {
    kind: "ssl",
    domainOf: "name_of(server_name)",
    columns: [
      {name: "version", type: "VARCHAR", meaning: "version of TLS", field: "version", sql: "version"}, // prettier-ignore
      {name: "cipher", type: "VARCHAR", meaning: "cipher suite that the server chose", field: "cipher", sql: "cipher"}, // prettier-ignore
      {name: "server_name", type: "VARCHAR", meaning: "name that the client asked for, lower case", field: null, sql: "name_of(server_name)"}, // prettier-ignore
      domainOf("server name"),
      {name: "established", type: "BOOLEAN", meaning: "whether the handshake was completed", field: "established", sql: "established"}, // prettier-ignore
      {name: "resumed", type: "BOOLEAN", meaning: "whether an earlier session was resumed", field: "resumed", sql: "resumed"}, // prettier-ignore
      {name: "ja3", type: "VARCHAR", meaning: "JA3 fingerprint of the client", field: "ja3", sql: "ja3"}, // prettier-ignore
      {name: "ja3s", type: "VARCHAR", meaning: "JA3S fingerprint of the server", field: "ja3s", sql: "ja3s"}, // prettier-ignore
      {name: "ja4", type: "VARCHAR", meaning: "JA4 fingerprint of the client", field: "ja4", sql: "ja4"}, // prettier-ignore
      {name: "subject", type: "VARCHAR", meaning: "subject of the server’s certificate", field: "subject", sql: "subject"}, // prettier-ignore
      {name: "issuer", type: "VARCHAR", meaning: "issuer of the server’s certificate", field: "issuer", sql: "issuer"}, // prettier-ignore
      {name: "validation", type: "VARCHAR", meaning: "whether the certificate is valid, and why not", field: "validation_status", sql: "validation_status"}, // prettier-ignore
      {name: "raw_server_name", type: "VARCHAR", meaning: "server name as the log has it", field: "server_name", sql: "server_name"} // prettier-ignore
    ]
  },
  ssh: {
    columns: [
      {name: "auth_success", type: "BOOLEAN", meaning: "whether a login succeeded, as far as seen", field: "auth_success", sql: "auth_success"}, // prettier-ignore
      {name: "auth_attempts", type: "INTEGER", meaning: "number of attempts to log in", field: "auth_attempts", sql: "CAST(least(auth_attempts, 2147483647) AS INTEGER)"}, // prettier-ignore
      {name: "direction", type: "VARCHAR", meaning: "INBOUND or OUTBOUND, by the local networks", field: "direction", sql: "direction"}, // prettier-ignore
      {name: "client", type: "VARCHAR", meaning: "banner of the client", field: "client", sql: "client"}, // prettier-ignore
      {name: "server", type: "VARCHAR", meaning: "banner of the server", field: "server", sql: "server"}, // prettier-ignore
      {name: "hassh", type: "VARCHAR", meaning: "HASSH fingerprint of the client", field: "hassh", sql: "hassh"} // prettier-ignore
    ]
  },
  file_transfers: {kind: "files"}
};

const ends: readonly (readonly [name: string, type: ServiceColumn["type"], field: string, meaning: string])[] = [
  ["time", "TIMESTAMP", "ts", "when the record began, in UTC, to the microsecond"],
  ["uid", "VARCHAR", "uid", "the sensor’s identifier of the connection"],
  ["src", "VARCHAR", "id.orig_h", "address of the host that opened the connection"],
  ["src_port", "INTEGER", "id.orig_p", "port at src"],
  ["dst", "VARCHAR", "id.resp_h", "address of the host that was called"],
  ["dst_port", "INTEGER", "id.resp_p", "port at dst"]
]; // prettier-ignore

/** Returns the kind of log whose records *table* holds, and the SQL of the name that its domains are of; null if it has none. */
export function sourceOf(table: ServiceTable): {kind: LogKind; domainOf: string | null} {
  const spec = specs[table] ?? {};
  return {kind: findKind(spec.kind ?? table)!, domainOf: spec.domainOf ?? null};
}

function columnsOf(table: ServiceTable): ServiceColumn[] {
  const {kind} = sourceOf(table);
  const spec = specs[table] ?? {};
  const isList = (field: string | null) =>
    kind.fields.some(({names, kind: read}) => read === "list" && names[0] === field);
  const own = (spec.columns ?? []).map((column) => ({...column, list: isList(column.field)}));
  const named = new Set<string | null>([...ends.map(([name]) => name)]);
  const covered = new Set(own.map(({field}) => field));
  const rest = kind.fields.filter(
    ({column, names}) => !named.has(column) && !covered.has(names[0])
  );
  return [
    {name: "event_id", type: "BIGINT", meaning: "the flow with the same uid; null if no log of connections has it", field: null, sql: "event_id", list: false}, // prettier-ignore
    ...ends.map(([name, type, field, meaning]) => ({name, type, meaning, field, sql: name, list: false})), // prettier-ignore
    ...own,
    ...rest.map(({column, names: [field], kind: read}) => ({
      name: column,
      ...columnType(read, column),
      meaning: `${field} of Zeek’s ${kind.name}.log`,
      field,
      list: read === "list"
    })),
    {name: "file", type: "INTEGER", meaning: "the file that the record is in, as in events", field: null, sql: "file", list: false}, // prettier-ignore
    {name: "line", type: "INTEGER", meaning: "the line of the file, from 1", field: null, sql: "line", list: false} // prettier-ignore
  ];
}

/** The columns of each table of services, in the order in which they are stored; one row a record, in order of time, file and line. */
export const serviceTables = byTable(columnsOf);
