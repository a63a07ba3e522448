import type {Random} from "../../../src/core/forest/types.js";
import {firstAbove} from "./draw.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import type {OfficeHour} from "./rhythm.js";
import type {Slice} from "./slices.js";

/** Returns the flows an hour that *habits* make together in the hour *now*, in their own units. */
export function rateOf(habits: readonly Habit[], now: OfficeHour): number {
  return habits.reduce((sum, habit) => sum + habit.rate(now), 0);
}

/** Returns the occasions an hour of *habits* in the hour *now*: each value is the sum up to that habit. */
export function occasionsOf(habits: readonly Habit[], now: OfficeHour): Float64Array {
  let sum = 0;
  return Float64Array.from(habits, (habit) => (sum += habit.rate(now) / habit.burst));
}

/**
 * Adds as many flows of *habits* as the *slice* is to have. Occasions begin at any time in it, each
 * habit as often as *upTo* demands, the sums of occasions; flows may begin after its end.
 */
export function mingle(
  habits: readonly Habit[],
  upTo: Float64Array,
  slice: Slice,
  random: Random,
  flows: Flow[]
): void {
  const wanted = flows.length + slice.flows;
  const sum = upTo[upTo.length - 1];
  while (flows.length < wanted) {
    const time = slice.from + Math.floor(random() * (slice.until - slice.from));
    habits[firstAbove(upTo, random() * sum)].act(random, time, flows);
  }
  flows.length = wanted; // the last occasion may have made too many
}
