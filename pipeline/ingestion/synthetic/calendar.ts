import type {Random} from "../../../src/core/forest/types.js";
import type {Cast} from "./cast.js";
import {serverList} from "./cast.js";
import {addressOf, services} from "./domains.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {refused, tcp} from "./flow.js";
import {day, hour, second} from "./options.js";
import type {FeedSettings} from "./options.js";
import {officeOffset} from "./rhythm.js";
import type {Campaign} from "./series.js";

/** The most that the calendar may make of a feed. */
const maxShare = 0.08;

/** Draws what is done at set times by night or once: playbooks, the weekly scan, a script, large uploads. */
export function calendarOf(random: Random, cast: Cast, settings: FeedSettings): Campaign[] {
  let left = Math.floor(maxShare * settings.flows);
  const campaigns: Campaign[] = [];
  for (const campaign of [
    ...largeUploads(random, cast, settings),
    busyScript(random, cast, settings),
    weeklyScan(random, cast, settings, settings.flows < 60_000 ? 4 : 15),
    playbook(random, cast, settings)
  ]) {
    if (campaign.times.length > left || campaign.times.length === 0) continue;
    left -= campaign.times.length;
    campaigns.push(campaign);
  }
  return campaigns;
}

/** Someone sends a large file to an address that nobody has seen, once. */
function largeUploads(random: Random, {stations}: Cast, settings: FeedSettings): Campaign[] {
  const {from, until} = settings;
  return Array.from({length: 2 + Math.round(stations.length / 64)}, () => {
    const {address: src, client} = pick(random, stations);
    const time = workingTime(random, from, from + (0.1 + 0.85 * random()) * (until - from), until);
    const to = services.transfer;
    return {
      times: Float64Array.of(time),
      flow(random, time) {
        const sent = logNormal(random, 1.2e9, 0.6);
        const call = {time, src, dst: addressOf(to, time, integer(random, 0, 63)), dstPort: 443};
        const seconds = sent / 2.5e6;
        return tcp(random, {...call, service: "ssl", name: to.hosts[0], client}, {sent, received: 90_000, seconds, state: "SF"}); // prettier-ignore
      }
    };
  });
}

/** Moves *time* to the middle of a working day, if it is not in the working hours. */
function workingTime(random: Random, from: number, time: number, until: number): number {
  const local = Math.floor((time + officeOffset) / day) * day;
  const at = (today: number) => today + (9 + 8 * random()) * hour - officeOffset;
  for (let k = 0; k < 4; ++k) {
    const today = local + k * day;
    const due = Math.floor(at(today));
    if ((today / day + 3) % 7 < 5 && due >= from && due < until) return due;
  }
  return Math.floor(time);
}

/** A developer’s script that asks far too often, for three hours of the second half. */
function busyScript(random: Random, {stations, servers}: Cast, settings: FeedSettings): Campaign {
  const {from, until, flows} = settings;
  const [every, n] = [45 * second, Math.min(240, Math.floor(flows / 500))];
  const start = workingTime(random, from, from + 0.66 * (until - from), until - n * every);
  const src = stations[11].address;
  return {
    times: spread(random, start, every, n).filter((time) => time < until),
    flow(random, time) {
      const call = {time, src, dst: servers.build[0], dstPort: 22, service: "ssh", client: 1};
      const [sent, received] = [logNormal(random, 3_600, 0.05), logNormal(random, 4_200, 0.05)];
      return tcp(random, call, {sent, received, seconds: 1.1, state: "SF"});
    }
  };
}

const audited = [21, 22, 23, 80, 135, 139, 443, 445, 3306, 3389, 5432, 5900, 5985, 8080, 8443];

/** The monitor’s scan of every host for what should not be open, each Saturday before dawn. */
function weeklyScan(random: Random, cast: Cast, settings: FeedSettings, ports: number): Campaign {
  const hosts = [...cast.stations.map(({address}) => address), ...serverList(cast)];
  const probes = hosts.length * ports;
  const nights = nightsOf(settings, 1 * hour).filter(({weekday}) => weekday === 5);
  const step = Math.floor((2 * hour) / probes);
  const times = nights.flatMap(({time}) => Array.from(spread(random, time, step, probes)));
  const [src] = cast.servers.monitor;
  return {
    times: Float64Array.from(times),
    flow(random, time, i) {
      const probe = i % probes;
      const call = {
        time,
        src,
        dst: hosts[Math.floor(probe / ports)],
        dstPort: audited[probe % ports]
      };
      if (chance(random, 0.9)) return refused(random, call);
      return tcp(random, call, {sent: 0, received: 0, seconds: 0.001, state: "RSTO"});
    }
  };
}

/** The playbook that the build server runs on every server each night. */
function playbook(random: Random, cast: Cast, settings: FeedSettings): Campaign {
  const [src] = cast.servers.build;
  const hosts = serverList(cast).filter((host) => host !== src);
  const each = 2;
  const nights = nightsOf(settings, 2.5 * hour);
  const step = Math.floor((0.3 * hour) / (each * hosts.length));
  const n = each * hosts.length;
  const times = nights.flatMap(({time}) => Array.from(spread(random, time, step, n)));
  return {
    times: Float64Array.from(times),
    flow(random, time, i) {
      const call = {time, src, dst: hosts[Math.floor((i % n) / each)], dstPort: 22, service: "ssh"};
      const [sent, received] = [logNormal(random, 9_000, 0.3), logNormal(random, 12_000, 0.3)];
      const seconds = logNormal(random, 8_000, 0.4) / 1000;
      return tcp(random, {...call, client: 0}, {sent, received, seconds, state: "SF"});
    }
  };
}

/** Returns the nights of the feed, each at *clock* microseconds after midnight in the office. */
function nightsOf({from, until}: FeedSettings, clock: number): {time: number; weekday: number}[] {
  const nights = [];
  for (let today = Math.floor((from + officeOffset) / day); ; ++today) {
    const time = today * day + clock - officeOffset;
    if (time > until - 3 * hour) return nights;
    if (time >= from) nights.push({time, weekday: (today + 3) % 7});
  }
}

/** Draws *n* times from *from*, *step* apart, each up to a step late. */
function spread(random: Random, from: number, step: number, n: number): Float64Array {
  return Float64Array.from({length: n}, (_, i) => Math.floor(from + (i + random()) * step));
}
