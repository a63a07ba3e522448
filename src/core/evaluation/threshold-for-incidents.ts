import type {BudgetThreshold} from "./threshold-for-budget.js";

const hour = 3_600_000;

/** Events in the order of their scores, the most anomalous first, column by column. */
export interface RankedEvents {
  score: ArrayLike<number>;

  /** What tells the source hosts apart. */
  source: ArrayLike<string | number>;

  /** The times, in milliseconds since the epoch. */
  time: ArrayLike<number>;
}

/** A threshold, its alerts, and whether more incidents than allowed follow below it. */
export interface IncidentThreshold extends BudgetThreshold {
  /** False if the events end before there are too many incidents: of more events, the threshold may be lower. */
  isReached: boolean;

  /** The incidents that the alerts form. */
  incidents: number;
}

/**
 * Returns the lowest score, not below *floor*, at or above which the alerts never form more than *allowed* incidents on the way down
 * from the highest: alerts of one source in contiguous hours, as `groupAlerts` groups them. Equal scores are alerts together; if
 * those of the highest score form more, the threshold is that score. Throws a RangeError without events, or unless *allowed* is at least 1.
 */
export function thresholdForIncidents(
  {score, source, time}: RankedEvents,
  allowed: number,
  floor: number
): IncidentThreshold {
  if (!(allowed >= 1)) throw new RangeError(`invalid number of incidents: ${allowed}; at least 1`);
  if (score.length === 0) throw new RangeError("too few scores: 0; a threshold needs 1");
  const count = incidentCounter();
  let kept: IncidentThreshold = {threshold: floor, alerts: 0, incidents: 0, isReached: true};
  for (let i = 0; i < score.length;) {
    const value = score[i];
    if (value < floor) return {...kept, threshold: floor};
    let incidents = kept.incidents;
    for (; i < score.length && score[i] === value; ++i) incidents = count(source[i], time[i]);
    if (incidents > allowed)
      return kept.alerts > 0 ? kept : {threshold: value, alerts: i, incidents, isReached: true};
    kept = {threshold: value, alerts: i, incidents, isReached: true};
  }
  return {...kept, isReached: false};
}

/** Returns a function that takes an alert and returns how many incidents all alerts so far form. */
function incidentCounter(): (source: string | number, time: number) => number {
  const hoursOf = new Map<string | number, Set<number>>();
  let incidents = 0;
  return (source, time) => {
    const hours = hoursOf.get(source) ?? new Set();
    hoursOf.set(source, hours);
    const at = Math.floor(time / hour);
    if (!hours.has(at)) {
      hours.add(at);
      incidents += 1 - Number(hours.has(at - 1)) - Number(hours.has(at + 1));
    }
    return incidents;
  };
}
