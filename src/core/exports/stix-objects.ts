import {isAddress} from "../readers/address.js";
import {canonicalJson} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import {alertThreshold} from "./alert.js";
import type {Alert, AlertSource} from "./alert.js";
import {rulesText} from "./alert-rules.js";
import type {AlertRule} from "./alert-rules.js";
import {isoTime} from "./table.js";
import {uuid5} from "./uuid.js";

/** An object of a STIX bundle. */
export type StixObject = {[name: string]: Json} & {type: string; id: string};

/** The namespace of the ids of cyber-observable objects: STIX 2.1, section 2.9. */
const observables = "00abedb4-aa42-466c-9c01-fed23315a9b7";

/** The namespace of our own ids: that of the name `urn:atalaya:stix` among URLs (RFC 9562). */
const ours = uuid5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "urn:atalaya:stix");

/** When the description of the producer was last changed; one id and one time have one content. */
const described = "2026-11-01T00:00:00.000Z";

/** Returns the identity of the producer, the same in every bundle. */
export function producer(): StixObject {
  const object = {
    name: "Atalaya",
    description: "Anomaly scores of security events: isolation forests over network flows.",
    identity_class: "system",
    created: described,
    modified: described
  };
  return named("identity", object);
}

/** Returns an address as an observable, or null if it is neither IPv4 nor IPv6. */
export function addressObject(value: string): StixObject | null {
  if (!isAddress(value, 0, value.length)) return null;
  return observable(value.includes(":") ? "ipv6-addr" : "ipv4-addr", {value});
}

/** Returns the connection of an alert, from *src* to *dst*; a missing end is skipped. */
export function trafficObject(
  alert: Alert,
  src: StixObject | null,
  dst: StixObject | null
): StixObject {
  const icmp = alert.proto?.toLowerCase().startsWith("icmp"); // its “ports” are a type and a code
  const contributing = {
    start: isoTime(alert.time),
    end: isoTime(endOf(alert)),
    ...(src && {src_ref: src.id}),
    ...(dst && {dst_ref: dst.id}),
    ...(!icmp && isPort(alert.srcPort) && {src_port: alert.srcPort}),
    ...(!icmp && isPort(alert.dstPort) && {dst_port: alert.dstPort}),
    protocols: protocolsOf(alert, (src ?? dst)?.type === "ipv6-addr" ? "ipv6" : "ipv4")
  };
  return observable("network-traffic", contributing, {
    is_active: false,
    ...counted("src_byte_count", alert.origBytes),
    ...counted("dst_byte_count", alert.respBytes),
    ...counted("src_packets", alert.origPackets),
    ...counted("dst_packets", alert.respPackets)
  });
}

/** Returns what was observed, once, as a reference to *seen*. */
export function observedData(alert: Alert, seen: readonly StixObject[], by: string): StixObject {
  return named("observed-data", {
    ...dated(alert, by),
    first_observed: isoTime(alert.time),
    last_observed: isoTime(endOf(alert)),
    number_observed: 1,
    object_refs: seen.map(({id}) => id)
  });
}

/** Returns the score of an alert and what is anomalous about it, as a note on *observed*. */
export function scoreNote(
  alert: Alert,
  observed: StixObject,
  {evaluation, log, threshold, synthetic = false}: AlertSource,
  by: string
): StixObject {
  const score = alert.score === null ? "" : `Anomaly score ${alert.score} in (0, 1)`;
  const rank = alert.rank === null ? "" : `, rank ${alert.rank}`;
  const line = threshold === undefined ? "" : `; the line is ${threshold}`;
  const label = alert.label === null ? "" : ` Label in the log: ${alert.label}.`;
  const rules = alert.rules.length > 0 ? ` Rules that match: ${rulesText(alert.rules)}.` : "";
  const origin = evaluation === undefined ? log && `log ${log}` : `evaluation ${evaluation}`;
  return named("note", {
    ...dated(alert, by),
    abstract: alertThreshold({...alert, explanation: null}),
    content: `${score || "No score"}${rank}${line}. ${alert.explanation ?? "No explanation was exported."}${label}${rules}`,
    authors: ["Atalaya"],
    labels: synthetic ? ["anomaly", "synthetic"] : ["anomaly"],
    ...(origin !== undefined && {
      external_references: [
        {
          source_name: "atalaya",
          description: origin,
          ...(alert.event !== null && {external_id: `event ${alert.event}`})
        }
      ]
    }),
    object_refs: [observed.id]
  });
}

