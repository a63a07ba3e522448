import type {Cast} from "./cast.js";
import {serverList} from "./cast.js";
import {services, upstream} from "./domains.js";
import type {Domain} from "./domains.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {ping} from "./flow.js";
import {connections, datagrams, onTheMinute} from "./habit.js";
import type {Habit, Size} from "./habit.js";
import {second} from "./options.js";
import {lookUp, reputation} from "./web.js";

/** Connections that servers make, day and night or at night. */
interface Job extends Size {
  from: readonly string[];
  to: readonly string[] | Domain;
  dstPort: number;
  service: string;

  /** Flows an hour of one server, and the office hours at which it makes them; defaults to all. */
  rate: number;
  between?: readonly [from: number, until: number];

  /** Makes them begin on the minute; defaults to false. */
  scheduled?: boolean;
}

/** Returns the habits of the servers, printers and things, which work day and night. */
export function machineHabits(cast: Cast): Habit[] {
  const each = serverList(cast);
  return [
    ...[...routine(cast), ...nightly(cast)].map(jobOf),
    ...cast.cameras.map((camera) => recording(camera, cast)),
    pings(cast),
    spamLists(cast),
    serverLookups(cast, each)
  ];
}

function jobOf({rate, between, ...job}: Job): Habit {
  const all = rate * job.from.length;
  const [from, until] = between ?? [0, 24];
  return connections({...job, rate: ({hour}) => (hour >= from && hour < until ? all : 0)});
}

function routine({servers: s, badgeReader}: Cast): Job[] {
  // prettier-ignore
  return [
    {from: s.intranet, to: s.database, dstPort: 5432, service: "postgresql", rate: 2, sent: 12_000, received: 120_000, seconds: 90, spread: 1.2},
    {from: s.web, to: s.database, dstPort: 5432, service: "postgresql", rate: 2, sent: 8_000, received: 60_000, seconds: 60, spread: 1.2},
    {from: s.files, to: s.directory, dstPort: 389, service: "ldap_tcp", rate: 1, sent: 2_000, received: 5_000, seconds: 0.05, spread: 0.5},
    {from: s.intranet, to: s.directory, dstPort: 636, service: "ssl", rate: 1, sent: 2_400, received: 6_000, seconds: 0.2, spread: 0.5},
    {from: s.directory, to: s.resolver, dstPort: 445, service: "gssapi,smb,dce_rpc", rate: 0.7, sent: 14_000, received: 12_000, seconds: 8, spread: 0.8},
    {from: [badgeReader], to: s.directory, dstPort: 443, service: "ssl", rate: 1, sent: 900, received: 4_100, seconds: 0.12, spread: 0.08},
    {from: s.mail, to: upstream.mailPeers, dstPort: 25, service: "smtp", rate: 1.5, sent: 30_000, received: 600, seconds: 3, spread: 1.6},
    {from: s.build, to: services.packages, dstPort: 443, service: "ssl", rate: 1, sent: 2_600, received: 700_000, seconds: 3, spread: 1.8},
    {from: s.build, to: s.files, dstPort: 445, service: "gssapi,smb", rate: 0.5, sent: 9e6, received: 20_000, seconds: 12, spread: 1.4}
  ];
}

/** What happens at night is large, one-sided and punctual: legitimate, and anomalous to a forest. */
function nightly({servers: s}: Cast): Job[] {
  const saved = [...s.files, ...s.database, ...s.mail, ...s.directory, ...s.build, ...s.web];
  // prettier-ignore
  return [
    {from: saved, to: s.backup, dstPort: 8730, service: "-", rate: 1, between: [1, 4], sent: 400e6, received: 90_000, seconds: 380, spread: 1.2, scheduled: true, state: "SF"},
    {from: s.backup, to: services.backup, dstPort: 443, service: "ssl", rate: 2, between: [4, 6], sent: 900e6, received: 200_000, seconds: 900, spread: 0.7, state: "SF"},
    {from: s.build, to: services.packages, dstPort: 443, service: "ssl", rate: 10, between: [2, 4], sent: 2_600, received: 2e6, seconds: 4, spread: 1.8},
    {from: [...s.files, ...s.database, ...s.intranet], to: services.updates, dstPort: 443, service: "ssl", rate: 1.5, between: [3, 4], sent: 3_000, received: 20e6, seconds: 20, spread: 1.4}
  ];
}

/** A camera’s stream to the recorder, renewed at night and by day about every hour. */
function recording(camera: string, {servers}: Cast): Habit {
  return connections({
    from: [camera],
    to: servers.recorder,
    dstPort: 554,
    service: "-",
    rate: () => 1,
    sent: 270e6,
    received: 180_000,
    seconds: 3_500,
    spread: 0.06,
    scheduled: true
  });
}

/** The monitor’s pings and polls of all hosts it watches, now and then out of turn. */
function pings(cast: Cast): Habit {
  const watched = [...serverList(cast), ...cast.printers];
  const [src] = cast.servers.monitor;
  return {
    rate: () => 0.15 * watched.length,
    burst: 3,
    act(random, time, flows) {
      const at = onTheMinute(random, time);
      for (let i = 0; i < 3; ++i) {
        const packets = chance(random, 0.9) ? 1 : 4;
        const time = at + i * second + logNormal(random, 900, 0.5);
        flows.push(ping(random, {time, src, dst: pick(random, watched)}, packets));
      }
    }
  };
}

/** The mail server asks the lists of spam for every sender. */
function spamLists(cast: Cast): Habit {
  const [src] = cast.servers.mail;
  return {
    rate: ({hour}) => (hour >= 7 && hour < 20 ? 3 : 1.2),
    burst: 1.7,
    act: (random, time, flows) =>
      void lookUp(random, reputation(random, time, src, integer(random, 1, 2)), cast, flows)
  };
}

function serverLookups({servers}: Cast, from: string[]): Habit {
  const service = {dstPort: 53, service: "dns", sent: 44, received: 108};
  return datagrams({...service, from, to: servers.resolver, rate: () => 0.5 * from.length});
}
