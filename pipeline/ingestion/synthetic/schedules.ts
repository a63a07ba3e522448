import type {Random} from "../../../src/core/forest/types.js";
import type {Cast, Workstation} from "./cast.js";
import {serverList} from "./cast.js";
import {addressOf, hashed, services, upstream} from "./domains.js";
import type {Domain} from "./domains.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {tcp, udp} from "./flow.js";
import {hour, second} from "./options.js";
import type {FeedSettings} from "./options.js";
import {countOf} from "./series.js";
import type {Schedule} from "./series.js";

/** The most that schedules may make of a feed. */
const maxShare = 0.38;

/** A schedule without the span that it is kept in. */
interface Clockwork {
  /** The interval, in seconds. */
  every: number;

  /** How late a flow may be, as a share of the interval. */
  jitter: number;

  /** Whose hours it keeps; by default it runs day and night. */
  owner?: Workstation;

  /** The share of the feed at which it begins, and that at which it ends; defaults to all of it. */
  span?: readonly [from: number, until: number];

  flow: Schedule["flow"];
}

/**
 * Draws what software does at exact intervals, most of it benign look-alikes of a beacon: the feed’s flows
 * bound it, and what comes first in the list is omitted last.
 */
export function schedulesOf(random: Random, cast: Cast, settings: FeedSettings): Schedule[] {
  const schedules: Schedule[] = [];
  let left = Math.floor(maxShare * settings.flows);
  for (const clockwork of clockworks(random, cast)) {
    const schedule = place(random, clockwork, settings);
    const flows = countOf(schedule);
    if (flows > left) continue;
    left -= flows;
    schedules.push(schedule);
  }
  return schedules;
}

function place(random: Random, work: Clockwork, {from, until}: FeedSettings): Schedule {
  const {every, jitter, owner, span = [0, 1], flow} = work;
  const interval = Math.floor(every * second);
  const phase = Math.floor(random() * interval);
  const length = until - from;
  return {
    from: from + Math.floor(span[0] * length) + phase,
    until: from + Math.floor(span[1] * length),
    every: interval,
    jitter: Math.floor(jitter * interval),
    open: owner ? hoursOf(owner, phase) : null,
    flow
  };
}

/** Returns the hours in which the host of *owner* is on, *phase* after it was switched on. */
function hoursOf({owner}: Workstation, phase: number): [number, number] {
  return [Math.floor(owner.arrives * hour) + phase, Math.floor(owner.leaves * hour)];
}

function* clockworks(random: Random, cast: Cast): Generator<Clockwork> {
  const {stations, servers, cameras, badgeReader} = cast;
  const always = stations.filter(({joins}) => joins === 0);
  const others = always.slice(8);
  for (const station of always.slice(0, 3)) yield pushed(random, station);
  for (const k of [0.62, 0.7]) yield installed(random, pick(random, others), k);
  yield agent(badgeReader, services.badgeCloud, {every: 900, jitter: 0.004, size: [700, 400]});
  yield agent(cameras[0], services.cameraCloud, {every: 300, jitter: 0.02, size: [60, 40], port: 8883}); // prettier-ignore
  yield* stations.slice(0, 2).map((station) => gitPolls(station, cast));
  for (const station of always) yield telemetry(station);
  for (const station of always) if (station.index % 2 === 0) yield patchAgent(station);
  for (const src of serverList(cast)) yield clock(src, servers.clock[0], 2048);
  for (const dst of upstream.clocks) yield clock(servers.clock[0], dst, 1024);
  for (const dst of serverList(cast)) yield poll(servers.monitor[0], dst);
  for (const station of always) {
    if (station.index % 4 === 1)
      yield clock(station.address, pick(random, upstream.poolClocks), 1024);
    if (station.index % 9 === 8) yield pushed(random, station);
    if (station.index % 12 === 3) yield rollout(station);
    if (station.developer && station.index > 1) yield gitPolls(station, cast);
  }
  for (const src of serverList(cast).slice(0, 6)) yield serverAgent(src);
}

interface AgentOptions {
  /** The interval, in seconds. */
  every: number;
  jitter: number;

  /** The bytes out and in. */
  size: readonly [sent: number, received: number];

  /** Defaults to 443. */
  port?: number;
  owner?: Workstation;
  span?: readonly [number, number];

  /** Whose software it is; defaults to 9, an agent’s. */
  client?: number;

