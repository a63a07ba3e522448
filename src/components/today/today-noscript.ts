import type {Today} from "../../core/schema/published.js";
import {formatScore} from "../kit/format.js";
import {noticesOf} from "../kit/notices.js";
import {noscript, text} from "../site/noscript.js";

/**
 * Returns the notices of the front page, so that nothing moves when the figures come, and the ten most
 * anomalous incidents for readers without JavaScript.
 */
export function todayHtml(today: Today): string {
  const notices = noticesOf(today).map(
    ({text: sentence, warning}) => `<li${warning ? ` class="warning"` : ""}>${text(sentence)}</li>`
  );
  const incidents = today.topIncidents
    .slice(0, 10)
    .map(
      ({entity, reason, score}) =>
        `<li><code>${text(entity)}</code>: ${text(reason)} (${formatScore(score)})</li>`
    );
  const without = noscript(
    incidents.length ? `<ol>${incidents.join("")}</ol>` : "",
    "<p>Figures and the other pages need JavaScript; nothing is loaded from other hosts.</p>"
  );
  return `<ul class="notices">${notices.join("")}</ul>${without}`;
}
