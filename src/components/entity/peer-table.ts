import type {PartName} from "../../core/entities/similarity.js";
import type {PeerRow} from "../../core/published/entity-peers.js";
import {clipMiddle, nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatShare, plural, visible} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";

/** How the measure is explained: formula, source, unit and direction. */
export const peersAbout =
  "Alike is the mean of five likenesses in [0, 1]; 1 is alike. Of services, ports and hours of the day: Σ √(p q) over the shares of both (Bhattacharyya, 1943). Of bytes sent and connections in a median hour: 1 − how far apart both stand in the order of the compared hosts.";

const heads = [
  "peer",
  "alike",
  "services",
  "ports",
  "hours of day",
  "bytes sent",
  "connections",
  "differs most in"
];

/** Returns a likeness in [0, 1] to two decimals; never 1.00 where it is less. */
export function formatAlike(similarity: number): string {
  return similarity < 1 ? Math.min(0.99, similarity).toFixed(2) : "1.00";
}

/** Returns how a host differs most from a peer, in words. */
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
  const number = (value: number) => element("td", {class: "number"}, formatAlike(value));
  const lines = peers.map((row) =>
    element(
      "tr",
      {},
      element(
        "td",
        {class: "address"},
        element("a", {href: pageHref("entity", {entity: row.peer})}, nameElement(row.peer, 40))
      ),
      element("td", {class: "number strong"}, formatAlike(row.similarity)),
      ...[row.services, row.ports, row.hours, row.bytes, row.connections].map(number),
      element("td", {class: "difference"}, differenceSentence(row))
    )
  );
  const table = element(
    "table",
    {},
    element("caption", {class: "unseen"}, "Its closest peers"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((name, i) =>
          element("th", {scope: "col", class: i > 0 && i < 7 ? "number" : null}, name)
        )
      )
    ),
    element("tbody", {}, ...lines)
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Its closest peers"},
    table
  );
}

/** Returns whether a host is unlike its peers, with the number of hosts that it is held against. */
export function peersSentence(
  peers: readonly PeerRow[],
  {closer, others}: {closer: number; others: number}
): string {
  const [closest] = peers;
  if (!closest) return "No other host was compared.";
  const name = clipMiddle(visible(closest.peer), 40);
  return `Its closest peer, ${name}, is ${formatAlike(closest.similarity)} alike; ${formatCount(closer)} of the ${formatCount(others)} other compared ${plural(others, "host")} ${closer === 1 ? "has" : "have"} a closer one.`;
}
