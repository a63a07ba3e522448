import type {Cast, Workstation} from "./cast.js";
import {pastime} from "./crowd.js";
import type {Crowd} from "./crowd.js";
import {addressOf, services} from "./domains.js";
import type {Domain} from "./domains.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {tcp, udp, unanswered} from "./flow.js";
import {connections, datagrams, exchange, placeOf} from "./habit.js";
import type {Habit, Size} from "./habit.js";
import {second} from "./options.js";

/** Connections that someone makes at work. */
interface Task extends Size {
  /** The hosts that are called, each equally often, or a domain. */
  to: readonly string[] | Domain;
  dstPort: number;
  service: string;

  /** Flows an hour of one person at work. */
  rate: number;

  /** Whose software calls; defaults to the owner’s browser. */
  client?: number;
}

const https = {dstPort: 443, service: "ssl"};

/** Returns what everyone in *crowd* does at work: files, mail, print, calls, cloud, updates. */
export function workHabits(cast: Cast, crowd: Crowd): Habit[] {
  return [
    ...[...officeTasks(cast), ...cloudTasks].map((task) => taskOf(crowd, task)),
    newServerHabit(cast, crowd),
    meetings(crowd),
    uploads(crowd),
    patchDay(cast),
    discovery(cast, crowd),
    forgetful(cast)
  ];
}

/** Returns what *developers* do besides: the build, the database, the packages. */
export function developerHabits({servers}: Cast, developers: Crowd): Habit[] {
  const ssh = {dstPort: 22, service: "ssh", client: 1};
  const tasks: Task[] = [
    {
      to: servers.build,
      ...ssh,
      rate: 0.9,
      sent: 9_000,
      received: 30_000,
      seconds: 120,
      spread: 1.6
    },
    {to: servers.database, dstPort: 5432, service: "postgresql", rate: 0.6, sent: 4_000, received: 60_000, seconds: 30, spread: 1.6}, // prettier-ignore
    {to: services.packages, ...https, client: 7, rate: 0.9, sent: 2_400, received: 900_000, seconds: 3, spread: 1.8} // prettier-ignore
  ];
  return tasks.map((task) => taskOf(developers, task));
}

function officeTasks({servers, printers}: Cast): Task[] {
  // prettier-ignore
  return [
    {to: servers.files, dstPort: 445, service: "gssapi,smb", rate: 1.6, sent: 9_000, received: 40_000, seconds: 25, spread: 1.6},
    {to: servers.directory, dstPort: 88, service: "krb_tcp", rate: 1.1, sent: 1_500, received: 1_600, seconds: 0.004, spread: 0.25},
    {to: servers.directory, dstPort: 389, service: "ldap_tcp", rate: 0.7, sent: 2_400, received: 5_000, seconds: 0.05, spread: 0.6},
    {to: servers.directory, dstPort: 445, service: "gssapi,smb,dce_rpc", rate: 0.25, sent: 6_000, received: 9_000, seconds: 4, spread: 0.8},
    {to: servers.mail, dstPort: 993, service: "ssl", rate: 1.4, sent: 2_600, received: 9_000, seconds: 20, spread: 1.3},
    {to: servers.intranet, ...https, rate: 1.4, sent: 2_200, received: 24_000, seconds: 2, spread: 1.2},
    {to: servers.intranet, dstPort: 80, service: "http", rate: 0.2, sent: 900, received: 9_000, seconds: 0.4, spread: 1},
    {to: servers.terminal, dstPort: 3389, service: "rdp", rate: 0.05, sent: 300_000, received: 4_000_000, seconds: 1_200, spread: 1},
    {to: printers, dstPort: 9100, service: "-", rate: 0.1, sent: 400_000, received: 600, seconds: 6, spread: 1.1}
  ];
}

const cloudTasks: readonly Task[] = [
  {
    to: services.drive,
    ...https,
    rate: 0.25,
    sent: 60_000,
    received: 30_000,
    seconds: 4,
    spread: 1.7
  },
  {
    to: services.status,
    ...https,
    rate: 0.05,
    sent: 900,
    received: 12_000,
    seconds: 0.4,
    spread: 0.6
  }
];

function taskOf(crowd: Crowd, task: Task): Habit {
  const {to, dstPort, service, rate} = task;
  return pastime(crowd, {
    rate,
    act(random, time, flows, {address: src, client}) {
      const {dst, name} = placeOf(random, to, time);
      const call = {time, src, dst, dstPort, service, name, client: task.client ?? client};
      flows.push(tcp(random, call, exchange(random, task)));
    }
  });
}

