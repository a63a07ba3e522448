import type {UnusualHour} from "../../core/entities/usual-hours.js";
import type {PeerRow} from "../../core/published/entity-peers.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import type {EntityHour, EntityTotals, Pair} from "./entity-data.js";
import {incidentCountText} from "./host-incidents.js";
import type {HostIncident} from "./host-incidents.js";
import type {TargetTotals} from "./traffic-data.js";
import {formatSimilarity} from "./peer-table.js";
import {formatMeasure, formatZ} from "./unusual-hours.js";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEndpoint,
  formatHours,
  formatShare,
  formatTime,
  plural,
  visible
} from "../kit/format.js";
import {clipMiddle} from "../kit/clip.js";
import type {SentencePart} from "../site/sentence.js";
import {pageHref} from "../site/url-state.js";

const hour = 3_600_000;

/** The fewest hours whose median is shown. */
const minHours = 5;

/** Returns the sentence over the list of hosts: how many have an incident, and the one of the most severe. */
export function entitiesSentence({
  entities,
  of,
  onlyTargets,
  withIncident
}: Pick<EntitiesPage, "entities" | "of" | "onlyTargets" | "withIncident">): SentencePart[] {
  const [top] = entities;
  if (!top) return [{text: "No host opened a connection."}];
  const all = of + onlyTargets;
  const opening = `${formatCount(withIncident)} of ${formatCount(all)} ${plural(all, "host")} ${withIncident === 1 ? "has" : "have"} an incident`;
  if (withIncident === 0) return [{text: `${opening}.`}];
  const {asSource, asTarget, severity} = top.incidents;
  const roles = [
    ...(asSource > 0 ? [`${formatCount(asSource)} as source`] : []),
    ...(asTarget > 0 ? [`${formatCount(asTarget)} as target`] : [])
  ];
  return [
    {text: `${opening}; the most severe is ${severity}, of `},
    {text: shortName(top.entity), href: pageHref("entity", {entity: top.entity})},
    {text: `, which has ${roles.join(" and ")}.`}
  ];
}

/** How far a host is unlike itself and unlike its peers. */
export interface Unlikeness {
  /** The hour that is most above what is usual; null if none can be measured. */
  most: UnusualHour | null;

  /** Its closest peer; undefined if it was not compared. */
  closest: PeerRow | undefined;

  /** Of *others*, the other compared hosts, how many have a closer peer. */
  closer: number;
  others: number;
}

/** What the sentence of a host says beside its incidents. */
export interface HostFacts {
  /** The hours that are shown. */
  hours: readonly EntityHour[];

  /** What came to it; null if nothing did. */
  inbound: TargetTotals | null;
  unlike: Unlikeness;
}

/**
 * Returns the incidents of a host by role, what it did and what was done to it, and whether it is unlike itself or
 * unlike its peers, with numbers and denominators. Where nothing measures the latter, its busiest hour is compared with
 * its median hour and with all hosts.
 */
export function entitySentence(
  {entity, events, failed}: Pick<EntityTotals, "entity" | "events"> & {failed: number | null},
  incidents: readonly HostIncident[],
  {hours, inbound, unlike}: HostFacts
): SentencePart[] {
  const share = failed === null ? "" : `, ${formatShare(failed / events)} failed`;
  const opening: SentencePart[] = [
    {text: `${shortName(entity)} has `},
    {text: incidentCountText(incidents), href: "#incidents"},
    {text: `. It opened ${formatCount(events)} ${plural(events, "connection")}${share}`},
    ...inboundClause(inbound)
  ];
  const peers: SentencePart[] = closestClause(unlike);
  if (unlike.most) return [...opening, ...selfClause(unlike.most), ...peers];
  const most = busiest(hours);
  if (!most) return [...opening, ...peers];
  return [...opening, {text: busiestClause(most, hours)}, ...peers];
}

function busiestClause(most: EntityHour, hours: readonly EntityHour[]): string {
  const middle = median(hours.map(({bytes_out}) => bytes_out));
  const self =
    hours.length < minHours
      ? `it sent ${formatBytes(most.bytes_out)}, in one of only ${formatCount(hours.length)} ${plural(hours.length, "hour")} in which it was active`
      : middle > 0
        ? `it sent ${formatBytes(most.bytes_out)}, ${times(most.bytes_out / middle)} its own median hour`
        : `it sent ${formatBytes(most.bytes_out)}; in its median hour it sends nothing`;
  return `; on ${formatHours(most.hour, most.hour + hour)} ${self}${peersClause(most)}`;
}

