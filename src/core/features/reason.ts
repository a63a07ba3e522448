import {formatFeature} from "./list.js";
import type {Feature} from "./list.js";

/** A feature of one event: its value, what is typical, and what it added to the path length. */
export interface FeatureEvidence {
  feature: Feature;
  value: number;

  /** The median over the training rows. */
  typical: number;

  /** What it adds to the event’s path length, in levels; negative makes the event more anomalous. */
  contribution: number;
}

/** How a feature reads in a sentence, from its formatted value and whether it is above typical. */
const phrases: Readonly<Record<string, (value: string, above: boolean, raw: number) => string>> = {
  log_duration: (value, above) =>
    above ? `lasted ${seconds(value)}` : `over in ${seconds(value)}`,
  log_orig_bytes: (value, above) => (above ? `${bytes(value)} out` : `only ${bytes(value)} out`),
  log_resp_bytes: (value, above) => (above ? `${bytes(value)} in` : `only ${bytes(value)} in`),
  log_bytes_per_second: (value, above) => `${above ? "" : "only "}${bytes(value)}/s`,
  log_bytes_ratio: (value, _, raw) =>
    raw >= 0 ? `upload ${value.replace("×", "")}× download` : `download ${ratio(-raw)}× upload`,
  log_packets: (value, above) => `${above ? "" : "only "}${value}`,
  port_class: (value) => (value === "none" ? "no port" : `a ${value} port`),
  direction_code: (value) => (value === "inside" ? "between local hosts" : value),
  conn_state_code: (value) => (value === "unset" ? "no connection state" : `state ${value}`),
  log_src_flows_5m: (value) => `${value} in 5 min`,
  log_src_distinct_dst_5m: (value) => `${value.replace(/host(s?)$/, "destination$1")} in 5 min`,
  log_src_distinct_ports_5m: (value) => `${value} in 5 min`,
  log_pair_flows_5m: (value) => `${value} to one port in 5 min`,
  src_failed_share_5m: (value) => `${value} of its flows failed`
};

/**
 * Returns in one line what is anomalous about an event: its *most* features that shorten the path most,
 * the strongest first; e.g., `61 ports in 5 min, upload 412× download`. Hour of day is stated once.
 * Returns `unusual in many small ways` if nothing stands out. Holds no field of the log.
 */
export function reasonOf(evidence: readonly FeatureEvidence[], most = 3): string {
  const shortening = evidence
    .filter(({contribution}) => contribution < 0)
    .sort((a, b) => a.contribution - b.contribution);
  if (shortening.length === 0) return "unusual in many small ways";
  const least = shortening[0].contribution / 4;
  const stated = new Set<string>();
  for (const {feature, value, typical, contribution} of shortening) {
    if (stated.size === most || contribution > least) break;
    const phrase = phrases[feature.name];
    if (phrase) stated.add(phrase(formatFeature(feature, value), value >= typical, value));
    else if (feature.name.startsWith("hour_")) stated.add(`at ${hourOf(evidence)}`);
    else stated.add(`${feature.label} ${formatFeature(feature, value)}`);
  }
  return [...stated].join(", ");
}

/** Returns the time of day, `14:05`, that the sine and cosine of the hour say. */
function hourOf(evidence: readonly FeatureEvidence[]): string {
  const valueOf = (name: string) => evidence.find(({feature}) => feature.name === name)?.value ?? 0;
  const turn = Math.atan2(valueOf("hour_sin"), valueOf("hour_cos")) / (2 * Math.PI);
  const minutes = Math.round(((turn + 1) % 1) * 1440) % 1440;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)} UTC`;
}

const bytes = (value: string) =>
  scale(value, [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
    [1, "B"]
  ]);
const seconds = (value: string) =>
  scale(value, [
    [86400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
    [0.001, "ms"]
  ]);
const thousands = new Intl.NumberFormat("en-US"); // to make one takes longer than to use it
const ratio = (logarithm: number) => thousands.format(Math.round(Math.exp(logarithm)));

function scale(value: string, units: [number, string][]): string {
  const amount = Number.parseFloat(value.replaceAll(",", ""));
  const [size, unit] = units.find(([size]) => amount >= size) ?? units[units.length - 1];
  return `${thousands.format(Number((amount / size).toPrecision(3)))} ${unit}`;
}
