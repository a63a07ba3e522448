import {chance, logNormal, pick} from "./draw.js";
import {ping} from "./flow.js";
import {connections, datagrams, onTheMinute} from "./habit.js";
import type {Connections, Habit} from "./habit.js";
import {badgeReader, cameras, outside, printers, servers} from "./network.js";
import {second} from "./options.js";

const {
  backup,
  build,
  clock,
  database,
  directory,
  files,
  intranet,
  mail,
  monitor,
  recorder,
  resolver,
  web
} = servers;
const serverList = Object.values(servers);
const watched = [...serverList.filter((host) => host !== monitor), ...printers];

/** Returns the habits of the servers, printers and things, which work day and night. */
export function machineHabits(): Habit[] {
  const clients = [...serverList.filter((host) => host !== clock), ...cameras, badgeReader];
  return [
    ...routine.map(connections),
    ...nightly.map(connections),
    ...cameras.map(recording),
    ...watched.map(polls),
    pings(),
    ...clients.map((src) =>
      datagrams({
        src,
        dst: clock,
        dstPort: 123,
        service: "ntp",
        rate: () => 0.35,
        sent: 48,
        received: 48,
        scheduled: true
      })
    ),
    ...outside.clocks.map((dst) =>
      datagrams({
        src: clock,
        dst,
        srcPort: 123,
        dstPort: 123,
        service: "ntp",
        rate: () => 1,
        sent: 48,
        received: 48
      })
    ),
    ...serverList.map((src) =>
      datagrams({
        src,
        dst: resolver,
        dstPort: 53,
        service: "dns",
        rate: () => 1.5,
        sent: 44,
        received: 108
      })
    )
  ];
}

const always =
  (rate: number): Habit["rate"] =>
  () =>
    rate;

const routine: readonly Connections[] = [
  {
    src: intranet,
    to: [database],
    dstPort: 5432,
    service: "postgresql",
    rate: always(6),
    sent: 12_000,
    received: 120_000,
    seconds: 90,
    spread: 1.2
  },
  {
    src: web,
    to: [database],
    dstPort: 5432,
    service: "postgresql",
    rate: always(6),
    sent: 8_000,
    received: 60_000,
    seconds: 60,
    spread: 1.2
  },
  {
    src: files,
    to: [directory],
    dstPort: 389,
    service: "ldap_tcp",
    rate: always(3),
    sent: 2_000,
    received: 5_000,
    seconds: 0.05,
    spread: 0.5
  },
  {
    src: intranet,
    to: [directory],
    dstPort: 636,
    service: "ssl",
    rate: always(3),
    sent: 2_400,
    received: 6_000,
    seconds: 0.2,
    spread: 0.5
  },
  {
    src: directory,
    to: [resolver],
    dstPort: 445,
    service: "gssapi,smb,dce_rpc",
    rate: always(2),
    sent: 14_000,
    received: 12_000,
    seconds: 8,
    spread: 0.8
  },
  {
    src: badgeReader,
    to: [directory],
    dstPort: 443,
    service: "ssl",
    rate: always(6),
    sent: 900,
    received: 4_100,
    seconds: 0.12,
    spread: 0.08,
    scheduled: true
  },
  {
    src: mail,
    to: outside.mailPeers,
    dstPort: 25,
    service: "smtp",
    rate: always(3),
    sent: 30_000,
    received: 600,
    seconds: 3,
    spread: 1.6
  },
  {
    src: build,
    to: [outside.packages],
    dstPort: 443,
    service: "ssl",
    rate: always(2),
    sent: 2_600,
    received: 700_000,
    seconds: 3,
    spread: 1.8
  },
  {
    src: build,
    to: [files],
    dstPort: 445,
    service: "gssapi,smb",
    rate: always(1),
    sent: 9_000_000,
    received: 20_000,
    seconds: 12,
    spread: 1.4
  }
];

// What happens at night is large, one-sided and punctual: legitimate, and anomalous to a forest.
const nightly: readonly Connections[] = [
  ...[files, database, mail, directory, build, web].map((src): Connections => ({
    src,
    to: [backup],
    dstPort: 8730,
    service: "-",
    rate: atNight(1, 5, 5),
    sent: 400_000_000,
    received: 90_000,
    seconds: 380,
    spread: 1.2,
    scheduled: true,
    state: "SF"
  })),
  {
    src: backup,
    to: [outside.storage],
    dstPort: 443,
    service: "ssl",
    rate: atNight(4, 6, 3),
    sent: 900_000_000,
    received: 200_000,
    seconds: 900,
    spread: 0.7,
    state: "SF"
  },
  {
    src: build,
    to: [outside.packages],
    dstPort: 443,
    service: "ssl",
    rate: atNight(2, 4, 40),
    sent: 2_600,
    received: 2_000_000,
    seconds: 4,
    spread: 1.8
  },
  ...[files, database, intranet].map((src): Connections => ({
    src,
    to: [outside.updates],
    dstPort: 443,
    service: "ssl",
    rate: atNight(3, 4, 4),
    sent: 3_000,
    received: 20_000_000,
    seconds: 20,
    spread: 1.4
  }))
];

function atNight(from: number, until: number, rate: number): Habit["rate"] {
  return ({hour}) => (hour >= from && hour < until ? rate : 0);
}

/** A camera’s stream to the recorder, renewed every ten minutes. */
function recording(src: string): Habit {
  return connections({
    src,
    to: [recorder],
    dstPort: 554,
    service: "-",
    rate: () => 6,
    sent: 45_000_000,
    received: 30_000,
    seconds: 600,
    spread: 0.06,
    scheduled: true
  });
}

/** The monitor’s poll of one host. */
function polls(dst: string): Habit {
  return datagrams({
    src: monitor,
    dst,
    dstPort: 161,
    service: "snmp",
    rate: () => 3,
    sent: 86,
    received: 240,
    scheduled: true
  });
}

/** The monitor’s pings, of all hosts it watches. */
function pings(): Habit {
  return {
    rate: () => 12,
    burst: 3,
    act(random, time, flows) {
      const at = onTheMinute(random, time);
      for (let i = 0; i < 3; ++i) {
        const packets = chance(random, 0.9) ? 1 : 4;
        const call = {time: at + i * second + logNormal(random, 900, 0.5), src: monitor};
        flows.push(ping(random, {...call, dst: pick(random, watched)}, packets));
      }
    }
  };
}
