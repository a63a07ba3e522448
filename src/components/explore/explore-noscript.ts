import type {Today} from "../../core/schema/published.js";
import {formatScore, formatTime} from "../kit/format.js";
import {eventTable, noscript} from "../site/noscript.js";

/** Returns the span of the events, the threshold and the most anomalous events, for readers of Explore without JavaScript. */
export function exploreHtml({first, last, threshold, topEvents}: Today): string {
  return noscript(
    `<p>They are from ${formatTime(first)} to ${formatTime(last)} UTC; the threshold is a score of ${formatScore(threshold)}. The most anomalous:</p>`,
    eventTable(topEvents),
    "<p>Filters, charts and the whole table run in the browser and need JavaScript.</p>"
  );
}
