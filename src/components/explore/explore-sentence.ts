import type {Today} from "../../core/schema/published.js";
import {formatCount, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {pageHref} from "../site/url-state.js";

/**
 * Returns the sentence that opens Explore. At first it is about all events; once *selected* of them
 * pass the filters, about those. Of more than *loaded* events only the most anomalous can be filtered.
 */
export function exploreSentence(
  today: Pick<Today, "events" | "alerts" | "threshold">,
  {selected, loaded = today.events}: {selected?: number; loaded?: number} = {}
): SentencePart[] {
  const {events, alerts, threshold} = today;
  const every = formatCount(events);
  const available =
    loaded < events ? `the most anomalous ${formatCount(loaded)} of ${every}` : every;
  if (selected !== undefined && selected !== loaded) {
    const verb = plural(selected, "is", "are");
    return [
      {text: formatCount(selected), strong: true},
      {text: ` of ${available} ${plural(loaded, "event")} ${verb} selected.`}
    ];
  }
  return [
    {text: available, strong: true},
    {text: ` ${plural(loaded, "event")}, of which `},
    {
      text: alerts === 0 ? "none" : formatCount(alerts),
      href: pageHref("explore", {threshold})
    },
    {text: ` ${plural(alerts || 1, "is an alert", "are alerts")}.`}
  ];
}
