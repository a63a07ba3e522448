/** A feature of an event: a number that a model may look at, with nothing learned from the data. */
export interface Feature {
  /** The column in SILVER, in models and in tables. */
  name: string;

  /** What people read on an axis or in a sentence; lower case. */
  label: string;

  /** What it measures, and what a missing field becomes. */
  meaning: string;

  /** The unit of the values, or null where they have none. */
  unit: string | null;

  /** The DuckDB expression over the columns of a flow (pipeline/transformation/flows.sql). */
  sql: string;

  /** The least and greatest value it can take. */
  range: readonly [number, number];

  /** Whether models are trained on it; the others are for people, filters and tables. */
  model: boolean;
}

/** Connection states from finished to refused; the position is the code. Source: Zeek’s conn.log. */
export const connStates: readonly string[] = [
  "SF",
  "S1",
  "S2",
  "S3",
  "RSTO",
  "RSTR",
  "SH",
  "SHR",
  "RSTOS0",
  "RSTRH",
  "S0",
  "REJ",
  "OTH"
];

/** The states in which no connection came about; what *failed* means everywhere. */
export const failedStates: readonly string[] = ["S0", "REJ", "RSTOS0", "RSTRH", "SH"];

/** The SQL that is true of a flow that failed. */
export const failedSql = `coalesce(conn_state IN (${failedStates.map((state) => `'${state}'`).join(", ")}), false)`;

/** The names of the port classes; the position is the code. IANA’s ranges (RFC 6335). */
export const portClasses: readonly string[] = ["system", "registered", "dynamic", "none"];

/** The names of the directions of a flow; the position is the code. */
export const directions: readonly string[] = ["inside", "outbound", "inbound", "outside"];

/** The names of the flow sizes by bytes in both directions; the position is the code. */
export const flowSizes: readonly string[] = [
  "empty",
  "under 1 kB",
  "under 100 kB",
  "under 10 MB",
  "10 MB or more"
];

const stateCode = `CASE conn_state ${connStates.map((state, i) => `WHEN '${state}' THEN ${i}`).join(" ")} ELSE ${connStates.length} END`;
const infinity = Number.POSITIVE_INFINITY;

/**
 * The official list of features, in the order of the columns of a matrix. The pipeline makes its SQL
 * from it and the pages their words; nothing else defines a feature.
 */
