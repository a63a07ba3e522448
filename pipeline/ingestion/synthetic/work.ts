import {integer, logNormal, pick} from "./draw.js";
import {udp} from "./flow.js";
import {busyAs, connections, datagrams} from "./habit.js";
import type {Connections, Datagrams, Habit} from "./habit.js";
import {outside, printers, servers} from "./network.js";
import {second} from "./options.js";
import type {Person} from "./rhythm.js";

/** Returns the habits of the host *src* while its *owner* works: files, mail, print, calls, updates. */
export function workHabits(src: string, owner: Person): Habit[] {
  return [
    ...connectionsOf(src, owner, officeConnections),
    ...connectionsOf(src, owner, storageConnections),
    connections({...updates, src}),
    meetings(src, busyAs(owner, 0.3)),
    ...datagramsOf(src, owner, workDatagrams)
  ];
}

/** Returns what the host of a developer does besides: the build, the database, the packages. */
export function developerHabits(src: string, owner: Person): Habit[] {
  return connectionsOf(src, owner, developerConnections);
}

function connectionsOf(src: string, owner: Person, table: readonly WorkConnections[]): Habit[] {
  return table.map(({busy, least, ...call}) =>
    connections({...call, src, rate: busyAs(owner, busy, least)})
  );
}

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

function datagramsOf(src: string, owner: Person, table: readonly WorkDatagrams[]): Habit[] {
  return table.map(({busy, least, ...call}) =>
    datagrams({...call, src, rate: busyAs(owner, busy, least)})
  );
}

/** How often someone does something. */
interface Pace {
  /** Flows an hour while at work, relative to the other habits. */
  busy: number;

  /** Flows an hour at all times, on top of those; defaults to 0. */
  least?: number;
}

/** Connections that anyone’s host makes, at the owner’s pace. */
type WorkConnections = Omit<Connections, "src" | "rate"> & Pace;

/** Datagrams that anyone’s host sends, at the owner’s pace. */
type WorkDatagrams = Omit<Datagrams, "src" | "rate"> & Pace;

const https = {dstPort: 443, service: "ssl"};

const officeConnections: readonly WorkConnections[] = [
  {
    to: [servers.files],
    dstPort: 445,
    service: "gssapi,smb",
    busy: 3,
    sent: 9_000,
    received: 40_000,
    seconds: 25,
    spread: 1.6
  },
  {
    to: [servers.directory],
    dstPort: 88,
    service: "krb_tcp",
    busy: 2,
    least: 0.06,
    sent: 1_500,
    received: 1_600,
    seconds: 0.004,
    spread: 0.25
  },
  {
    to: [servers.directory],
    dstPort: 389,
    service: "ldap_tcp",
    busy: 1.2,
    least: 0.06,
    sent: 2_400,
    received: 5_000,
    seconds: 0.05,
    spread: 0.6
  },
  {
    to: [servers.mail],
    dstPort: 993,
    service: "ssl",
    busy: 2.5,
    least: 0.1,
    sent: 2_600,
    received: 9_000,
    seconds: 20,
    spread: 1.3
  },
  {
    to: [servers.intranet],
    ...https,
    busy: 3,
    sent: 2_200,
    received: 24_000,
    seconds: 2,
    spread: 1.2
  },
  {
    to: printers,
    dstPort: 9100,
    service: "-",
    busy: 0.18,
    sent: 400_000,
    received: 600,
    seconds: 6,
    spread: 1.1
  }
];

const storageConnections: readonly WorkConnections[] = [
  {
    to: [outside.storage],
    ...https,
    busy: 0.35,
    sent: 60_000,
    received: 30_000,
    seconds: 4,
    spread: 1.7
  },
  {
    to: [outside.storage],
    ...https,
    busy: 0.006,
    sent: 90_000_000,
    received: 60_000,
    seconds: 70,
    spread: 0.7
  }
];

const updates: Omit<Connections, "src"> = {
  to: [outside.updates],
  ...https,
  rate: ({hour, weekday}) => (weekday === 1 && hour >= 12 && hour < 15 ? 2.4 : 0.05),
  sent: 3_000,
  received: 9_000_000,
  seconds: 12,
  spread: 1.4
};

const workDatagrams: readonly WorkDatagrams[] = [
  {
    dst: servers.clock,
    dstPort: 123,
    service: "ntp",
    busy: 0,
    least: 0.3,
    sent: 48,
    received: 48
  },
  {
    dst: "224.0.0.251",
    srcPort: 5353,
    dstPort: 5353,
    service: "dns",
    busy: 0.8,
    least: 0.1,
    sent: 61,
    received: 0
  },
  {
    dst: "255.255.255.255",
    srcPort: 68,
    dstPort: 67,
    service: "dhcp",
    busy: 0.03,
    least: 0.02,
    sent: 300,
    received: 0
  }
];

const developerConnections: readonly WorkConnections[] = [
  {
    to: [servers.build],
    dstPort: 22,
    service: "ssh",
    busy: 1.2,
    sent: 9_000,
    received: 30_000,
    seconds: 120,
    spread: 1.6
  },
  {
    to: [servers.database],
    dstPort: 5432,
    service: "postgresql",
    busy: 1,
    sent: 4_000,
    received: 60_000,
    seconds: 30,
    spread: 1.6
  },
  {
    to: [outside.packages],
    ...https,
    busy: 1.2,
    sent: 2_400,
    received: 900_000,
    seconds: 3,
    spread: 1.8
  }
];
