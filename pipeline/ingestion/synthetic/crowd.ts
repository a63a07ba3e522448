import type {Random} from "../../../src/core/forest/types.js";
import type {Workstation} from "./cast.js";
import {firstAbove} from "./draw.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import {activity} from "./rhythm.js";
import type {OfficeHour} from "./rhythm.js";

/** Desks that share habits; who acts is drawn by how busy each is in the present hour. */
export interface Crowd {
  /** Moves to the hour *now*. */
  enter(now: OfficeHour): void;

  /** How busy all are together; 1 is one person at work. */
  readonly total: number;

  /** Draws one of them. */
  draw(random: Random): Workstation;
}

/** Returns the crowd of *stations*; someone who is yet to join is away. */
export function crowdOf(stations: readonly Workstation[]): Crowd {
  const upTo = new Float64Array(stations.length);
  let total = 0;
  return {
    enter(now) {
      total = 0;
      for (let i = 0; i < stations.length; ++i) {
        if (now.day >= stations[i].joins) total += activity(stations[i].owner, now);
        upTo[i] = total;
      }
    },
    get total() {
      return total;
    },
    draw: (random) => stations[firstAbove(upTo, random() * total)]
  };
}

/** What someone of a crowd does, again and again. */
export interface Pastime {
  /** Flows an hour of one person at work. */
  rate: number;

  /** The number of flows of one occasion, on average; defaults to 1. */
  burst?: number;

  /** Adds the flows of one occasion, at least one, none of them before *time*. */
  act(random: Random, time: number, flows: Flow[], station: Workstation): void;
}

/** Returns what *crowd* does. */
export function pastime(crowd: Crowd, {rate, burst = 1, act}: Pastime): Habit {
  return {
    rate: () => rate * crowd.total,
    burst,
    act: (random, time, flows) => act(random, time, flows, crowd.draw(random))
  };
}
