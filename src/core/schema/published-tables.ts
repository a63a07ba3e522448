import {serviceTableNames} from "./service-tables.js";

/**
 * The tables of events.duckdb, which the pages query.
 *
 * - `events`: one row per scored event, ordered by rank: rank (1 is the most anomalous), event_id, time,
 *   src, src_port, dst, dst_port, proto, service, duration, orig_bytes, resp_bytes, conn_state,
 *   history, orig_pkts, resp_pkts, uid, orig_ip_bytes, local_orig, local_resp, server_name, domain, client, label, detailed_label, technique,
 *   score (DOUBLE), score_ml (DOUBLE: the second model), attack (0, 1 or null), incident (the most severe that it
 *   belongs to, or null), file, line, and every feature of
 *   src/core/features/list.ts (FLOAT) and window column (INTEGER).
 * - `ranks`: event_id, rank, file, line; ordered by event_id, hence by file and line, so that one event is found without
 *   a scan.
 * - `records`: rank, event_id, file (name), line, sha256 (of the file), raw (the line as it stood in
 *   the log; at most 64 kB of it); the 100,000 most anomalous events, ordered by rank.
 * - `facts`: name, value: threshold, alerts, run digests.
 * - `files`: file (as in `events`), name, sha256: the input files.
 * - `verdicts`: file (its SHA-256), line, verdict (true, false, unsure), incident, rank, event_id: one row per verdict
 *   on a line of the files, and per event that a verdict on an incident covers (incident is its id, else null); rank and
 *   event_id are null where the line is no event, or there is no such incident.
 * - `normal_events`: rank, event_id, time, src, dst, dst_port, proto, service, score, and every feature that
 *   models see: a seeded sample of up to 8,192 events of the training window below the threshold, ordered by
 *   event_id.
 * - `explore`: one row per event, ordered by rank: the columns of filters, a byte or two a column. The
 *   bin of each dimension of explore.json (255: no value), and the code of each listed value.
 * - `explore_values`: list, code, value, n: the values of each list, the most frequent first. In `explore`,
 *   codes from 8,191 (src/core/explore/lists.ts) on are that one.
 * - `entities`, `entity_hours`, `hours`, `entity_profiles`, `channels`, `channel_intervals`, `first_seen`, `targets`,
 *   `target_hours`, `host_ports`, `host_contacts`: the behaviour of hosts, and what was done to them;
 *   src/core/published/entity-tables.ts says what one row of each is. `entities` and `targets` are ordered by rank,
 *   `hours` by hour, all others by entity.
 * - `dns`, `http`, `tls`, `ssh`, `x509`, `file_transfers`, `smb_files` and further: one row per record of the other logs of Zeek,
 *   ordered by time, file and line; src/core/schema/service-tables.ts says their columns. Each exists, and is empty without such a log.
 * - `incidents`: one row per incident, most severe first: incident (its place, from 1), id (entity/role/hour: the same in
 *   every build of the log), file (SHA-256 of the log file with its first event, or of the flow before it where it has none), entity, role, since, until, severity, rate_per_day, name, found_by (models, rules, both), in_test, events, pieces.
 * - `evidence`: one row per piece of evidence, ordered by incident and evidence (its place in the incident, from 1: of detectors, most
 *   unusual first, of rules, highest level first, then what supports it): rule (its place in `rules`, or null), detector, technique, rate_per_day, magnitude, stratum, sentence, facts (JSON), src, dst, port (null: any),
 *   since, until, events.
 * - `incident_events`: incident, evidence, event_id: one row per event that a piece of evidence speaks of, in that order.
 * - `incident_flows`: one row per incident and event, ordered by incident and time: incident and columns of `events`, so
 *   that an incident is read in one piece.
 * - `rules`: one row per rule of the run, ordered by rule (its place, from 1): src/core/schema/rules.ts says what its columns
 *   are; lists are texts of JSON. Of rules of given folders that are for no log that is read, only what tells them apart.
 * - `rule_hits`: rule, hit (the window of a correlation, from 1; else null), log (name of the table), record (the event of a flow; of another log, its row in the table, from 0), event_id, time,
 *   entity, role, src, dst, port: one row per rule and record that it matches; the earliest 100,000 of each rule, ordered by
 *   rule, time, event_id, record.
 * - `rule_windows`: rule, hit, entity, role, group (JSON text: values of group-by, in lower case), since, until (of the first and
 *   the last record), measure (the largest), events: one row per hit of a correlation, windows that overlap being one; the
 *   earliest 10,000 of each rule, ordered by rule and hit.
 * - `rule_flows`: event_id, rules: one row per flow that a rule hits, and how many do; ordered by event_id.
 * - `rule_problems`: file, line, field, message, remedy: documents of the given folders that are no valid rule, and rules that match too much.
 * - `entity_peers`: the closest peers of each compared host; src/core/published/entity-peers.ts.
 */
export const publishedTables = [
  "events",
  "ranks",
  "records",
  "facts",
  "entities",
  "entity_hours",
  "hours",
  "entity_profiles",
  "entity_peers",
  "channels",
  "channel_intervals",
  "first_seen",
  ...serviceTableNames,
  "incidents",
  "evidence",
  "incident_events",
  "incident_flows",
  "targets",
  "target_hours",
  "host_ports",
  "host_contacts",
  "files",
  "verdicts",
  "normal_events",
  "explore",
  "explore_values",
  "rules",
  "rule_hits",
  "rule_windows",
  "rule_flows",
  "rule_problems"
] as const;

/** Names of tables in earlier versions, which queries of saved notebooks may use; kept for one version. */
export const formerTableNames: Readonly<Record<string, (typeof publishedTables)[number]>> = {
  judged: "verdicts",
  ordinary: "normal_events"
};
