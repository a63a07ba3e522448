import {countSeverities} from "../../core/incidents/publish-incidents.js";
import type {IncidentsPage, ListedIncident, SeverityCounts} from "../../core/schema/incidents.js";

/** The incidents that a page shows: all, or those that no suppression of this browser hides. */
export interface IncidentView {
  /** Those of the test window, or of the complete log where there is no other; most severe first. */
  test: ListedIncident[];

  /** Those before, which have calibrated the rates. */
  training: ListedIncident[];

  /** The number of those of the test window by severity, also of what the page does not list. */
  counts: SeverityCounts;

  /** The places of the hidden ones, and how many of the test window they are. */
  hidden: ReadonlySet<number>;
  hiddenInTest: number;
}

/** Returns the incidents of *page* without the *hidden*, by their places. */
export function incidentView(
  {incidents, testCounts}: Pick<IncidentsPage, "incidents" | "testCounts">,
  hidden: ReadonlySet<number> = new Set()
): IncidentView {
  const test = incidents.filter(({window}) => window === "test");
  const isShown = ({incident}: ListedIncident) => !hidden.has(incident);
  const gone = test.filter((incident) => !isShown(incident));
  const less = countSeverities(gone);
  const counts = {...testCounts};
  for (const severity of Object.keys(less) as (keyof SeverityCounts)[])
    counts[severity] -= less[severity];
  return {
    test: test.filter(isShown),
    training: incidents.filter((incident) => incident.window === "training" && isShown(incident)),
    counts,
    hidden,
    hiddenInTest: gone.length
  };
}

/** Returns the number of incidents of all severities. */
export function totalOf(counts: SeverityCounts): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** Returns the days of the test window, of the complete log if nothing was left to train on. */
export function testDays({first, last, calibration}: IncidentsPage): number {
  const from = Math.max(first, Math.min(calibration.trainedUntil, last));
  return (last - from) / 86_400_000;
}
