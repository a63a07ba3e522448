import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {Today} from "../../core/schema/published.js";
import {formatHours} from "../kit/format.js";
import {noticesOf} from "../kit/notices.js";
import {foundByNames, rateText} from "../kit/severity.js";
import {noscript, text} from "../site/noscript.js";
import {incidentView} from "./incident-view.js";
import {targetRemark} from "./today-sentence.js";

/** The longest notice that is shown, in characters: with its remedy. */
const maxNotice = 600;

/**
 * Returns the notices of the front page, so that nothing moves when the figures come, and the ten most severe
 * incidents for readers without JavaScript.
 */
export function todayHtml(page: IncidentsPage, today: Today | undefined): string {
  const remark = targetRemark(incidentView(page));
  const notices = [
    ...(remark ? [{text: remark, warning: false}] : []),
    ...(today ? noticesOf(today) : [])
  ].map(
    ({text: sentence, warning}) =>
      `<li${warning ? ` class="warning"` : ""}>${text(sentence, maxNotice)}</li>`
  );
  const incidents = page.incidents
    .slice(0, 10)
    .map(({entity, role, name, severity, rate_per_day, found_by, from, to}) => {
      const when = formatHours(Date.parse(from), Date.parse(to));
      const whose = `<code>${text(entity)}</code> as ${role === "actor" ? "source" : "target"}`;
      return `<li>${severity}, ${text(rateText(rate_per_day))}: ${whose}, ${text(when)}: ${text(name)}; found by ${foundByNames[found_by]}</li>`;
    });
  const without = noscript(
    incidents.length ? `<ol>${incidents.join("")}</ol>` : "",
    "<p>Figures and the other pages need JavaScript; nothing is loaded from other hosts.</p>"
  );
  return `<ul class="notices">${notices.join("")}</ul>${without}`;
}
