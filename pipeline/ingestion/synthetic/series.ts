import type {Random} from "../../../src/core/forest/types.js";
import type {Flow} from "./flow.js";
import {day, hour} from "./options.js";
import {officeOffset} from "./rhythm.js";

/** Flows at fixed intervals, as software makes them. */
export interface Schedule {
  /** The time of the first flow, in microseconds UTC. */
  from: number;

  /** The time from which there are no more. */
  until: number;

  /** The interval, in microseconds. */
  every: number;

  /** How late a flow may be, in microseconds; the next is not later for it. */
  jitter: number;

  /** The part of the office’s working days in which they are made, in microseconds since midnight; null for always. */
  open: readonly [from: number, until: number] | null;

  /** Makes one of them. */
  flow(random: Random, time: number): Flow;
}

/** Flows at times that are known beforehand. */
export interface Campaign {
  /** When each begins, in microseconds UTC, ascending. */
  times: Float64Array;

  /** Makes flow *i*, from 0. */
  flow(random: Random, time: number, i: number): Flow;
}

/** Planned flows that are yet to be made. */
export interface Series {
  /** Adds to *flows* those that are due before *until*; each call goes on where the last one ended. */
  add(random: Random, until: number, flows: Flow[]): void;
}

/** Returns the number of flows of *schedule*. */
export function countOf(schedule: Schedule): number {
  let n = 0;
  for (let due = first(schedule); due < schedule.until; due = after(schedule, due)) ++n;
  return n;
}

/** Adds the flows of *schedule* to *hours*, which count those of each hour from *start* on. */
export function countHours(schedule: Schedule, start: number, hours: Float64Array): void {
  for (let due = first(schedule); due < schedule.until; due = after(schedule, due)) {
    ++hours[Math.floor((due - start) / hour)];
  }
}

/** Returns the flows of *schedule*, from its start. */
export function scheduled(schedule: Schedule): Series {
  let due = first(schedule);
  return {
    add(random, until, flows) {
      for (const end = Math.min(until, schedule.until); due < end; due = after(schedule, due)) {
        flows.push(schedule.flow(random, due + Math.floor(random() * schedule.jitter)));
      }
    }
  };
}

/** Returns the flows of *campaign*, from its start. */
export function campaigned({times, flow}: Campaign): Series {
  let i = 0;
  return {
    add(random, until, flows) {
      for (; i < times.length && times[i] < until; ++i) flows.push(flow(random, times[i], i));
    }
  };
}

function first(schedule: Schedule): number {
  return schedule.open ? within(schedule.open, schedule.from) : schedule.from;
}

function after({open, every}: Schedule, due: number): number {
  return open ? within(open, due + every) : due + every;
}

/** Returns *time* if it is in the open hours of a working day, else the beginning of the next ones. */
function within([from, until]: readonly [number, number], time: number): number {
  const local = time + officeOffset;
  let today = Math.floor(local / day);
  const clock = local - today * day;
  if ((today + 3) % 7 < 5) {
    if (clock < from) return time + (from - clock);
    if (clock < until) return time;
  }
  do ++today;
  while ((today + 3) % 7 >= 5); // the epoch was a Thursday
  return today * day + from - officeOffset;
}
