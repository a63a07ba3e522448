/** A column of the canonical event: what it is called in every table, page and document. */
export interface EventColumn {
  /** The name of the column, in SQL and in TypeScript. */
  name: string;

  /** The DuckDB type of the column. */
  type: "BIGINT" | "INTEGER" | "DOUBLE" | "VARCHAR" | "TIMESTAMP" | "BOOLEAN";

  /** The name of the field in a Zeek conn.log; null if Atalaya adds the column. */
  zeek: string | null;

  /** What the column says. */
  meaning: string;

  /** The unit of the values, or null where they have none. */
  unit: string | null;

  /** What a null in the column means. */
  nullMeans: string;
}

const never = "never null";
const unset = "the sensor left the field unset";
const unlabelled = "the log has no labels, or none on this line";

/**
 * The columns of a network flow event, in the order in which they are stored. One event is one
 * accepted line of a log. Field names on the right are those of Zeek’s conn.log
 * (https://docs.zeek.org/en/master/logs/conn.html).
 */
export const eventColumns: readonly EventColumn[] = [
  {
    name: "event_id",
    type: "BIGINT",
    zeek: null,
    meaning:
      "number of the event: 2^29 times the slot of its file, plus its place among the events of the file, from 0",
    unit: null,
    nullMeans: never
  },
  {
    name: "time",
    type: "TIMESTAMP",
    zeek: "ts",
    meaning: "when the connection began, in UTC, to the microsecond",
    unit: "UTC",
    nullMeans: never
  },
  {
    name: "uid",
    type: "VARCHAR",
    zeek: "uid",
    meaning: "the sensor’s identifier of the connection",
    unit: null,
    nullMeans: unset
  },
  {
    name: "src",
    type: "VARCHAR",
    zeek: "id.orig_h",
    meaning: "address of the host that opened the connection",
    unit: null,
    nullMeans: never
  },
  {
    name: "src_port",
    type: "INTEGER",
    zeek: "id.orig_p",
    meaning: "port of the source; the type for ICMP",
    unit: null,
    nullMeans: unset
  },
  {
    name: "dst",
    type: "VARCHAR",
    zeek: "id.resp_h",
    meaning: "address of the host that was called",
    unit: null,
    nullMeans: never
  },
  {
    name: "dst_port",
    type: "INTEGER",
    zeek: "id.resp_p",
    meaning: "port of the destination; the code for ICMP",
    unit: null,
    nullMeans: unset
  },
  {
    name: "proto",
    type: "VARCHAR",
    zeek: "proto",
    meaning: "transport protocol: tcp, udp, icmp",
    unit: null,
    nullMeans: unset
  },
  {
    name: "service",
    type: "VARCHAR",
    zeek: "service",
    meaning: "application protocol that the sensor recognised",
    unit: null,
    nullMeans: "none recognised"
  },
  {
    name: "duration",
    type: "DOUBLE",
    zeek: "duration",
    meaning: "from the first packet to the last",
    unit: "s",
    nullMeans: "one packet, or never answered"
  },
  {
    name: "orig_bytes",
    type: "BIGINT",
    zeek: "orig_bytes",
    meaning: "payload that the source sent",
    unit: "B",
    nullMeans: "not measured"
  },
  {
    name: "resp_bytes",
    type: "BIGINT",
    zeek: "resp_bytes",
    meaning: "payload that the destination sent",
    unit: "B",
    nullMeans: "not measured"
  },
  {
    name: "conn_state",
    type: "VARCHAR",
    zeek: "conn_state",
    meaning: "how the connection ended: SF, S0, REJ, …",
    unit: null,
    nullMeans: unset
  },
  {
    name: "local_orig",
    type: "BOOLEAN",
    zeek: "local_orig",
    meaning: "whether the source is in a local network",
    unit: null,
    nullMeans: unset
  },
  {
    name: "local_resp",
    type: "BOOLEAN",
    zeek: "local_resp",
    meaning: "whether the destination is in a local network",
    unit: null,
    nullMeans: unset
  },
  {
    name: "missed_bytes",
    type: "BIGINT",
    zeek: "missed_bytes",
    meaning: "payload that the sensor missed",
    unit: "B",
    nullMeans: unset
  },
  {
    name: "history",
    type: "VARCHAR",
    zeek: "history",
    meaning: "the connection’s packets as letters",
    unit: null,
    nullMeans: unset
  },
  {
    name: "orig_pkts",
    type: "BIGINT",
    zeek: "orig_pkts",
    meaning: "packets that the source sent",
    unit: "packets",
    nullMeans: unset
  },
  {
    name: "orig_ip_bytes",
    type: "BIGINT",
    zeek: "orig_ip_bytes",
    meaning: "bytes that the source sent, with headers",
    unit: "B",
    nullMeans: unset
  },
  {
    name: "resp_pkts",
    type: "BIGINT",
    zeek: "resp_pkts",
    meaning: "packets that the destination sent",
    unit: "packets",
    nullMeans: unset
  },
  {
    name: "resp_ip_bytes",
    type: "BIGINT",
    zeek: "resp_ip_bytes",
    meaning: "bytes that the destination sent, with headers",
    unit: "B",
    nullMeans: unset
  },
  {
    name: "tunnel_parents",
    type: "VARCHAR",
    zeek: "tunnel_parents",
    meaning: "the tunnels around the connection",
    unit: null,
    nullMeans: "none"
  },
  {
    name: "label",
    type: "VARCHAR",
    zeek: "label",
    meaning: "what a labeller said, in the log’s own words",
    unit: null,
    nullMeans: unlabelled
  },
  {
    name: "detailed_label",
    type: "VARCHAR",
    zeek: "detailed-label",
    meaning: "the label’s detail: the attack, in the log’s own words",
    unit: null,
    nullMeans: "no detail given"
  },
  {
    name: "technique",
    type: "VARCHAR",
    zeek: "technique",
    meaning: "ATT&CK technique of a labelled attack, e.g. T1046",
    unit: null,
    nullMeans: "not given"
  },
  {
    name: "file",
    type: "INTEGER",
    zeek: null,
    meaning: "which input file, by the slot that the manifest has for it",
    unit: null,
    nullMeans: never
  },
  {
    name: "line",
    type: "INTEGER",
    zeek: null,
    meaning: "line in that file, from 1",
    unit: null,
    nullMeans: never
  }
];
