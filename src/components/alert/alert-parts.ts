import type {Today} from "../../core/schema/published.js";
import {eventColumns} from "../../core/schema/events.js";
import {features} from "../../core/features/list.js";
import type {AlertNeighbour} from "../../core/schema/alerts.js";
import type {Alert, AlertEvent, EventName} from "./alert-data.js";
import {clipMiddle, nameElement} from "../kit/clip.js";
import type {Row} from "../database/client.js";
import {element} from "../kit/element.js";
import type {Change, ChangedPart} from "./find-counterfactual.js";
import {formatCount, formatOrdinal, formatScore, formatTime, visible} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";
import {modelInUrl} from "../site-models/choice.js";
import type {PageName} from "../../core/pages/registry.js";

/** The fields of an event in the heading of its page. */
export interface HeadingFields {
  rank: number;
  time: number;
  src: string;
  src_port: number | null;
  dst: string;
  dst_port: number | null;
  proto: string | null;
  service: string | null;
  score: number;
}

/** Returns the heading of an alert: its hosts, its time, its score and rank, and the side of the threshold. */
export function alertHeading(event: HeadingFields, today: Today, threshold: number): HTMLElement {
  const {rank, time, src, dst, dst_port, score} = event;
  const side = score >= threshold ? "at or above the threshold" : "below the threshold";
  const port = dst_port === null || event.proto === "icmp" ? "" : `:${dst_port}`;
  const place = rank === 1 ? "the most anomalous" : formatOrdinal(rank);
  const title = element(
    "h1",
    {},
    hostLink(src),
    " → ",
    hostLink(dst),
    element("span", {class: "mono"}, port)
  );
  const standing = element(
    "p",
    {class: "standing"},
    kindOf(event),
    element(
      "a",
      {
        href: pageHref("explore", {...around(time), model: modelInUrl()}),
        title: "the hour around it, in Explore"
      },
      formatTime(time)
    ),
    " UTC. Score ",
    element("b", {}, formatScore(score)),
    `, ${place} of ${formatCount(today.events)}; `,
    element("b", {}, side),
    ` of ${formatScore(threshold)}.`
  );
  return element("div", {class: "heading"}, title, standing);
}

function hostLink(address: string): HTMLElement {
  const title = "this host, against itself and its peers";
  return element(
    "a",
    {href: pageHref("entity", {entity: address}), class: "host", title},
    nameElement(address, 44)
  );
}

const halfHour = 1_800_000;

/** Returns the hour around an instant, both in ms since the epoch. */
function around(time: number): {from: number; until: number} {
  return {from: Math.floor(time - halfHour), until: Math.ceil(time + halfHour)};
}

/** Returns what kind of connection it was, with a comma behind it; empty if the log does not have it. */
export function kindOf({
  proto,
  service,
  src_port,
  dst_port
}: Pick<HeadingFields, "proto" | "service" | "src_port" | "dst_port">): string {
  if (proto === "icmp") return `icmp type ${src_port ?? "unset"}, code ${dst_port ?? "unset"}, `;
  const kind = service ?? proto;
  return kind === null ? "" : `${clipMiddle(visible(kind), 40)}, `;
}

/** Returns the heading from the data of the front page, before the event is read; null if the event is not in it. */
export function findHeading(
  event: EventName | undefined,
  today: Today,
  threshold: number
): HTMLElement | null {
  const i =
    event === undefined
      ? 0
      : today.topEvents.findIndex((row) => row.event === event || row.identity === event);
  const row = today.topEvents[i];
  if (!row) return null;
  return alertHeading(
    {...row, rank: i + 1, src_port: row.srcPort, dst_port: row.dstPort},
    today,
    threshold
  );
}