export const features: readonly Feature[] = [
  {
    name: "log_duration",
    label: "duration",
    meaning: "logarithm of 1 + duration; no duration counts as 0",
    unit: "ln(1 + s)",
    sql: "ln(1 + duration_s)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_orig_bytes",
    label: "bytes out",
    meaning: "logarithm of 1 + bytes that the source sent; not measured counts as 0",
    unit: "ln(1 + B)",
    sql: "ln(1 + bytes_out)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_resp_bytes",
    label: "bytes in",
    meaning: "logarithm of 1 + bytes that the destination sent; not measured counts as 0",
    unit: "ln(1 + B)",
    sql: "ln(1 + bytes_in)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_bytes_per_second",
    label: "bytes per second",
    meaning:
      "logarithm of 1 + bytes per second, both directions; a flow shorter than 1 ms counts as 1 ms",
    unit: "ln(1 + B/s)",
    sql: "ln(1 + (bytes_out + bytes_in) / greatest(duration_s, 0.001))",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_bytes_ratio",
    label: "upload ÷ download",
    meaning: "logarithm of (1 + bytes out) / (1 + bytes in); above 0 the source sent more",
    unit: "ln",
    sql: "ln((1 + bytes_out) / (1 + bytes_in))",
    range: [-infinity, infinity],
    model: true
  },
  {
    name: "log_packets",
    label: "packets",
    meaning: "logarithm of 1 + packets in both directions; not measured counts as 0",
    unit: "ln(1 + packets)",
    sql: "ln(1 + packets)",
    range: [0, infinity],
    model: false
  },
  {
    name: "hour_sin",
    label: "hour of day (sine)",
    meaning: "sine of the UTC time of day as an angle; 06:00 is 1",
    unit: null,
    sql: "sin(2 * pi() * day_share)",
    range: [-1, 1],
    model: true
  },
  {
    name: "hour_cos",
    label: "hour of day (cosine)",
    meaning: "cosine of the UTC time of day as an angle; midnight is 1",
    unit: null,
    sql: "cos(2 * pi() * day_share)",
    range: [-1, 1],
    model: true
  },
  {
    name: "port_class",
    label: "port class",
    meaning:
      "IANA range of the destination port: 0 system, 1 registered, 2 dynamic, 3 none (ICMP or unset)",
    unit: "code",
    sql: "port_class_code",
    range: [0, 3],
    model: true
  },
  {
    name: "direction_code",
    label: "direction",
    meaning:
      "where the flow goes: 0 between local hosts, 1 from a local host outwards, 2 from outside to a local host, 3 between hosts outside; local as the sensor says, else a private address",
    unit: "code",
    sql: "direction",
    range: [0, 3],
    model: true
  },
  {
    name: "conn_state_code",
    label: "connection state",
    meaning: `how the connection ended, from finished to refused: ${connStates.map((state, i) => `${i} ${state}`).join(", ")}, ${connStates.length} unset or unknown`,
    unit: "code",
    sql: stateCode,
    range: [0, connStates.length],
    model: true
  },
  {
    name: "log_src_flows_5m",
    label: "flows of the source in 5 min",
    meaning: "logarithm of 1 + flows that the source opened in the aligned 5-minute window",
    unit: "ln(1 + flows)",
    sql: "ln(1 + src_flows_5m)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_src_distinct_dst_5m",
    label: "distinct destinations in 5 min",
    meaning:
      "logarithm of 1 + distinct destinations that the source called in the aligned 5-minute window",
    unit: "ln(1 + hosts)",
    sql: "ln(1 + src_distinct_dst_5m)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_src_distinct_ports_5m",
    label: "distinct ports in 5 min",
    meaning:
      "logarithm of 1 + distinct destination ports that the source called in the aligned 5-minute window",
    unit: "ln(1 + ports)",
    sql: "ln(1 + src_distinct_ports_5m)",
    range: [0, infinity],
    model: true
  },
  {
    name: "log_pair_flows_5m",
    label: "flows to the same port in 5 min",
    meaning:
      "logarithm of 1 + flows of the source to the same destination and port in the aligned 5-minute window",
    unit: "ln(1 + flows)",
    sql: "ln(1 + pair_flows_5m)",
    range: [0, infinity],
    model: true
  },
  {
    name: "src_failed_share_5m",
    label: "failed share in 5 min",
    meaning: "share of the source’s flows in the aligned 5-minute window that came to nothing",
    unit: "share",
    sql: "src_failed_5m / src_flows_5m",
    range: [0, 1],
    model: true
  },
  {
    name: "bytes_per_second",
    label: "bytes per second",
    meaning: "bytes in both directions per second; a flow shorter than 1 ms counts as 1 ms",
    unit: "B/s",
    sql: "(bytes_out + bytes_in) / greatest(duration_s, 0.001)",
    range: [0, infinity],
    model: false
  },
  {
    name: "bytes_ratio",
    label: "upload ÷ download",
    meaning: "(1 + bytes out) / (1 + bytes in); above 1 the source sent more",
    unit: "ratio",
    sql: "(1 + bytes_out) / (1 + bytes_in)",
    range: [0, infinity],
    model: false
  },
  {
    name: "flow_size",
    label: "flow size",
    meaning: `bytes in both directions as a category: ${flowSizes.map((size, i) => `${i} ${size}`).join(", ")}`,
    unit: "code",
    sql: "CASE WHEN bytes_out + bytes_in = 0 THEN 0 WHEN bytes_out + bytes_in < 1e3 THEN 1 WHEN bytes_out + bytes_in < 1e5 THEN 2 WHEN bytes_out + bytes_in < 1e7 THEN 3 ELSE 4 END",
    range: [0, 4],
    model: false
  }
];

/** The features on which models are trained, in the order of the columns of a matrix. */
export const modelFeatures: readonly Feature[] = features.filter((feature) => feature.model);

/** The counts per source (or pair) and aligned 5-minute window that SILVER keeps beside the features. */
export const windowColumns: readonly string[] = [
  "src_flows_5m",
  "src_distinct_dst_5m",
  "src_distinct_ports_5m",
  "src_failed_5m",
  "pair_flows_5m"
];

/**
 * Returns *value* of a feature as people read it: logarithms undone, codes as their names, shares as
 * percentages; e.g., `1,040 B` for a log_orig_bytes of 6.948.
 */
export function formatFeature(feature: Feature, value: number): string {
  if (!Number.isFinite(value)) return "–";
  const unit = feature.unit ?? "";
  if (feature.name === "direction_code") return directions[value] ?? String(value);
  if (feature.name === "port_class") return portClasses[value] ?? String(value);
  if (feature.name === "conn_state_code") return connStates[value] ?? "unset";
  if (feature.name === "flow_size") return flowSizes[value] ?? String(value);
  if (unit === "share") return `${(100 * value).toFixed(0)} %`;
  if (unit === "ln") return `${quantity(Math.exp(value))}×`;
  const inner = /^ln\(1 \+ (.+)\)$/.exec(unit)?.[1];
  if (inner) {
    const amount = quantity(Math.expm1(value));
    return `${amount} ${amount === "1" && inner.length > 1 ? inner.replace(/s$/, "") : inner}`;
  }
  return unit && unit !== "ratio" ? `${quantity(value)} ${unit}` : quantity(value);
}

const thousands = new Intl.NumberFormat("en-US", {maximumFractionDigits: 6}); // to make one takes longer than to use it

/** Formats a quantity with three significant figures below 1,000, and thousands separated above. */
function quantity(value: number): string {
  const rounded = Math.abs(value) < 1000 ? Number(value.toPrecision(3)) : Math.round(value);
  return thousands.format(rounded);
}
