import {selectIncidents} from "../../core/incidents/budget.js";
import type {IncidentBudget} from "../../core/incidents/budget.js";
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

  /** How many of the test window are beyond the budget of the reader. */
  beyond: number;
}

/** Which incidents a page shows. */
export interface IncidentViewOptions {
  /** The places of the incidents that suppressions hide; none by default. */
  hidden?: ReadonlySet<number>;

  /** The budget of the reader; every incident is shown by default. */
  budget?: IncidentBudget;
}

type ViewedPage = Pick<IncidentsPage, "incidents" | "testCounts" | "testDays">;

/** Returns the incidents of *page* that are not hidden and within the budget. */
export function incidentView(
  page: ViewedPage,
  {hidden = new Set(), budget}: IncidentViewOptions = {}
): IncidentView {
  const all = page.incidents.filter(({window}) => window === "test");
  const left = all.filter(({incident}) => !hidden.has(incident));
  const test = budget ? selectIncidents(left, budget, page.testDays) : left;
  const shown = new Set(test);
  const counts = {...page.testCounts};
  for (const incident of all) if (!shown.has(incident)) --counts[incident.severity];
  return {
    test,
    training: page.incidents.filter(
      ({window, incident}) => window === "training" && !hidden.has(incident)
    ),
    counts,
    hidden,
    hiddenInTest: all.length - left.length,
    beyond: left.length - test.length
  };
}

/** Returns the number of incidents of all severities. */
export function totalOf(counts: SeverityCounts): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
