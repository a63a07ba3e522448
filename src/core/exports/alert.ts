import {alertRules} from "./alert-rules.js";
import type {AlertRule} from "./alert-rules.js";
import type {Cell, TableRow} from "./table.js";

/** An event as the formats for alerts need it. What the row lacks is null. */
export interface Alert {
  event: number | null;
  rank: number | null;
  /** Milliseconds since the epoch, UTC. */
  time: number;
  src: string;
  srcPort: number | null;
  dst: string;
  dstPort: number | null;
  proto: string | null;
  service: string | null;
  state: string | null;
  /** In seconds. */
  duration: number | null;
  origBytes: number | null;
  respBytes: number | null;
  origPackets: number | null;
  respPackets: number | null;
  /** In (0, 1); higher is more anomalous. */
  score: number | null;
  label: string | null;
  /** The ATT&CK techniques that the label names, e.g. T1071.001, each once, in order. */
  techniques: string[];
  /** The rules that match it. */
  rules: AlertRule[];
  /** What is anomalous about it, in plain words. */
  explanation: string | null;
}

/** Where a set of alerts came from. */
export interface AlertSource {
  /** The key of the evaluation that scored them, in hexadecimal. */
  evaluation?: string;

  /** The SHA-256 of the log that they are of, in hexadecimal, where no evaluation scored it. */
  log?: string;

  /** The line that they are at or above, in (0, 1). */
  threshold?: number;

  /** The documents of rules, in YAML, by their places. */
  patterns?: ReadonlyMap<number, string>;

  /** Whether the built-in generator made the events; defaults to false. */
  synthetic?: boolean;
}

/** What a writer of alerts made, and what it had to omit, in sentences. */
export interface Written {
  text: string;
  /** How many things are in it, and what they are called; e.g., 12 `techniques`. */
  count: number;
  noun: string;
  remarks: string[];
}

/**
 * Returns a row as an alert; columns are named as in the table `events` (`src_port`) or as in the
 * published JSON (`srcPort`). Null if it has no time or no addresses: such a row is no event.
 */
export function alertOf(row: TableRow): Alert | null {
  const time = timeOf(row.time);
  const src = text(row.src);
  const dst = text(row.dst);
  if (time === null || src === null || dst === null) return null;
  return {
    event: number(row.event_id ?? row.event),
    rank: number(row.rank),
    time,
    src,
    srcPort: number(row.src_port ?? row.srcPort),
    dst,
    dstPort: number(row.dst_port ?? row.dstPort),
    proto: text(row.proto),
    service: text(row.service),
    state: text(row.conn_state ?? row.state),
    duration: number(row.duration),
    origBytes: number(row.orig_bytes ?? row.origBytes),
    respBytes: number(row.resp_bytes ?? row.respBytes),
    origPackets: number(row.orig_pkts ?? row.origPackets),
    respPackets: number(row.resp_pkts ?? row.respPackets),
    score: number(row.score),
    label: text(row.detailed_label) ?? text(row.label),
    techniques: techniquesOf(row.technique ?? row.techniques),
    rules: alertRules(row.rules),
    explanation: text(row.explanation) ?? text(row.reason)
  };
}

/** Returns the alerts among *rows*, and how many rows are none. */
export function alertsOf(rows: readonly TableRow[]): {alerts: Alert[]; others: number} {
  const alerts = rows.map(alertOf).filter((alert) => alert !== null);
  return {alerts, others: rows.length - alerts.length};
}

/** Returns what happened in one line; e.g., `score 0.731: 10.0.0.5:1025 to 192.0.2.1:443 tcp/ssl`. */
export function alertThreshold(alert: Alert): string {
  const {src, srcPort, dst, dstPort, proto, service, score, explanation} = alert;
  const what = [proto, service].filter((part) => part !== null).join("/");
  const head = score === null ? "anomaly" : `score ${score.toFixed(3)}`;
  const tail = explanation === null ? "" : `: ${explanation}`;
  return `${head}: ${endpoint(src, srcPort)} to ${endpoint(dst, dstPort)}${what && ` ${what}`}${tail}`;
}

function endpoint(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function timeOf(cell: Cell | undefined): number | null {
  const time =
    cell instanceof Date ? cell.getTime() : typeof cell === "string" ? Date.parse(cell) : cell;
  const ms = typeof time === "bigint" ? Number(time) : time;
  return typeof ms === "number" && Math.abs(ms) <= 8.64e15 ? ms : null;
}

function number(cell: Cell | undefined): number | null {
  const value = typeof cell === "bigint" ? Number(cell) : cell;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function text(cell: Cell | undefined): string | null {
  return typeof cell === "string" && cell !== "" ? cell : null;
}

function techniquesOf(cell: Cell | undefined): string[] {
  const words = (text(cell) ?? "").toUpperCase().match(/(?<![A-Z0-9])T\d{4}(?:\.\d{3})?(?![\d.])/g);
  return [...new Set(words ?? [])].sort();
}
