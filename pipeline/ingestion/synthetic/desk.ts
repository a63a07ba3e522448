import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, logNormal, pick, shuffled} from "./draw.js";
import {refused, tcp, udp, unanswered} from "./flow.js";
import type {Flow} from "./flow.js";
import {busyAs, connections, datagrams} from "./habit.js";
import type {Connections, Habit} from "./habit.js";
import {
  favouriteSites,
  guests,
  laptops,
  outside,
  printers,
  retiredServer,
  servers,
  site,
  workstations
} from "./network.js";
import {second} from "./options.js";
import {activity, person} from "./rhythm.js";
import type {Person} from "./rhythm.js";

/** Returns the habits of those who sit at a desk, and of the guests, in a feed of *days* days. */
export function deskHabits(random: Random, days: number): Habit[] {
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

function workHabits(src: string, owner: Person): Habit[] {
  const {directory, files, mail, intranet, clock} = servers;
  const https = {dstPort: 443, service: "ssl"};
  const calls: readonly Connections[] = [
    {
      src,
      to: [files],
      dstPort: 445,
      service: "gssapi,smb",
      rate: busyAs(owner, 3),
      sent: 9_000,
      received: 40_000,
      seconds: 25,
      spread: 1.6
    },
    {
      src,
      to: [directory],
      dstPort: 88,
      service: "krb_tcp",
      rate: busyAs(owner, 2, 0.06),
      sent: 1_500,
      received: 1_600,
      seconds: 0.004,
      spread: 0.25
    },
    {
      src,
      to: [directory],
      dstPort: 389,
      service: "ldap_tcp",
      rate: busyAs(owner, 1.2, 0.06),
      sent: 2_400,
      received: 5_000,
      seconds: 0.05,
      spread: 0.6
    },
    {
      src,
      to: [mail],
      dstPort: 993,
      service: "ssl",
      rate: busyAs(owner, 2.5, 0.1),
      sent: 2_600,
      received: 9_000,
      seconds: 20,
      spread: 1.3
    },
    {
      src,
      to: [intranet],
      ...https,
      rate: busyAs(owner, 3),
      sent: 2_200,
      received: 24_000,
      seconds: 2,
      spread: 1.2
    },
    {
      src,
      to: printers,
      dstPort: 9100,
      service: "-",
      rate: busyAs(owner, 0.18),
      sent: 400_000,
      received: 600,
      seconds: 6,
      spread: 1.1
    },
    {
      src,
      to: [outside.storage],
      ...https,
      rate: busyAs(owner, 0.35),
      sent: 60_000,
      received: 30_000,
      seconds: 4,
      spread: 1.7
    },
    {
      src,
      to: [outside.storage],
      ...https,
      rate: busyAs(owner, 0.006),
      sent: 90_000_000,
      received: 60_000,
      seconds: 70,
      spread: 0.7
    },
    {
      src,
      to: [outside.updates],
      ...https,
      rate: patchDay,
      sent: 3_000,
      received: 9_000_000,
      seconds: 12,
      spread: 1.4
    }
  ];
  return [
    ...calls.map(connections),
    meetings(src, busyAs(owner, 0.3)),
    datagrams({
      src,
      dst: clock,
      dstPort: 123,
      service: "ntp",
      rate: () => 0.3,
      sent: 48,
      received: 48
    }),
    datagrams({
      src,
      dst: "224.0.0.251",
      srcPort: 5353,
      dstPort: 5353,
      service: "dns",
      rate: busyAs(owner, 0.8, 0.1),
      sent: 61,
      received: 0
    }),
    datagrams({
      src,
      dst: "255.255.255.255",
      srcPort: 68,
      dstPort: 67,
      service: "dhcp",
      rate: busyAs(owner, 0.03, 0.02),
      sent: 300,
      received: 0
    })
  ];
}

const patchDay: Habit["rate"] = ({hour, weekday}) =>
  weekday === 1 && hour >= 12 && hour < 15 ? 2.4 : 0.05;

/** A video call: two or three long streams to one address. */
function meetings(src: string, rate: Habit["rate"]): Habit {
  return {
    rate,
    burst: 2.5,
    act(random, time, flows) {
      const dst = pick(random, outside.video);
      const seconds = Math.max(40, logNormal(random, 1_500, 0.7));
      for (let n = integer(random, 2, 3); n > 0; --n) {
        const sent = Math.floor(seconds * logNormal(random, 60_000, 0.8));
        const received = Math.floor(seconds * logNormal(random, 110_000, 0.8));
        const at = time + integer(random, 0, 2 * second);
        flows.push(udp(random, {time: at, src, dst, dstPort: 3478}, {sent, received, seconds}));
      }
    }
  };
}

function developerHabits(src: string, owner: Person): Habit[] {
  const calls: readonly Connections[] = [
    {
      src,
      to: [servers.build],
      dstPort: 22,
      service: "ssh",
      rate: busyAs(owner, 1.2),
      sent: 9_000,
      received: 30_000,
      seconds: 120,
      spread: 1.6
    },
    {
      src,
      to: [servers.database],
      dstPort: 5432,
      service: "postgresql",
      rate: busyAs(owner, 1),
      sent: 4_000,
      received: 60_000,
      seconds: 30,
      spread: 1.6
    },
    {
      src,
      to: [outside.packages],
      dstPort: 443,
      service: "ssl",
      rate: busyAs(owner, 1.2),
      sent: 2_400,
      received: 900_000,
      seconds: 3,
      spread: 1.8
    }
  ];
  return calls.map(connections);
}

/** A workstation that still looks for a server that is gone: strange, and harmless. */
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