/** The server that is commissioned in the second half. */
function newServerHabit({newServer, newServerFrom}: Cast, crowd: Crowd): Habit {
  const size = {sent: 2_500, received: 30_000, seconds: 2, spread: 1.1};
  return {
    rate: ({day}) => (day >= newServerFrom ? 0.4 * crowd.total : 0),
    burst: 1,
    act(random, time, flows) {
      const {address: src, client} = crowd.draw(random);
      const smb = chance(random, 0.5);
      const [dstPort, service] = smb ? [445, "gssapi,smb"] : [443, "ssl"];
      const call = {time, src, dst: newServer, dstPort, service, client};
      flows.push(tcp(random, call, exchange(random, size)));
    }
  };
}

/** A video call: two or three long streams through one relay, whose address is new more often than not. */
function meetings(crowd: Crowd): Habit {
  return pastime(crowd, {
    rate: 0.16,
    burst: 2.5,
    act(random, time, flows, {address: src}) {
      const dst = addressOf(services.meetings, time, integer(random, 0, 63));
      const seconds = Math.max(40, logNormal(random, 1_500, 0.7));
      for (let n = integer(random, 2, 3); n > 0; --n) {
        const sent = Math.floor(seconds * logNormal(random, 60_000, 0.8));
        const received = Math.floor(seconds * logNormal(random, 110_000, 0.8));
        const at = time + integer(random, 0, 2 * second);
        flows.push(udp(random, {time: at, src, dst, dstPort: 3478}, {sent, received, seconds}));
      }
    }
  });
}

/** A folder that is kept in the cloud: a few uploads of many megabytes to one of its addresses. */
function uploads(crowd: Crowd): Habit {
  const size = {sent: 15e6, received: 60_000, seconds: 30, spread: 1.1};
  return pastime(crowd, {
    rate: 0.035,
    burst: 3,
    act(random, time, flows, {address: src, client}) {
      const {dst, name} = placeOf(random, services.drive, time);
      let at = time;
      for (let n = integer(random, 1, 5); n > 0; --n) {
        flows.push(
          tcp(random, {time: at, src, dst, ...https, name, client}, exchange(random, size))
        );
        at += integer(random, second, 60 * second);
      }
    }
  });
}

/** Updates of the operating system: on Tuesday from noon, and a few at any time. */
function patchDay({stations}: Cast): Habit {
  const size = {...https, sent: 4_000, received: 20e6, seconds: 15, spread: 1.2, client: 8};
  const to = services.updates;
  const from = stations.filter(({joins}) => joins === 0).map(({address}) => address);
  const n = from.length;
  return connections({
    ...size,
    from,
    to,
    rate: ({hour, weekday}) => (weekday === 1 && hour >= 11 && hour < 15 ? 0.9 * n : 0.006 * n)
  });
}

/** Announcements of a host to its network. */
function discovery({stations}: Cast, crowd: Crowd): Habit {
  const announce = datagrams({
    from: stations.map(({address}) => address),
    to: ["224.0.0.251"],
    srcPort: 5353,
    dstPort: 5353,
    service: "dns",
    rate: () => 0,
    sent: 61,
    received: 0
  });
  return {...announce, rate: () => 0.35 * crowd.total};
}

/** A workstation that still looks for a server that is gone: unusual, and harmless. */
function forgetful({stations, retiredServer: dst}: Cast): Habit {
  const {address: src}: Workstation = stations[4];
  return {
    rate: ({hour, weekday}) => (weekday < 5 && hour >= 9 && hour < 11 ? 5 : 0.15),
    burst: 4,
    act(random, time, flows) {
      for (let i = 0; i < 4; ++i) {
        const at = time + i * 5 * second + integer(random, 0, 90_000);
        flows.push(unanswered(random, {time: at, src, dst, dstPort: 445}, 2));
      }
    }
  };
}

/** Returns those of *stations* that build software; the first if none does. */
export function developersOf({stations}: Cast): Workstation[] {
  const found = stations.filter(({developer}) => developer);
  return found.length > 0 ? found : [stations[0]];
}

/** Returns what those do who look after the others: help with a workstation, files from one to another. */
export function helpdeskHabits(cast: Cast, crowd: Crowd): Habit[] {
  const admin = cast.stations[7].address;
  const remote = {sent: 300_000, received: 4e6, seconds: 600, spread: 1};
  const share = {sent: 4_000, received: 5_000, seconds: 3, spread: 0.9};
  return [
    {
      rate: ({hour, weekday}) => (weekday < 5 && hour >= 9 && hour < 17 ? 0.4 : 0),
      burst: 1,
      act(random, time, flows) {
        const call = {time, src: admin, dst: pick(random, cast.stations).address, dstPort: 3389};
        flows.push(tcp(random, {...call, service: "rdp"}, exchange(random, remote)));
      }
    },
    pastime(crowd, {
      rate: 0.006,
      act(random, time, flows, {address: src}) {
        const dst = pick(random, cast.stations).address;
        const call = {time, src, dst, dstPort: 445, service: "gssapi,ntlm,smb"};
        flows.push(tcp(random, call, exchange(random, share)));
      }
    })
  ];
}
