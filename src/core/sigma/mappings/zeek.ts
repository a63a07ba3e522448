import {byTable, serviceTableNames} from "../../schema/service-tables.js";
import type {ServiceTable} from "../../schema/service-tables.js";
import {serviceTables, sourceOf} from "../../services/service-columns.js";
import type {ServiceColumn} from "../../services/service-columns.js";
import {columnsOf, namesOf} from "./mapping.js";
import type {ColumnType, MappedColumn, Mapping, MappedSource} from "./mapping.js";

const endpoints = {
  ...columnsOf("text", "uid id.orig_h=src id.resp_h=dst src_ip=src dst_ip=dst SourceIp=src DestinationIp=dst"), // prettier-ignore
  ...columnsOf("number", "id.orig_p=src_port id.resp_p=dst_port src_port dst_port SourcePort=src_port DestinationPort=dst_port"), // prettier-ignore
  ...columnsOf("time", "ts=time time timestamp=time")
};

const addresses = "src_ip=id.orig_h src_port=id.orig_p dst_ip=id.resp_h dst_port=id.resp_p SourceIp=id.orig_h SourcePort=id.orig_p DestinationIp=id.resp_h DestinationPort=id.resp_p"; // prettier-ignore

const connections: Mapping = {
  name: "zeek-conn",
  title: "conn.log of Zeek",
  sources: [
    {product: "zeek", service: "conn"},
    {category: "network", service: "connection"},
    {category: "network_connection", product: "zeek"},
    {category: "firewall"}
  ],
  fields: namesOf(`${addresses} Protocol=proto`),
  table: {
    table: "flows",
    columns: {
      ...endpoints,
      ...columnsOf("text", "proto Protocol=proto service conn_state history server_name domain client"), // prettier-ignore
      ...columnsOf("number", "duration orig_bytes resp_bytes orig_pkts resp_pkts orig_ip_bytes"),
      ...columnsOf("boolean", "local_orig local_resp")
    }
  }
};

/** The log sources of rules and the names in them, of those tables that are for more than Zeek’s own name of the log. */
const known: Readonly<Partial<Record<ServiceTable, {sources?: MappedSource[]; names?: string}>>> = {
  dns: {
    sources: [{category: "dns"}, {category: "network", service: "dns"}],
    names: "record_type=qtype_name answer=answers response=answers QueryName=query response_code=rcode_name" // prettier-ignore
  },
  http: {
    sources: [{category: "proxy"}, {category: "webserver"}],
    names: "c-uri=uri c-uri-path=uri cs-uri=uri cs-uri-stem=uri cs-uri-query=uri c-uri-query=uri c-useragent=user_agent cs-user-agent=user_agent cs-method=method http.method=method cs-host=host r-dns=host sc-status=status_code cs-referrer=referrer cs-referer=referrer cs-bytes=request_body_len sc-bytes=response_body_len c-ip=id.orig_h cs-username=username cs-content-type=orig_mime_types cs-cookie=cookie_vars" // prettier-ignore
  }
};

const types: Readonly<Record<ServiceColumn["type"], ColumnType>> = {
  VARCHAR: "text",
  BIGINT: "number",
  INTEGER: "number",
  DOUBLE: "number",
  BOOLEAN: "boolean",
  TIMESTAMP: "time"
};

/** Returns the columns of *table* by the names of Zeek’s fields, and the domain that Atalaya adds. */
function tableColumns(table: ServiceTable): Record<string, MappedColumn> {
  const entries = serviceTables[table].flatMap(({name, type, field, list}) => {
    const column: MappedColumn = {column: name, type: list ? "list" : types[type]};
    const key = field ?? (name === "domain" ? name : null);
    return key === null ? [] : [[key, column] as const];
  });
  return Object.fromEntries(entries);
}

const services = byTable((table): Mapping => {
  const {kind} = sourceOf(table);
  const {sources = [], names} = known[table] ?? {};
  const fields = namesOf(names === undefined ? addresses : `${addresses} ${names}`);
  const columns = new Map(Object.entries({...tableColumns(table), ...endpoints}));
  for (const [rule, event] of Object.entries(fields)) {
    const column = columns.get(event);
    if (column && !columns.has(rule)) columns.set(rule, column);
  }
  return {
    name: `zeek-${kind.name.replace("_", "-")}`,
    title: `${kind.name}.log of Zeek`,
    sources: [{product: "zeek", service: kind.name}, ...sources],
    fields,
    table: {table, columns: Object.fromEntries(columns)}
  };
});

/** The logs of Zeek that this product stores as tables. https://docs.zeek.org/en/master/logs/ */
export const zeekTables: readonly Mapping[] = [
  connections,
  ...serviceTableNames.map((table) => services[table])
];
