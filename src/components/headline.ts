import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import {formatCount, formatScore, formatWord, plural} from "./format.js";
import {originHref} from "./traced.js";
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
    {text: formatCount(alerts), href: pageHref("explore", {line: threshold})},
    {
      text: ` ${plural(alerts, "stands", "stand")} above the line you can read, ${formatWord(budgetPerDay)} a day: `
    },
    {text: formatCount(incidents), href: "#incidents"},
    {text: ` ${plural(incidents, "incident")} on `},
    {text: formatCount(hosts), href: "#hosts"},
    {text: ` ${plural(hosts, "host")}.`}
  ];
}

/** Returns a sentence as nodes, its numbers as links: to what they count, or else to where they come from. */
export function sentenceNodes(parts: readonly SentencePart[]): Node[] {
  return parts.flatMap(({text, href, strong, origin}): Node[] => {
    const from = origin === undefined ? undefined : originHref(origin);
    if (href !== undefined) {
      const number = element("a", {href, class: "figure"}, text);
      const about = {href: from, class: "origin", "aria-label": originLabel, title: originLabel};
      return from === undefined ? [number] : [number, element("a", about)];
    }
    const node = strong ? element("b", {}, text) : document.createTextNode(text);
    const about = {href: from, class: "traced", title: originLabel};
    return [from === undefined ? node : element("a", about, node)];
  });
}

/** What is said of a link to where a number comes from. */
export const originLabel = "where this number comes from";
