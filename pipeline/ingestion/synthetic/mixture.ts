import type {Random} from "../../../src/core/forest/types.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import type {OfficeHour} from "./rhythm.js";
import type {Slice} from "./slices.js";

/** Returns the flows an hour that *habits* make together in the hour *now*, in their own units. */
export function rateOf(habits: readonly Habit[], now: OfficeHour): number {
  return habits.reduce((sum, habit) => sum + habit.rate(now), 0);
}

/**
 * Returns as many flows of *habits* as the *slice* is to have. Occasions begin at any time in it,
 * each habit as often as its rate in the hour *now* demands; flows may begin after its end.
 */
export function mingle(
  habits: readonly Habit[],
  now: OfficeHour,
  slice: Slice,
  random: Random
): Flow[] {
  const flows: Flow[] = [];
  const upTo = new Float64Array(habits.length); // occasions an hour of the habits up to this one
  let sum = 0;
  for (let i = 0; i < habits.length; ++i) {
    upTo[i] = sum += habits[i].rate(now) / habits[i].burst;
  }
  while (flows.length < slice.flows) {
    const time = slice.from + Math.floor(random() * (slice.until - slice.from));
    habits[firstAbove(upTo, random() * sum)].act(random, time, flows);
  }
  flows.length = slice.flows; // the last occasion may have made too many
  return flows;
}

/** Returns the position of the first of the ascending *values* that is above *value*. */
function firstAbove(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
