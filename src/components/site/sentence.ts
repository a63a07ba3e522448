import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatWord, plural} from "../kit/format.js";
import {originHref} from "../provenance/origin.js";
import {pageHref} from "./url-state.js";

/** A stretch of a sentence; with *href*, a number that opens what it counts. */
export interface SentencePart {
  text: string;
  href?: string;

  /** Whether it is set strong. */
  strong?: boolean;

  /** The figure, `page.id`, whose path in Lineage it leads to. */
  origin?: string;
}

/** Returns the sentence that opens the front page, for any number of events, alerts and hosts. */
export function headline(today: Today): SentencePart[] {
  const {events, alerts, incidents, hosts, threshold, budgetPerDay} = today;
  const days = Math.max(1, Math.round(today.days));
  const span = `in ${formatWord(days)} ${plural(days, "day")}`;
  const opening: SentencePart[] = [
    {text: "Of "},
    {text: formatCount(events), href: pageHref("explore")},
    {text: ` ${plural(events, "connection")} ${span}, `}
  ];
  if (alerts === 0)
    return [...opening, {text: `none stands above the line of ${formatScore(threshold)}.`}];
  return [
    ...opening,
    {text: formatCount(alerts), href: pageHref("explore", {threshold})},
    {
      text: ` ${plural(alerts, "stands", "stand")} above the line you can read, ${formatWord(budgetPerDay)} a day: `
    },
    {text: formatCount(incidents), href: "#incidents"},
    {text: ` ${plural(incidents, "incident")} on `},
    {text: formatCount(hosts), href: "#hosts"},
    {text: ` ${plural(hosts, "host")}.`}
  ];
}

/**
 * Returns a sentence as nodes, its numbers as links: to what they count, or else to where they come from. Of
 * those that lead to one origin the first is a stop of the Tab key: a sentence is no row of buttons.
 */
export function sentenceNodes(parts: readonly SentencePart[]): Node[] {
  return parts.flatMap(({text, href, strong, origin}, i): Node[] => {
    const node = strong ? element("b", {}, text) : document.createTextNode(text);
    const number = href === undefined ? node : element("a", {href, class: "figure"}, text);
    if (origin === undefined) return [number];
    const link = {
      href: originHref(origin),
      title: originLabel,
      tabindex: isFirstOrigin(parts, i) ? null : -1
    };
    if (href === undefined) return [element("a", {...link, class: "traced"}, node)];
    return [number, element("a", {...link, class: "origin", "aria-label": originLabel})];
  });
}

const said = new WeakMap<Element, string>();

/** Lets *heading* say *parts*. What it says already stays as it is, so that nobody who is on a link of it loses it. */
export function say(heading: Element, parts: readonly SentencePart[]): void {
  const key = JSON.stringify(parts);
  const text = parts.map((part) => part.text).join("");
  if (said.get(heading) === key && heading.textContent === text) return;
  said.set(heading, key);
  heading.replaceChildren(...sentenceNodes(parts));
}

/** Returns whether no part before the one at *i* leads to the same origin. */
export function isFirstOrigin(parts: readonly SentencePart[], i: number): boolean {
  return parts.findIndex(({origin}) => origin === parts[i].origin) === i;
}

/** What is said of a link to where a number comes from. */
export const originLabel = "where this number comes from";
