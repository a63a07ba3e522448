import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import {countSeverities} from "../../src/core/incidents/publish-incidents.js";
import {severityText} from "../../src/core/incidents/severity-text.js";
import type {Reporter} from "../artifacts/context.js";

/** Reports how many incidents there are by severity, and the three that an analyst would open first, most severe first. */
export function reportIncidents(
  {incidents}: Pick<FoundIncidents, "incidents">,
  reporter: Reporter
): void {
  reporter.found?.(`incidents: ${severityText(countSeverities(incidents))}`);
  for (const {entity, name} of incidents.slice(0, 3)) reporter.found?.(`  ${entity}: ${name}`);
}
