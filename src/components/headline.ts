import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import {formatCount, formatScore, formatWord, plural} from "./format.js";
import {pageHref} from "./url-state.js";

/** A stretch of a sentence; with *href*, a number that opens what it counts. */
export interface SentencePart {
  text: string;
  href?: string;

  /** Whether it is set strong. */
  strong?: boolean;
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

/** Returns a sentence as nodes, its numbers as links. */
export function sentenceNodes(parts: readonly SentencePart[]): Node[] {
  return parts.map(({text, href, strong}) => {
    if (href !== undefined) return element("a", {href, class: "figure"}, text);
    return strong ? element("b", {}, text) : document.createTextNode(text);
  });
}
