import {formatCount} from "../kit/format.js";

/** Returns hours of hosts a day, to two significant figures below ten. */
export function rate(perDay: number): string {
  return perDay >= 10 ? formatCount(perDay) : String(Number(perDay.toPrecision(2)));
}
