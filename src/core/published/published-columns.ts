import {features, modelFeatures, windowColumns} from "../features/list.js";
import type {Feature} from "../features/list.js";
import type {publishedTables} from "../schema/published-tables.js";
import {byTable} from "../schema/service-tables.js";
import {serviceTables} from "../services/service-columns.js";

const names = (list: readonly Feature[]) => list.map(({name}) => name);
const typed = (columns: readonly string[], type: string) =>
  columns.map((name) => `${name} ${type}`).join(", ");

/** The version of the evaluation that writes them; raised when the same artifacts and parameters would give other numbers or tables. */
export const evaluationVersion = 35;

/** The columns of the tables of events.duckdb with their types, in their order, as DuckDB writes both. */
export const publishedColumns: Readonly<Record<(typeof publishedTables)[number], string>> = {
  channel_intervals:
    "entity VARCHAR, dst VARCHAR, dst_port INTEGER, time TIMESTAMP, seconds DOUBLE",
  channels:
    "entity VARCHAR, dst VARCHAR, dst_port INTEGER, intervals BIGINT, first TIMESTAMP, last TIMESTAMP, middle DOUBLE, deviation DOUBLE, regularity DOUBLE",
  ...byTable((table) => serviceTables[table].map(({name, type}) => `${name} ${type}`).join(", ")),
  entities:
    "entity VARCHAR, events BIGINT, alerts BIGINT, failed BIGINT, score DOUBLE, rank INTEGER, event_id BIGINT, first TIMESTAMP, last TIMESTAMP, bytes_out DOUBLE, bytes_in DOUBLE, destinations BIGINT, ports BIGINT, detailed BOOLEAN, compared BOOLEAN",
  entity_hours:
    "entity VARCHAR, hour TIMESTAMP, events BIGINT, alerts BIGINT, bytes_out DOUBLE, bytes_in DOUBLE, score DOUBLE, hosts BIGINT, bytes_above FLOAT",
  entity_peers:
    "entity VARCHAR, place INTEGER, peer VARCHAR, similarity DOUBLE, services DOUBLE, ports DOUBLE, hours DOUBLE, bytes DOUBLE, connections DOUBLE, differs VARCHAR, value VARCHAR, own DOUBLE, theirs DOUBLE",
  entity_profiles: "entity VARCHAR, kind VARCHAR, value VARCHAR, events BIGINT, share DOUBLE",
  events: `rank INTEGER, event_id BIGINT, time TIMESTAMP, src VARCHAR, src_port INTEGER, dst VARCHAR, dst_port INTEGER, proto VARCHAR, service VARCHAR, duration DOUBLE, orig_bytes BIGINT, resp_bytes BIGINT, conn_state VARCHAR, history VARCHAR, orig_pkts BIGINT, resp_pkts BIGINT, uid VARCHAR, orig_ip_bytes BIGINT, local_orig BOOLEAN, local_resp BOOLEAN, server_name VARCHAR, domain VARCHAR, client VARCHAR, label VARCHAR, detailed_label VARCHAR, technique VARCHAR, score DOUBLE, score_ml DOUBLE, attack TINYINT, incident INTEGER, file INTEGER, line INTEGER, ${typed(windowColumns, "INTEGER")}, ${typed(names(features), "FLOAT")}`,
  evidence:
    "incident INTEGER, evidence INTEGER, rule INTEGER, detector VARCHAR, technique VARCHAR, rate_per_day DOUBLE, magnitude DOUBLE, stratum VARCHAR, sentence VARCHAR, facts VARCHAR, src VARCHAR, dst VARCHAR, domain VARCHAR, port INTEGER, since TIMESTAMP, until TIMESTAMP, events INTEGER",
  explore:
    "rank INTEGER, time UTINYINT, score UTINYINT, out UTINYINT, in UTINYINT, duration UTINYINT, service USMALLINT, port USMALLINT, state USMALLINT, label USMALLINT",
  explore_values: "list VARCHAR, code INTEGER, value VARCHAR, n BIGINT",
  facts: "name VARCHAR, value VARCHAR",
  files: "file INTEGER, name VARCHAR, sha256 VARCHAR",
  first_seen:
    "entity VARCHAR, kind VARCHAR, value VARCHAR, first TIMESTAMP, events BIGINT, of BIGINT",
  host_contacts:
    "entity VARCHAR, direction VARCHAR, address VARCHAR, events BIGINT, failed BIGINT, ports BIGINT, first TIMESTAMP, last TIMESTAMP, of BIGINT",
  host_ports:
    "entity VARCHAR, direction VARCHAR, port INTEGER, proto VARCHAR, events BIGINT, failed BIGINT, addresses BIGINT, first TIMESTAMP, of BIGINT",
  hours: "hour TIMESTAMP, hosts BIGINT, bytes_low DOUBLE, bytes_middle DOUBLE, bytes_high DOUBLE",
  incident_events: "incident INTEGER, evidence INTEGER, event_id BIGINT",
  incident_flows:
    "incident INTEGER, event_id BIGINT, rank INTEGER, time TIMESTAMP, src VARCHAR, src_port INTEGER, dst VARCHAR, dst_port INTEGER, proto VARCHAR, service VARCHAR, conn_state VARCHAR, duration DOUBLE, orig_bytes BIGINT, resp_bytes BIGINT, orig_pkts BIGINT, orig_ip_bytes BIGINT, uid VARCHAR, score DOUBLE",
  incidents:
    "incident INTEGER, id VARCHAR, file VARCHAR, entity VARCHAR, role VARCHAR, since TIMESTAMP, until TIMESTAMP, severity VARCHAR, rate_per_day DOUBLE, name VARCHAR, found_by VARCHAR, in_test BOOLEAN, events INTEGER, pieces INTEGER, linked VARCHAR",
  normal_events: `rank INTEGER, event_id BIGINT, time TIMESTAMP, src VARCHAR, dst VARCHAR, dst_port INTEGER, proto VARCHAR, service VARCHAR, score DOUBLE, ${typed(names(modelFeatures), "FLOAT")}`,
  ranks: "event_id BIGINT, rank INTEGER, file INTEGER, line INTEGER",
  records: "rank INTEGER, event_id BIGINT, file VARCHAR, line INTEGER, sha256 VARCHAR, raw VARCHAR",
  rule_flows: "event_id BIGINT, rules INTEGER",
  rule_hits:
    "rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT, event_id BIGINT, time TIMESTAMP, entity VARCHAR, role VARCHAR, src VARCHAR, dst VARCHAR, port INTEGER",
  rule_problems: "file VARCHAR, line INTEGER, field VARCHAR, message VARCHAR, remedy VARCHAR",
  rule_windows:
    "rule INTEGER, hit INTEGER, entity VARCHAR, role VARCHAR, group VARCHAR, since TIMESTAMP, until TIMESTAMP, measure DOUBLE, events INTEGER",
  rules:
    "rule INTEGER, id VARCHAR, title VARCHAR, level VARCHAR, status VARCHAR, kind VARCHAR, state VARCHAR, reason VARCHAR, log_source VARCHAR, log VARCHAR, techniques VARCHAR, tactics VARCHAR, description VARCHAR, false_positives VARCHAR, author VARCHAR, references VARCHAR, source VARCHAR, path VARCHAR, yaml VARCHAR, sql VARCHAR, hits INTEGER, flows INTEGER, entities INTEGER, entity_hours INTEGER, alerts INTEGER, attacks INTEGER, benign INTEGER, deciles VARCHAR, rate_per_day DOUBLE, incidents INTEGER, incidents_alone INTEGER, first TIMESTAMP, last TIMESTAMP",
  target_hours: "entity VARCHAR, hour TIMESTAMP, events BIGINT, failed BIGINT, sources BIGINT",
  targets:
    "entity VARCHAR, events BIGINT, failed BIGINT, score DOUBLE, rank INTEGER, event_id BIGINT, first TIMESTAMP, last TIMESTAMP, bytes_in DOUBLE, bytes_out DOUBLE, sources BIGINT, ports BIGINT, detailed BOOLEAN",
  verdicts:
    "file VARCHAR, line BIGINT, verdict VARCHAR, incident VARCHAR, rank INTEGER, event_id BIGINT"
};