function inboundClause(inbound: TargetTotals | null): SentencePart[] {
  if (!inbound) return [{text: ", and none came to it"}];
  const {events, failed, sources} = inbound;
  return [
    {
      text: `; ${formatCount(events)} came to it from ${formatCount(sources)} ${plural(sources, "address", "addresses")}, ${formatShare(failed / events)} failed`
    }
  ];
}

/** Returns the incidents of a host that is only a target, and what was done to it. */
export function targetSentence(
  entity: string,
  incidents: readonly HostIncident[],
  inbound: TargetTotals | null
): SentencePart[] {
  return [
    {text: `${shortName(entity)} has `},
    {text: incidentCountText(incidents), href: "#incidents"},
    {text: `. ${destinationSentence("It", inbound)}`}
  ];
}

function selfClause(most: UnusualHour): SentencePart[] {
  const verb = most.measure === "bytes_out" ? "sent" : "opened";
  const {value, median, z} = most;
  return [
    {
      text: `; on ${formatHours(most.hour, most.hour + hour)} it ${verb} ${formatMeasure(most, value)} where ${formatMeasure(most, median)} is usual, `
    },
    {text: `z ${formatZ(z)}`, href: "#self"}
  ];
}

function closestClause({closest, closer, others}: Unlikeness): SentencePart[] {
  if (!closest) return [{text: "."}];
  return [
    {text: "; its closest peer has a similarity of "},
    {text: formatSimilarity(closest.similarity), href: "#peers"},
    {
      text: `, and ${formatCount(closer)} of ${formatCount(others)} other ${plural(others, "host")} ${closer === 1 ? "has" : "have"} a closer one.`
    }
  ];
}

function peersClause({hosts, bytes_above}: EntityHour): string {
  const others = hosts - 1;
  if (others === 0) return ", while no other host was active";
  const named = `the ${others === 1 ? "" : `${formatCount(others)} `}${plural(others, "other host")} of that hour`;
  if (bytes_above === 1) return `, more than ${others === 1 ? "" : "each of "}${named}`;
  return `, more than ${Math.floor(100 * bytes_above)} % of ${named}`;
}

/** Returns the sentence about an address that opened no connection. */
export function destinationSentence(address: string, destination: TargetTotals | null): string {
  const name = shortName(address);
  if (!destination) return `${name} is in no event of this log.`;
  const {events, failed, sources, ports, first, last} = destination;
  return `${name} opened no connection; ${formatCount(sources)} ${plural(sources, "host")} connected to ${formatCount(ports)} ${plural(ports, "port")} of it ${formatCount(events)} ${plural(events, "time")}, ${formatShare(failed / events)} failed, ${formatTime(first)} to ${formatTime(last)} UTC.`;
}

/** Returns how regular a pair is, in a sentence; e.g., `every 60 s ± 1.8 s, 1,204 times, to 203.0.113.9:443`. */
export function pairSentence({dst, dst_port, intervals, middle, deviation}: Pair): string {
  return `every ${formatDuration(middle)} ± ${formatDuration(deviation)}, ${formatCount(intervals)} times, to ${pairName({dst, dst_port})}`;
}

/** Returns the destination of a pair, visible and truncated. */
export function pairName({dst, dst_port}: Pick<Pair, "dst" | "dst_port">): string {
  return clipMiddle(visible(formatEndpoint(dst, dst_port < 0 ? null : dst_port)), 40);
}

/** Returns the hour in which most was sent; of equal ones the first. */
export function busiest(hours: readonly EntityHour[]): EntityHour | undefined {
  return hours.reduce<EntityHour | undefined>(
    (most, next) => (most && most.bytes_out >= next.bytes_out ? most : next),
    undefined
  );
}

/** Returns the lower median of *values*; 0 if there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function times(ratio: number): string {
  return `${ratio < 10 ? Number(ratio.toPrecision(2)) : formatCount(ratio)}×`;
}

function shortName(entity: string): string {
  return clipMiddle(visible(entity), 46);
}
