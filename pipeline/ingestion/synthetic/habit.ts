import type {Random} from "../../../src/core/forest/types.js";
import {integer, logNormal, pick} from "./draw.js";
import {tcp, udp} from "./flow.js";
import type {Exchange, Flow} from "./flow.js";
import {second} from "./options.js";
import {activity} from "./rhythm.js";
import type {OfficeHour, Person} from "./rhythm.js";

/** Something that a host does again and again; a feed is a weighted mixture of habits. */
export interface Habit {
  /** Returns how many flows an hour it makes, relative to the other habits; at least 0. */
  rate(now: OfficeHour): number;

  /** The number of flows that one occasion makes, on average; at least 1. */
  burst: number;

  /** Adds the flows of one occasion to *flows*, at least one, none of them before *time*. */
  act(random: Random, time: number, flows: Flow[]): void;
}

/** A habit of TCP connections, one an occasion. */
export interface Connections {
  src: string;

  /** The hosts that are called, each equally often. */
  to: readonly string[];

  dstPort: number;
  service: string;
  rate: Habit["rate"];

  /** The median payload of the source, in bytes. */
  sent: number;

  /** The median payload of the destination, in bytes. */
  received: number;

  /** The median duration, in seconds. */
  seconds: number;

  /** The standard deviation of the logarithms of all three; defaults to 0.9. */
  spread?: number;

  /** Makes them begin on the minute, as a schedule does, within two seconds; defaults to false. */
  scheduled?: boolean;

  /** How the connections end; defaults to what is usual. */
  state?: Exchange["state"];
}

/** A habit of UDP exchanges, one an occasion. */
export interface Datagrams {
  src: string;
  dst: string;

  /** Defaults to an ephemeral port. */
  srcPort?: number;

  dstPort: number;
  service: string;
  rate: Habit["rate"];

  /** The payload of the source, in bytes. */
  sent: number;

  /** The payload of the answer, in bytes; 0 if there is none. */
  received: number;

  /** Makes them begin on the minute, as a schedule does, within two seconds; defaults to false. */
  scheduled?: boolean;
}

/** Returns a habit of TCP connections whose sizes and durations are log-normal. */
export function connections(habit: Connections): Habit {
  const {src, to, dstPort, service, rate, spread = 0.9, scheduled = false, state} = habit;
  return {
    rate,
    burst: 1,
    act(random, time, flows) {
      const at = scheduled ? onTheMinute(random, time) : time;
      const sent = logNormal(random, habit.sent, spread);
      const received = logNormal(random, habit.received, spread);
      const seconds = logNormal(random, 1000 * habit.seconds, spread) / 1000;
      const call = {time: at, src, dst: pick(random, to), dstPort, service};
      flows.push(tcp(random, call, {sent, received, seconds, state}));
    }
  };
}

/** Returns a habit of UDP exchanges of fixed sizes, answered within about a millisecond. */
export function datagrams({rate, sent, received, scheduled = false, ...call}: Datagrams): Habit {
  return {
    rate,
    burst: 1,
    act(random, time, flows) {
      const at = scheduled ? onTheMinute(random, time) : time;
      const seconds = logNormal(random, 900, 0.6) / second;
      flows.push(udp(random, {...call, time: at}, {sent, received, seconds}));
    }
  };
}

/** Returns a rate of *rate* flows an hour while *owner* is at work, and *least* at all times. */
export function busyAs(owner: Person, rate: number, least = 0): Habit["rate"] {
  return (now) => rate * activity(owner, now) + least;
}

/** Draws a time in the two seconds after the first full minute that is not before *time*. */
export function onTheMinute(random: Random, time: number): number {
  return Math.ceil(time / (60 * second)) * 60 * second + integer(random, 0, 2 * second);
}
