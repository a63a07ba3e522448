import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, logNormal, pick, shuffled} from "./draw.js";
import {refused, tcp, udp, unanswered} from "./flow.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import {
  favouriteSites,
  guests,
  laptops,
  outside,
  retiredServer,
  servers,
  site,
  workstations
} from "./network.js";
import {second} from "./options.js";
import {activity, person} from "./rhythm.js";
import type {Person} from "./rhythm.js";
import {developerHabits, workHabits} from "./work.js";

/** Returns the habits of those who sit at a desk, and of the guests, in a feed of *days* days. */
export function workstationHabits(random: Random, days: number): Habit[] {
  const developers = new Set(shuffled(random, workstations).slice(0, 8));
  const habits = [...workstations, ...laptops].flatMap((host) => {
    const owner = person(random, days);
    const habits = [...webHabits(host, owner, random, 26), ...workHabits(host, owner)];
    return developers.has(host) ? [...habits, ...developerHabits(host, owner)] : habits;
  });
  const visitors = guests.flatMap((host) => webHabits(host, person(random, days), random, 12));
  return [...habits, ...visitors, forgetful(workstations[4])];
}

/** Browsing: a name is looked up, perhaps upstream, and a few connections follow. */
function webHabits(host: string, owner: Person, random: Random, rate: number): Habit[] {
  const favourites = favouriteSites(random);
  return [
    {
      rate: (now) => rate * activity(owner, now),
      burst: 4.4,
      act(random, time, flows) {
        let at = lookUp(random, time, host, flows);
        for (let n = integer(random, 1, 5); n > 0; --n) {
          flows.push(visit(random, at, host, site(random, favourites)));
          at += integer(random, 5_000, 900_000);
        }
      }
    },
    {
      rate: (now) => 0.25 + 4 * activity(owner, now),
      burst: 1.3,
      act: (random, time, flows) => void lookUp(random, time, host, flows)
    }
  ];
}

/** Adds a DNS query to the office’s resolver; returns when the answer was there. */
function lookUp(random: Random, time: number, host: string, flows: Flow[]): number {
  const sent = integer(random, 28, 62);
  const received = sent + logNormal(random, 70, 0.7);
  const cached = chance(random, 0.68);
  const waited = logNormal(random, cached ? 700 : 24_000, 0.6) + 100;
  const call = {time, src: host, dst: servers.resolver, dstPort: 53, service: "dns"};
  flows.push(udp(random, call, {sent, received, seconds: waited / second}));
  if (!cached) {
    const dst = pick(random, outside.upstreamResolvers);
    const onward = {time: time + 150, src: servers.resolver, dst, dstPort: 53, service: "dns"};
    const seconds = (waited * 0.9) / second;
    flows.push(udp(random, onward, {sent: sent + 11, received: received + 20, seconds}));
  }
  return time + waited + 300;
}

function visit(random: Random, time: number, src: string, dst: string): Flow {
  const kind = random();
  const sent = logNormal(random, 1_400, 0.9) + 300;
  const received = logNormal(random, 14_000, 1.6) + 200;
  const seconds = logNormal(random, 900, 1.7) / 1000;
  if (kind < 0.012)
    return unanswered(random, {time, src, dst, dstPort: 443}, integer(random, 0, 3));
  if (kind < 0.03) return refused(random, {time, src, dst, dstPort: 443});
  if (kind < 0.14)
    return udp(
      random,
      {time, src, dst, dstPort: 443, service: "quic"},
      {sent: sent + 1_200, received, seconds}
    );
  if (kind < 0.2)
    return tcp(random, {time, src, dst, dstPort: 80, service: "http"}, {sent, received, seconds});
  return tcp(
    random,
    {time, src, dst, dstPort: 443, service: "ssl"},
    {sent: sent + 500, received: received + 3_200, seconds}
  );
}

/** A workstation that still looks for a server that is gone: unusual, and harmless. */
function forgetful(src: string): Habit {
  return {
    rate: ({hour, weekday}) => (weekday < 5 && hour >= 9 && hour < 11 ? 10 : 0.3),
    burst: 4,
    act(random, time, flows) {
      for (let i = 0; i < 4; ++i) {
        const at = time + i * 5 * second + integer(random, 0, 90_000);
        flows.push(unanswered(random, {time: at, src, dst: retiredServer, dstPort: 445}, 2));
      }
    }
  };
}
