import type {PartName} from "../../core/entities/similarity.js";
import type {PeerRow} from "../../core/published/entity-peers.js";
import {clipMiddle, nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatShare, plural, visible} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";

/** The explanation of the measure: formula, source, unit and direction. */
export const peersAbout =
  "Similarity is the mean of five similarities in [0, 1]; 1 is the same. Of services, ports and hours of the day: Σ √(p q) over the shares of both (Bhattacharyya, 1943). Of bytes sent and connections in a median hour: 1 − how far apart both stand in the order of the compared hosts.";

/** Returns a similarity in [0, 1] to two decimals; never 1.00 where it is less. */
export function formatSimilarity(similarity: number): string {
  return similarity < 1 ? Math.min(0.99, similarity).toFixed(2) : "1.00";
}

/** Returns the greatest difference between a host and a peer, as text. */
export function differenceSentence({differs, value, own, theirs}: PeerRow): string {
  if (differs === "bytes")
    return `${formatBytes(own)} sent in a median hour, the peer ${formatBytes(theirs)}`;
  if (differs === "connections")
    return `${formatCount(own)} ${plural(own, "connection")} in a median hour, the peer ${formatCount(theirs)}`;
  const name = clipMiddle(visible(value ?? ""), 30);
  const what: Record<Exclude<PartName, "bytes" | "connections">, string> = {
    services: name === "–" ? "no known service" : `service ${name}`,
    ports: `port ${name}`,
    hours: `the hour from ${name}`
  };
  return `${what[differs]}: ${formatShare(own)} of its connections, ${formatShare(theirs)} of the peer’s`;
}

/** Shows the closest peers of a host, the closest first, and how it differs from each. */
export function peerTable(peers: readonly PeerRow[]): HTMLElement {
  const similarity = (name: string, of: (row: PeerRow) => number): Column<PeerRow> => ({
    name,
    number: true,
    cell: (row) => formatSimilarity(of(row))
  });
  return table(peers, {
    label: "Its closest peers",
    columns: [
      {
        name: "peer",
        class: "address",
        cell: ({peer}) =>
          element("a", {href: pageHref("entity", {entity: peer})}, nameElement(peer, 40))
      },
      {...similarity("similarity", (row) => row.similarity), class: () => "strong"},
      similarity("services", (row) => row.services),
      similarity("ports", (row) => row.ports),
      similarity("hours of day", (row) => row.hours),
      similarity("bytes sent", (row) => row.bytes),
      similarity("connections", (row) => row.connections),
      {name: "differs most in", class: () => "difference", cell: differenceSentence}
    ]
  });
}

/** Returns whether a host is unlike its peers, with the number of hosts that it is compared with. */
export function peersSentence(
  peers: readonly PeerRow[],
  {closer, others}: {closer: number; others: number}
): string {
  const [closest] = peers;
  if (!closest) return "No other host was compared.";
  const name = clipMiddle(visible(closest.peer), 40);
  return `Its closest peer, ${name}, has a similarity of ${formatSimilarity(closest.similarity)}; ${formatCount(closer)} of the ${formatCount(others)} other compared ${plural(others, "host")} ${closer === 1 ? "has" : "have"} a closer one.`;
}
