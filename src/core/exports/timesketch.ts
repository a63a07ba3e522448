import {alertThreshold, alertsOf} from "./alert.js";
import type {AlertSource, Written} from "./alert.js";
import {rulesText} from "./alert-rules.js";
import {csv} from "./csv.js";
import {isoTime} from "./table.js";
import type {TableRow} from "./table.js";

/**
 * Returns alerts as a CSV that Timesketch imports: `message`, `datetime` (ISO 8601, +00:00),
 * `timestamp` (µs since the epoch), `timestamp_desc`, then the fields of the event; guarded as `csv`
 * does, so that some fields begin with an apostrophe.
 *
 * Timesketch, “Create timeline from JSON/JSONL/CSV file”.
 */
export function timesketch(rows: readonly TableRow[], source: AlertSource = {}): Written {
  const {alerts, others} = alertsOf(rows);
  const lines = alerts.map((alert) => ({
    message: alertThreshold(alert),
    datetime: isoTime(alert.time).replace("Z", "+00:00"),
    timestamp: Math.round(alert.time * 1000),
    timestamp_desc: "Connection Start",
    data_type: "atalaya:anomaly",
    score: alert.score,
    rank: alert.rank,
    event_id: alert.event,
    src_ip: alert.src,
    src_port: alert.srcPort,
    dst_ip: alert.dst,
    dst_port: alert.dstPort,
    protocol: alert.proto,
    service: alert.service,
    conn_state: alert.state,
    duration_s: alert.duration,
    orig_bytes: alert.origBytes,
    resp_bytes: alert.respBytes,
    label: alert.label,
    technique: alert.techniques.join(" ") || null,
    rules: rulesText(alert.rules) || null,
    rule_ids: alert.rules.map(({id}) => id).join(" ") || null,
    rule_techniques: [...new Set(alert.rules.flatMap(({techniques}) => techniques))].sort().join(" ") || null, // prettier-ignore
    explanation: alert.explanation,
    evaluation: source.evaluation ?? null,
    ...(source.log !== undefined && {log_sha256: source.log}),
    synthetic: source.synthetic ?? false
  }));
  return {
    text: csv(lines, {times: []}),
    count: alerts.length,
    noun: "events",
    remarks: others > 0 ? [`${others} rows skipped: they are no events`] : []
  };
}
