import type {ListedIncident} from "../schema/incidents.js";

/** The incidents a day that a team can triage, where nobody has said otherwise. */
export const defaultIncidentsPerDay = 5;

/** The maximum of incidents a day that can be asked for. */
export const maxIncidentsPerDay = 200;

/** How many incidents a day a team can triage. */
export interface IncidentBudget {
  /** Incidents a day; over 0, need not be an integer. */
  perDay: number;

  /** Whether it holds for each UTC day by itself; else on average over all of them. */
  each: boolean;
}

type Ranked = Pick<ListedIncident, "rate_per_day" | "from">;

/**
 * Returns those of *incidents*, most severe first, that *budget* allows over *days*: the most severe on average, or of each
 * UTC day, to which an incident belongs by its first hour. At least one is allowed.
 */
export function selectIncidents<T extends Ranked>(
  incidents: readonly T[],
  {perDay, each}: IncidentBudget,
  days: number
): T[] {
  const most = (n: number) => Math.max(1, Math.floor(n + 1e-9));
  if (!each) return incidents.slice(0, most(perDay * Math.max(1, days)));
  const counts = new Map<string, number>();
  return incidents.filter(({from}) => {
    const day = from.slice(0, 10);
    const n = (counts.get(day) ?? 0) + 1;
    counts.set(day, n);
    return n <= most(perDay);
  });
}
