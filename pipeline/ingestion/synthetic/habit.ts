import type {Random} from "../../../src/core/forest/types.js";
import {addressOf} from "./domains.js";
import type {Domain} from "./domains.js";
import {integer, logNormal, pick} from "./draw.js";
import {tcp, udp} from "./flow.js";
import type {Exchange, Flow} from "./flow.js";
import {second} from "./options.js";
import type {OfficeHour} from "./rhythm.js";

/** Something that hosts do again and again; a feed is a weighted mixture of habits. */
export interface Habit {
  /** Returns how many flows an hour it makes, relative to the other habits; at least 0. */
  rate(now: OfficeHour): number;

  /** The number of flows that one occasion makes, on average; at least 1. */
  burst: number;

  /** Adds the flows of one occasion to *flows*, at least one, none of them before *time*. */
  act(random: Random, time: number, flows: Flow[]): void;
}

/** The size of a kind of connection; each is a median. */
export interface Size {
  /** The payload of the source, in bytes. */
  sent: number;

  /** The payload of the destination, in bytes. */
  received: number;

  /** The duration, in seconds. */
  seconds: number;

  /** The standard deviation of the logarithms of all three; defaults to 0.9. */
  spread?: number;

  /** How the connections end; defaults to what is usual. */
  state?: Exchange["state"];
}

/** A habit of TCP connections, one an occasion. */
export interface Connections extends Size {
  /** The hosts that call, each equally often. */
  from: readonly string[];

  /** The hosts that are called, each equally often, or a domain. */
  to: readonly string[] | Domain;

  dstPort: number;
  service: string;
  rate: Habit["rate"];

  /** Makes them begin on the minute, as a schedule does, within two seconds; defaults to false. */
  scheduled?: boolean;

  /** Whose software calls; defaults to 6, a library’s. */
  client?: number;
}

/** A habit of UDP exchanges of fixed sizes, one an occasion, answered within about a millisecond. */
export interface Datagrams {
  from: readonly string[];
  to: readonly string[];

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
  const {from, to, dstPort, service, rate, scheduled = false, client = 6} = habit;
  return {
    rate,
    burst: 1,
    act(random, time, flows) {
      const at = scheduled ? onTheMinute(random, time) : time;
      const {dst, name} = placeOf(random, to, at);
      const call = {time: at, src: pick(random, from), dst, dstPort, service, name, client};
      flows.push(tcp(random, call, exchange(random, habit)));
    }
  };
}

/** Returns where a call at *time* goes: one of the hosts, or a current address of the domain and its name. */
export function placeOf(
  random: Random,
  to: readonly string[] | Domain,
  time: number
): {dst: string; name: string} {
  if (!("hosts" in to)) return {dst: pick(random, to), name: ""};
  return {dst: addressOf(to, time, integer(random, 0, 63)), name: pick(random, to.hosts)};
}

/** Draws payloads and duration around *size*. */
export function exchange(random: Random, size: Size): Exchange {
  const {spread = 0.9, state} = size;
  const sent = logNormal(random, size.sent, spread);
  const received = logNormal(random, size.received, spread);
  const seconds = logNormal(random, 1000 * size.seconds, spread) / 1000;
  return {sent, received, seconds, state};
}

/** Returns a habit of UDP exchanges. */
export function datagrams(habit: Datagrams): Habit {
  const {from, to, srcPort, dstPort, service, rate, sent, received, scheduled = false} = habit;
  return {
    rate,
    burst: 1,
    act(random, time, flows) {
      const at = scheduled ? onTheMinute(random, time) : time;
      const seconds = logNormal(random, 900, 0.6) / second;
      const [src, dst] = [pick(random, from), pick(random, to)];
      const call = {time: at, src, dst, srcPort, dstPort, service};
      flows.push(udp(random, call, {sent, received, seconds}));
    }
  };
}

/** Draws a time in the two seconds after the first full minute that is not before *time*. */
export function onTheMinute(random: Random, time: number): number {
  return Math.ceil(time / (60 * second)) * 60 * second + integer(random, 0, 2 * second);
}