  /** The standard deviation of the logarithms of the sizes; defaults to 0.02. */
  spread?: number;
}

/** A program on *src* that calls *to* at an exact interval. */
function agent(src: string, to: Domain, options: AgentOptions): Clockwork {
  const {every, jitter, size, port = 443, owner, span, client = 9, spread = 0.02} = options;
  const turn = hashed(to.pool, 7, Number(src.slice(src.lastIndexOf(".") + 1)));
  return {
    every,
    jitter,
    owner,
    span,
    flow(random, time) {
      const dst = addressOf(to, time, turn);
      const call = {time, src, dst, dstPort: port, service: "ssl", name: to.hosts[0], client};
      const [sent, received] = [
        logNormal(random, size[0], spread),
        logNormal(random, size[1], spread)
      ];
      return tcp(random, call, {
        sent,
        received,
        seconds: logNormal(random, 280, 0.3) / 1000,
        state: "SF"
      });
    }
  };
}

/** What the operating system of every host reports each hour; a laptop’s only while it is in the office. */
function telemetry(station: Workstation): Clockwork {
  const owner = station.laptop ? station : undefined;
  const size = [1_400, 2_500] as const;
  return agent(station.address, services.telemetry, {every: 3600, jitter: 0.03, size, owner});
}

/** The management of updates, half-hourly while the host is on. */
function patchAgent(station: Workstation): Clockwork {
  const size = [900, 700] as const;
  return agent(station.address, services.agent, {
    every: 1800,
    jitter: 0.01,
    size,
    owner: station,
    client: 8
  });
}

/** A service of messages that keeps a connection alive. */
function pushed(random: Random, station: Workstation): Clockwork {
  const [every, port] = pick(random, [[240, 8883], [600, 5228], [480, 443]]); // prettier-ignore
  const owner = chance(random, 0.5) ? station : undefined;
  return agent(station.address, services.push, {
    every,
    port,
    jitter: 0.03,
    size: [90, 60],
    owner,
    client: 10
  });
}

/** An application that is installed in the second half: from then on like a beacon. */
function installed(random: Random, station: Workstation, at: number): Clockwork {
  const every = integer(random, 3, 9) * 60;
  const to = services.notes;
  const size = [640, 500] as const;
  return agent(station.address, to, {every, jitter: 0.1, size, owner: station, span: [at, 1], client: 11, spread: 0.05}); // prettier-ignore
}

/** An agent that every twelfth host gets in the middle of the second half. */
function rollout(station: Workstation): Clockwork {
  const size = [1_100, 300] as const;
  return agent(station.address, services.rollout, {every: 1200, jitter: 0.05, size, owner: station, span: [0.78, 1]}); // prettier-ignore
}

/** The sensor of a server, which reports day and night. */
function serverAgent(src: string): Clockwork {
  return agent(src, services.agent, {every: 1800, jitter: 0.02, size: [1_600, 600], client: 8});
}

/** An editor that asks the repository every few minutes whether there is something new. */
function gitPolls(station: Workstation, {servers}: Cast): Clockwork {
  return {
    every: 600,
    jitter: 0.03,
    owner: station,
    flow(random, time) {
      const [src, dst] = [station.address, servers.build[0]];
      const call = {time, src, dst, dstPort: 22, service: "ssh", client: 1};
      const [sent, received] = [logNormal(random, 3_600, 0.05), logNormal(random, 4_200, 0.05)];
      return tcp(random, call, {sent, received, seconds: 1.2, state: "SF"});
    }
  };
}

/** The clock of *src*, set by that of *dst*: exactly so many seconds apart. */
function clock(src: string, dst: string, every: number): Clockwork {
  return {
    every,
    jitter: 0.0005,
    flow(random, time) {
      const seconds = logNormal(random, 9_000, 0.5) / second;
      const call = {time, src, dst, srcPort: 123, dstPort: 123, service: "ntp"};
      return udp(random, call, {sent: 48, received: 48, seconds});
    }
  };
}

/** The monitor’s question to a host, every twenty minutes. */
function poll(src: string, dst: string): Clockwork {
  return {
    every: 1200,
    jitter: 0.002,
    flow(random, time) {
      const call = {time, src, dst, dstPort: 161, service: "snmp"};
      return udp(random, call, {sent: 86, received: 240, seconds: 0.002});
    }
  };
}