/** Returns an ATT&CK technique by its number; its name is ATT&CK’s to say. */
export function attackPattern(technique: string, by: string): StixObject {
  return named("attack-pattern", {
    created: described,
    modified: described,
    created_by_ref: by,
    name: technique,
    external_references: [
      {
        source_name: "mitre-attack",
        external_id: technique,
        url: `https://attack.mitre.org/techniques/${technique.replace(".", "/")}`
      }
    ]
  });
}

/**
 * Returns a rule as an indicator whose pattern is its document in YAML, or null if that is unknown, and its relations to *patterns*, the
 * techniques that it names.
 */
export function ruleIndicator(
  {rule, id, title}: AlertRule,
  patterns: readonly StixObject[],
  by: string,
  documents: ReadonlyMap<number, string> = new Map()
): {indicator: StixObject; relations: StixObject[]} | null {
  const pattern = documents.get(rule);
  if (!pattern) return null;
  const always = {created: described, modified: described, created_by_ref: by};
  const indicator = named("indicator", {
    ...always,
    name: title,
    pattern,
    pattern_type: "sigma",
    valid_from: described,
    external_references: [{source_name: "sigma", external_id: id}]
  });
  const relations = patterns.map((technique) =>
    named("relationship", {
      ...always,
      relationship_type: "indicates",
      source_ref: indicator.id,
      target_ref: technique.id
    })
  );
  return {indicator, relations};
}

/** Returns the sighting of a technique, or of a rule, in *observed*; *why* says what names it: never the score. */
export function sightingOf(
  sighted: StixObject,
  alert: Alert,
  {observed, why, by}: {observed: StixObject; why: string; by: string}
): StixObject {
  return named("sighting", {
    ...dated(alert, by),
    first_seen: isoTime(alert.time),
    last_seen: isoTime(endOf(alert)),
    count: 1,
    description: why,
    sighting_of_ref: sighted.id,
    observed_data_refs: [observed.id],
    where_sighted_refs: [by]
  });
}

/** Returns the id of an object of ours: of the same content, the same id. */
export function contentId(type: string, content: {[name: string]: Json}): string {
  return `${type}--${uuid5(ours, `${type}:${canonicalJson(content)}`)}`;
}

function named(type: string, content: {[name: string]: Json}): StixObject {
  return {type, spec_version: "2.1", id: contentId(type, content), ...content};
}

/** An observable: its id is made of the properties that the specification says contribute to it. */
function observable(
  type: string,
  contributing: {[name: string]: Json},
  more: {[name: string]: Json} = {}
): StixObject {
  const id = `${type}--${uuid5(observables, canonicalJson(contributing))}`;
  return {type, spec_version: "2.1", id, ...contributing, ...more};
}

/** An alert is made when its event ends: a clock would give another bundle every time. */
function dated(alert: Alert, by: string): {[name: string]: Json} {
  const at = isoTime(Math.floor(endOf(alert))); // created and modified have milliseconds
  return {created: at, modified: at, created_by_ref: by};
}

function endOf({time, duration}: Alert): number {
  return time + Math.max(0, duration ?? 0) * 1000;
}

function isPort(port: number | null): port is number {
  return Number.isInteger(port) && port! >= 0 && port! <= 65_535;
}

function counted(name: string, value: number | null): {[name: string]: Json} {
  return Number.isSafeInteger(value) && value! >= 0 ? {[name]: value} : {};
}

/** From the outer protocol to the inner; what is no name of a protocol is skipped. */
function protocolsOf({proto, service}: Alert, outer: string): string[] {
  const words = [proto ?? "", ...(service ?? "").split(",")].map((word) => word.toLowerCase());
  return [...new Set([outer, ...words.filter((word) => /^[a-z][a-z0-9-]{0,31}$/.test(word))])];
}
