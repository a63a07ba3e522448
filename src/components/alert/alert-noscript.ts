import type {Today} from "../../core/schema/published.js";
import {formatCount, formatEndpoint, formatScore, formatTime} from "../kit/format.js";
import {eventTable, noscript, text} from "../site/noscript.js";

/** Returns the most anomalous event as a sentence, and those after it, for readers of Alert without JavaScript. */
export function alertHtml({events, threshold, topEvents}: Today): string {
  const [first, ...others] = topEvents;
  if (!first) return noscript("<h1>No event</h1>");
  const {time, src, dst, dstPort, service, proto, score} = first;
  const kind = service ?? proto;
  const side = score >= threshold ? "above" : "below";
  return noscript(
    `<h1>${text(src)} → ${text(formatEndpoint(dst, dstPort))}</h1>`,
    `<p>${kind === null ? "" : `${text(kind)}, `}${formatTime(time)} UTC. Score <b>${formatScore(score)}</b>, the most anomalous of ${formatCount(events)}; ${side} the threshold of ${formatScore(threshold)}.</p>`,
    others.length ? "<p>After it come:</p>" : "",
    eventTable(others),
    "<p>Why an event is anomalous is computed in the browser, from the published model, and needs JavaScript.</p>"
  );
}
