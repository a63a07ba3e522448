import type {IncidentsPage} from "../../core/schema/incidents.js";
import {formatHours} from "../kit/format.js";
import {foundByNames, rateText} from "../kit/severity.js";
import {noscript, table, text} from "../site/noscript.js";

/** How many incidents are listed, and how many of them with their evidence. */
const [maxListed, maxDetailed] = [50, 5];

/** Returns the first incidents with their evidence, for readers without JavaScript. */
export function incidentsHtml({incidents, of}: IncidentsPage): string {
  const rows = incidents
    .slice(0, maxListed)
    .map(({severity, entity, role, from, to, name, rate_per_day, found_by}) => [
      severity,
      formatHours(Date.parse(from), Date.parse(to)),
      `${entity} (${role})`,
      name,
      foundByNames[found_by],
      rateText(rate_per_day)
    ]);
  const detailed = incidents.slice(0, maxDetailed).map(({name, entity, evidence}) => {
    const items = evidence.map(
      ({detector, rule, sentence}) =>
        `<li>${text(rule ? `${rule.title} (${rule.level})` : detector)}: ${text(sentence)}</li>`
    );
    return `<h2>${text(name)}: ${text(entity)}</h2><ul>${items.join("")}</ul>`;
  });
  return noscript(
    table(["severity", "time (UTC)", "host", "incident", "found by", "rate"], rows),
    of > rows.length
      ? `<p>${rows.length} of ${of}; <code>atalaya incidents</code> prints all.</p>`
      : "",
    ...detailed,
    "<p>The figures of an incident are drawn in the browser and need JavaScript.</p>"
  );
}
