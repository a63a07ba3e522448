import type {UnusualHour} from "../../core/entities/usual-hours.js";
import type {PeerRow} from "../../core/published/entity-peers.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import type {DestinationAddress, EntityHour, EntityTotals, Pair} from "./entity-data.js";
import {formatSimilarity} from "./peer-table.js";
import {formatMeasure, formatZ} from "./unusual-hours.js";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEndpoint,
  formatHours,
  formatScore,
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

/** Returns the sentence over the list of hosts. */
export function entitiesSentence({
  entities,
  of,
  alerting
}: Pick<EntitiesPage, "entities" | "of" | "alerting">): SentencePart[] {
  const [top] = entities;
  if (!top) return [{text: "No host opened a connection."}];
  const name = shortName(top.entity);
  return [
    {
      text: `${formatCount(alerting)} of ${formatCount(of)} ${plural(of, "host")} ${alerting === 1 ? "has" : "have"} an alert; the most anomalous, `
    },
    {text: name, href: pageHref("entity", {entity: top.entity})},
    {
      text: `, with ${formatCount(top.alerts)} of its ${formatCount(top.events)} ${plural(top.events, "connection")}.`
    }
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

/**
 * Returns whether a host is unlike itself, or unlike its peers, with numbers and denominators. Where nothing
 * measures the first, its busiest hour is compared with its median hour and with all hosts.
 */
export function entitySentence(
  {entity, events, alerts}: Pick<EntityTotals, "entity" | "events" | "alerts">,
  hours: readonly EntityHour[],
  unlike: Unlikeness = {most: null, closest: undefined, closer: 0, others: 0}
): SentencePart[] {
  const opening: SentencePart[] = [
    {text: `${shortName(entity)} had `},
    {text: formatCount(alerts), href: "#alerts"},
    {
      text: ` ${plural(alerts, "alert")} among its ${formatCount(events)} ${plural(events, "connection")}`
    }
  ];
  const peers: SentencePart[] = closestClause(unlike);
  if (unlike.most) return [...opening, ...selfClause(unlike.most), ...peers];
  const most = busiest(hours);
  if (!most) return [...opening, ...peers];
  const middle = median(hours.map(({bytes_out}) => bytes_out));
  const self =
    hours.length < minHours
      ? `it sent ${formatBytes(most.bytes_out)}, in one of only ${formatCount(hours.length)} ${plural(hours.length, "hour")} in which it was active`
      : middle > 0
        ? `it sent ${formatBytes(most.bytes_out)}, ${times(most.bytes_out / middle)} its own median hour`
        : `it sent ${formatBytes(most.bytes_out)}; in its median hour it sends nothing`;
  const among = `; on ${formatHours(most.hour, most.hour + hour)} ${self}${peersClause(most)}`;
  return [...opening, {text: among}, ...peers];
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
export function destinationSentence(
  address: string,
  destination: DestinationAddress | null
): string {
  const name = shortName(address);
  if (!destination) return `${name} is in no event of this log.`;
  const {events, sources, score, first, last} = destination;
  return `${name} opened no connection; ${formatCount(sources)} ${plural(sources, "host")} connected to it ${formatCount(events)} ${plural(events, "time")}, ${formatTime(first)} to ${formatTime(last)} UTC, highest score ${formatScore(score)}.`;
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
