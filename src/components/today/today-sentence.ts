import type {Today} from "../../core/schema/published.js";
import {formatCount, formatScore, formatWord, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {pageHref} from "../site/url-state.js";

/** Returns the sentence that opens the front page, for any number of events, alerts and hosts. */
export function todaySentence(today: Today): SentencePart[] {
  const {events, alerts, incidents, hosts, threshold, budgetPerDay} = today;
  const days = Math.max(1, Math.round(today.days));
  const span = `in ${formatWord(days)} ${plural(days, "day")}`;
  const opening: SentencePart[] = [
    {text: "Of "},
    {text: formatCount(events), href: pageHref("explore")},
    {text: ` ${plural(events, "connection")} ${span}, `}
  ];
  if (alerts === 0)
    return [...opening, {text: `none reaches the threshold of ${formatScore(threshold)}.`}];
  return [
    ...opening,
    {text: formatCount(alerts), href: pageHref("explore", {threshold})},
    {
      text: ` ${plural(alerts, "reaches", "reach")} the threshold at a budget of ${formatWord(budgetPerDay)} a day: `
    },
    {text: formatCount(incidents), href: "#incidents"},
    {text: ` ${plural(incidents, "incident")} on `},
    {text: formatCount(hosts), href: "#hosts"},
    {text: ` ${plural(hosts, "host")}.`}
  ];
}
