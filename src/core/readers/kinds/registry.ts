import {eventFields} from "../fields.js";
import {furtherKinds} from "./further.js";
import {isMarked, kindOf, logKind} from "./kind.js";
import type {LogKind} from "./kind.js";
import {serviceKinds} from "./services.js";

/** Zeek’s conn.log: the events. https://docs.zeek.org/en/master/logs/conn.html */
export const connections: LogKind = kindOf(
  {
    name: "conn",
    record: "connection",
    use: "the events",
    marks: "conn_state orig_bytes orig_pkts history"
  },
  eventFields
);

/** The kinds of logs whose fields are declared, in the order in which they are listed. */
export const logKinds: readonly LogKind[] = [connections, ...serviceKinds, ...furtherKinds];

const declared = new Map(logKinds.map((kind) => [kind.name, kind]));

/** Zeek’s logs about the sensor itself, with fields that tell them; no record of them is an event. */
const sensorLogs: readonly LogKind[] = [
  {name: "stats", marks: "pkts_proc bytes_recv"},
  {name: "capture_loss", marks: "percent_lost"},
  {name: "packet_filter", marks: "filter+success"},
  {name: "reporter", marks: "level+location level+message"},
  {name: "loaded_scripts", marks: ""},
  {name: "broker", marks: "ty+ev"},
  {name: "cluster", marks: ""},
  {name: "config", marks: "old_value+new_value"},
  {name: "print", marks: ""},
  {name: "prof", marks: ""},
  {name: "telemetry", marks: ""},
  {name: "analyzer", marks: "analyzer_kind"}
].map((spec) => logKind({...spec, connection: "never"}));

/** Zeek’s logs whose fields are not declared, with fields that tell them. */
const undeclared: readonly LogKind[] = [
  logKind({name: "syslog", marks: "facility+severity+uid", connection: "maybe"})
];

/** SIP has the fields of a request of HTTP, and more. */
const marked: readonly LogKind[] = [...furtherKinds, connections, ...serviceKinds];

/** What packages of Zeek call their logs of connections beside conn.log: `conn_long`, `open_conn`. */
const connectionNames = /^conn_|_conn$/;

const sensorNames = new Set(sensorLogs.map(({name}) => name));

/** Returns whether the kind called *name* is about the sensor itself. */
export function isAboutSensor(name: string): boolean {
  return sensorNames.has(name);
}

/**
 * Returns the kind that a sensor calls *path*; undefined if that is no name. One that is not declared has a
 * time and perhaps a connection, and no use.
 */
export function findKind(path: string): LogKind | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const known = declared.get(name) ?? (connectionNames.test(name) ? connections : undefined);
  if (known) return known;
  if (!/^[a-zA-Z][\w.-]{0,39}$/.test(name)) return undefined;
  return logKind({name, marks: "", connection: "maybe"});
}

/** Returns the kind of a log that does not say it, by its fields: those for which *has* is true. */
export function findMarkedKind(has: (name: string) => boolean): LogKind | undefined {
  return [...sensorLogs, ...undeclared, ...marked].find((kind) => isMarked(kind, has));
}
