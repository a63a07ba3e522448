import type {Random} from "../../../src/core/forest/types.js";
import {chance, logNormal} from "./draw.js";
import {day, hour} from "./options.js";

/** An hour of the office’s local time. */
export interface OfficeHour {
  /** The hour of the day, an integer in [0, 23]. */
  hour: number;

  /** The day of the week, an integer in [0, 6]; 0 is Monday. */
  weekday: number;

  /** The day of the feed, from 0. */
  day: number;
}

/** How one person keeps the hours; in office time. */
export interface Person {
  /** The hour of arrival, with its fraction. */
  arrives: number;

  /** The hour of leaving, with its fraction. */
  leaves: number;

  /** The hour of lunch. */
  lunch: number;

  /** How much more than the others; the median is 1. */
  chattiness: number;

  /** How busy each day of the feed is, from 0 (away) upwards; 1 is usual. One a day. */
  presence: Float64Array;
}

/** How far the office’s clock is ahead of UTC, in microseconds: all year; a change of clocks is not simulated. */
export const officeOffset = hour;

/** Returns the office hour of *time*, in microseconds UTC, in a feed that begins at *from*. */
export function officeHour(time: number, from: number): OfficeHour {
  const local = time + officeOffset;
  const today = Math.floor(local / day);
  return {
    hour: Math.floor((local - today * day) / hour),
    weekday: (today + 3) % 7, // the epoch was a Thursday
    day: today - Math.floor((from + officeOffset) / day)
  };
}

/** Returns whether most of the office is at work: weekdays from 8 to 18 o’clock. */
export function isWorkingHour({hour, weekday}: OfficeHour): boolean {
  return weekday < 5 && hour >= 8 && hour < 18;
}

/** Returns whether the office is empty, and stays so for four hours: nights, and weekends. */
export function isQuietHour({hour, weekday}: OfficeHour): boolean {
  return weekday >= 5 || hour >= 19 || hour < 3;
}

/** Draws a person who works in a feed of *days* days. */
export function person(random: Random, days: number): Person {
  const arrives = 7.5 + 2 * random();
  return {
    arrives,
    leaves: arrives + 8 + 1.8 * random(),
    lunch: 12 + Math.floor(2.5 * random()),
    chattiness: logNormal(random, 1000, 0.45) / 1000,
    presence: Float64Array.from({length: days + 1}, () =>
      chance(random, 0.03) ? 0 : logNormal(random, 1000, 0.2) / 1000
    )
  };
}

/** Returns how busy *person* is in the hour *now*: 1 is usual for someone at work, 0 is away. */
export function activity(person: Person, now: OfficeHour): number {
  const busy = person.chattiness * person.presence[now.day];
  if (now.weekday >= 5) return now.hour >= 10 && now.hour < 19 ? 0.04 * busy : 0.004 * busy;
  const from = Math.max(now.hour, person.arrives);
  const until = Math.min(now.hour + 1, person.leaves);
  if (until <= from) return 0.006 * busy; // now and then from home, at night
  return (until - from) * (now.hour === person.lunch ? 0.35 : 1) * busy;
}
