import {shippedMagnitudes} from "./calibration.js";
import type {ReferenceMagnitudes} from "./calibration.js";

/** The largest raw magnitude of an entity on a day. */
export interface DayMagnitude {
  entity: string;
  day: number;
  raw: number;
}

/**
 * Returns what other networks need of *magnitudes*, of one detector on networks without attacks: the largest of each
 * entity and day, over *hostDays* hosts times days.
 */
export function referenceMagnitudes(
  magnitudes: readonly DayMagnitude[],
  hostDays: number
): ReferenceMagnitudes {
  const days = new Map<string, number>();
  for (const {entity, day, raw} of magnitudes) {
    const key = `${day} ${entity}`;
    days.set(key, Math.max(days.get(key) ?? -Infinity, raw));
  }
  const top = [...days.values()].sort((a, b) => b - a).slice(0, shippedMagnitudes);
  const rounded = top.map((x) => Math.round(x * 1e4) / 1e4);
  const least = rounded[rounded.length - 1] ?? 0;
  const excess = (rounded[rounded.length >> 1] ?? least) - least;
  return {
    ratePerHostDay: 1 / hostDays,
    top: rounded,
    scale: Math.min(1, Math.max(0.2, excess / Math.LN2))
  };
}
