import {selectIncidents} from "../../../core/incidents/budget.js";
import type {IncidentBudget} from "../../../core/incidents/budget.js";
import type {IncidentsPage, ListedIncident} from "../../../core/schema/incidents.js";
import type {IncidentLabels} from "../../../core/schema/threshold.js";

/** An attack that labels name, and the first selected incident that finds it; null if none does. */
export interface FoundAttack {
  attack: string;
  events: number;
  by: ListedIncident | null;
}

/** The incidents that a budget allows, and what labels say of them. */
export interface Selection {
  budget: IncidentBudget;
  selected: ListedIncident[];

  /** The incidents of the test window, selected or not, most severe first. */
  all: readonly ListedIncident[];

  /** The days of the test window, at least 1. */
  days: number;

  /** The highest rate a day among the selected; 0 if there are none. */
  rate: number;

  /** Whether that rate divides the selected from the others: not with a budget of each day, nor where rules make the order. */
  isOneRate: boolean;

  /** The selected with labelled events, and of these the ones that are mostly attacks; null without labels. */
  byLabels: {labelled: number; attacks: number} | null;
  attacks: FoundAttack[] | null;
}

/** The share of the flows of an attack that true incidents hold if they find it, and of attacks in a true incident. */
const [minCover, minAttackShare] = [0.1, 0.5];

/** Returns what *budget* selects of *incidents*, those of the test window over *days*. */
export function selectionOf(
  incidents: readonly ListedIncident[],
  budget: IncidentBudget,
  {days, labels}: {days: number; labels: IncidentLabels | null}
): Selection {
  const selected = selectIncidents(incidents, budget, days);
  const rate = selected.reduce((most, {rate_per_day}) => Math.max(most, rate_per_day), 0);
  const isIn = new Set(selected);
  const isOneRate =
    !budget.each && incidents.every((one) => isIn.has(one) || one.rate_per_day >= rate);
  const base = {budget, selected, all: incidents, days: Math.max(1, days), rate, isOneRate};
  if (!labels) return {...base, byLabels: null, attacks: null};
  const byPlace = new Map(labels.incidents.map((one) => [one.incident, one]));
  const labelled = selected.filter(({incident}) => (byPlace.get(incident)?.labelled ?? 0) > 0);
  const trueOnes = labelled.filter(({incident}) => {
    const {labelled: n, attacks} = byPlace.get(incident)!;
    return attacks >= minAttackShare * n;
  });
  const attacks = labels.attacks.map(({attack, events}, i): FoundAttack => {
    const holding = trueOnes.filter(({incident}) => byPlace.get(incident)!.of.some(([place]) => place === i)); // prettier-ignore
    const covered = holding.reduce((sum, {incident}) => sum + byPlace.get(incident)!.of.find(([place]) => place === i)![1], 0); // prettier-ignore
    return {attack, events, by: covered >= minCover * events ? holding[0] : null};
  });
  return {
    ...base,
    byLabels: {labelled: labelled.length, attacks: trueOnes.length},
    attacks
  };
}

/** Returns the incidents of the test window that are not hidden. */
export function testIncidents(
  {incidents}: IncidentsPage,
  hidden: ReadonlySet<number>
): ListedIncident[] {
  return incidents.filter(({window, incident}) => window === "test" && !hidden.has(incident));
}
