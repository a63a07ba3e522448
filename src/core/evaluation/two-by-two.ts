import type {Metrics} from "../schema/published.js";

/** How the model and the labels judge the same labelled events. */
export interface TwoByTwo {
  /** Attacks at or above the threshold, and below it. */
  attacksAbove: number;
  attacksBelow: number;

  /** Benign events at or above the threshold, and below it. */
  benignAbove: number;
  benignBelow: number;
}

/** What the model makes of the events of one technique. */
export interface TechniqueCount {
  /** The ATT&CK id as the log has it, or null where an attack is labelled without one. */
  technique: string | null;

  /** The detailed labels that name it, in the order of their events. */
  attacks: string[];
  events: number;

  /** How many of them are at or above the threshold. */
  alerts: number;
}

/** Returns the counts of labelled events by what the model and what the labels say; null without a label. */
export function twoByTwo({
  labelled,
  labelledAlerts,
  attacks,
  recallAtBudget
}: Metrics): TwoByTwo | null {
  if (labelled === 0) return null;
  const attacksAbove = Math.round((recallAtBudget ?? 0) * attacks);
  const benignAbove = labelledAlerts - attacksAbove;
  return {
    attacksAbove,
    attacksBelow: attacks - attacksAbove,
    benignAbove,
    benignBelow: labelled - attacks - benignAbove
  };
}

/**
 * Returns the kinds of attacks by technique, the most frequent first; equal counts in the order of the
 * ids, attacks without a technique last.
 */
export function countTechniques(byAttack: Metrics["byAttack"]): TechniqueCount[] {
  const counts = new Map<string | null, TechniqueCount>();
  for (const {attack, technique, events, alerts} of byAttack) {
    const count = counts.get(technique) ?? {technique, attacks: [], events: 0, alerts: 0};
    count.attacks.push(attack);
    count.events += events;
    count.alerts += alerts;
    counts.set(technique, count);
  }
  return [...counts.values()].sort(
    (a, b) =>
      Number(a.technique === null) - Number(b.technique === null) ||
      b.events - a.events ||
      (String(a.technique) < String(b.technique) ? -1 : 1)
  );
}