/** Returns links to the neighbours by rank, on a *page* that shows them; `j` and `k` are their keys. */
export function neighbourLinks(
  {moreAnomalous, lessAnomalous}: Pick<Alert, "moreAnomalous" | "lessAnomalous">,
  page: PageName = "alert"
): HTMLElement {
  return element(
    "nav",
    {class: "neighbours", "aria-label": "Neighbours by rank"},
    neighbourLink(moreAnomalous, page, {key: "k", rel: "prev", word: "more anomalous"}),
    neighbourLink(lessAnomalous, page, {key: "j", rel: "next", word: "less anomalous"})
  );
}

function neighbourLink(
  neighbour: AlertNeighbour | null,
  page: PageName,
  {key, rel, word}: {key: string; rel: string; word: string}
): HTMLElement {
  if (!neighbour) return element("span", {class: "faint"}, `no event is ${word}`);
  const pair = `${clipMiddle(visible(neighbour.src), 24)} → ${clipMiddle(visible(neighbour.dst), 24)}`;
  return element(
    "a",
    {
      href: pageHref(page, {event: neighbour.identity ?? neighbour.event_id}),
      rel,
      "data-event": neighbour.identity ?? neighbour.event_id,
      title: pair,
      "aria-keyshortcuts": key
    },
    element("kbd", {}, key),
    ` ${word}: ${formatOrdinal(neighbour.rank)}, ${formatScore(neighbour.score)}`
  );
}

/** Returns the change that would bring the event below the threshold, or that none was found. */
export function changeSentence(change: Change | null, threshold: number): HTMLElement {
  const below = `below the threshold of ${formatScore(threshold)}`;
  if (!change) {
    return element(
      "p",
      {class: "about"},
      `No single change would bring it ${below}, and no two were found that would.`
    );
  }
  const {parts, score} = change;
  const opening =
    parts.length === 1
      ? `One change would bring it ${below}: `
      : `No single change would bring it ${below}; two would: `;
  return element(
    "p",
    {class: "about"},
    opening,
    ...parts.flatMap((part, i) => (i === 0 ? changedPart(part) : [", and ", ...changedPart(part)])),
    `, everything else equal: ${formatScore(score)}.`
  );
}

function changedPart({label, from, to}: ChangedPart): (Node | string)[] {
  return [element("b", {}, label), ` at ${to} instead of ${from}`];
}

/** Shows the line of the log as text, with its file, its number and the digest of the file. */
export function recordPart({record, event, file}: Alert): HTMLElement {
  return element(
    "div",
    {},
    record
      ? element("pre", {class: "record", tabindex: 0}, visible(record.raw))
      : element(
          "p",
          {class: "about"},
          "Only the most anomalous events are published with their line; RAW has this one:"
        ),
    element(
      "div",
      {class: "provenance"},
      element("span", {}, visible(file.name)),
      element("span", {}, `line ${formatCount(Number(event.line))}`),
      element("span", {class: "clip", title: file.sha256}, `sha256 ${file.sha256}`)
    )
  );
}

/** Lists every field of the event: the log’s own, then the features as numbers. */
export function fieldList(event: Pick<AlertEvent, "time"> & Row): HTMLElement {
  const meanings = new Map(eventColumns.map(({name, meaning}) => [name, meaning]));
  for (const {name, meaning} of features) meanings.set(name, meaning);
  const list = element("dl", {class: "fields"});
  const order = new Map([...meanings.keys()].map((name, i) => [name, i]));
  const place = (name: string): number => order.get(name) ?? -1;
  const fields = Object.entries(event).sort(([a], [b]) => place(a) - place(b));
  for (const [name, value] of fields) {
    const text = name === "time" ? new Date(event.time).toISOString() : fieldText(value);
    list.append(
      element(
        "div",
        {},
        element("dt", {title: meanings.get(name) ?? null}, name),
        element("dd", {class: value === null ? "faint" : null}, text)
      )
    );
  }
  return list;
}

function fieldText(value: string | number | boolean | null): string {
  if (value === null) return "unset";
  return visible(String(value)).slice(0, 2000);
}
