import type {Random} from "../../../src/core/forest/types.js";
import type {Cast, Workstation} from "./cast.js";
import {pastime} from "./crowd.js";
import type {Crowd} from "./crowd.js";
import {addressOf, hashed, services, upstream} from "./domains.js";
import type {Domain} from "./domains.js";
import {chance, integer, logNormal, pick, zipf} from "./draw.js";
import {refused, tcp, udp, unanswered} from "./flow.js";
import type {Flow} from "./flow.js";
import type {Habit} from "./habit.js";
import {second} from "./options.js";

/** The office’s resolver that an asking host uses, and those it asks in turn. */
interface Lookup {
  time: number;
  src: string;
  name: string;

  /** The address that is answered; empty if the name does not exist. */
  answer: string;

  /** The type of the query: 1 for A, 12 for PTR, 16 for TXT, 28 for AAAA, 65 for HTTPS. */
  type: number;

  /** Whether the resolver has the answer. */
  cached: boolean;
}

/** Returns browsing and what comes with it, of *crowd*, *rate* flows an hour each. */
export function webHabits(cast: Cast, crowd: Crowd, rate: number): Habit[] {
  return [
    pastime(crowd, {rate, burst: 4.4, act: (...call) => browse(cast, ...call)}),
    pastime(crowd, {
      rate: 0.12 * rate,
      burst: 1.3,
      act(random, time, flows, station) {
        lookUpSite(random, time, station, siteOf(random, cast, station), cast, flows);
      }
    })
  ];
}

/** Returns look-ups that no visit follows: of reputation, of addresses, of names that are gone. */
export function lookupHabits(cast: Cast, crowd: Crowd): Habit[] {
  return [
    pastime(crowd, {
      rate: 1.2,
      burst: 1.6,
      act: (random, time, flows, {address: src}) =>
        void lookUp(random, reputation(random, time, src, 3), cast, flows)
    }),
    pastime(crowd, {
      rate: 0.4,
      burst: 1.3,
      act(random, time, flows, {address: src}) {
        const reverse = `${integer(random, 1, 254)}.${integer(random, 0, 255)}.20.10.in-addr.arpa`;
        const wrong = `wpad.${pick(random, ["office", "corp", "lan"])}.example`;
        const name = chance(random, 0.5) ? reverse : wrong;
        const type = name === reverse ? 12 : 1;
        lookUp(
          random,
          {time, src, name, type, answer: "", cached: chance(random, 0.7)},
          cast,
          flows
        );
      }
    })
  ];
}

/** Returns a look-up of a file’s digest or of a sender: a long name, and hardly ever the same one. */
export function reputation(random: Random, time: number, src: string, words: number): Lookup {
  const digest = Array.from({length: words}, () => hex(random)).join(words > 3 ? "." : "");
  const name = `${digest}.${services.reputation.hosts[0]}`;
  const cached = chance(random, 0.3);
  return {time, src, name, type: chance(random, 0.3) ? 16 : 1, answer: "127.0.0.2", cached};
}

/** Draws 48 bits in hexadecimal. */
export function hex(random: Random): string {
  const high = Math.floor(random() * 0x1000000) + 0x1000000;
  const low = Math.floor(random() * 0x1000000) + 0x1000000;
  return high.toString(16).slice(1) + low.toString(16).slice(1);
}

/** Browsing: a name is looked up, perhaps upstream, and a few connections follow. */
function browse(
  cast: Cast,
  random: Random,
  time: number,
  flows: Flow[],
  station: Workstation
): void {
  let at = time;
  for (let n = integer(random, 1, 5), first = true; n > 0; --n, first = false) {
    const site = siteOf(random, cast, station);
    if (first || chance(random, 0.12)) at = lookUpSite(random, at, station, site, cast, flows);
    const turn = hashed(station.index, 0, 0);
    const name = pick(random, site.hosts);
    flows.push(visit(random, at, station, addressOf(site, at, turn), name));
    at += integer(random, 5_000, 900_000);
  }
}

/** Draws a domain: of the favourites mostly, else of all of them by Zipf’s law. */
function siteOf(random: Random, {domains}: Cast, {favourites}: Workstation): Domain {
  if (chance(random, 0.6)) return favourites[zipf(random, favourites.length)];
  return domains[zipf(random, domains.length)];
}

function lookUpSite(
  random: Random,
  time: number,
  {address: src, index}: Workstation,
  site: Domain,
  cast: Cast,
  flows: Flow[]
): number {
  const name = pick(random, site.hosts);
  const type = chance(random, 0.75) ? 1 : chance(random, 0.6) ? 28 : 65;
  const answer = addressOf(site, time, hashed(index, 0, 0));
  return lookUp(random, {time, src, name, type, answer, cached: chance(random, 0.68)}, cast, flows);
}

/** Adds a query to the office’s resolver, and to the one that it asks; returns when the answer was there. */
export function lookUp(random: Random, query: Lookup, {servers}: Cast, flows: Flow[]): number {
  const {time, src, name, answer, type: client, cached} = query;
  const sent = 18 + name.length;
  const received = sent + (answer ? logNormal(random, 60, 0.6) : 75);
  const waited = logNormal(random, cached ? 700 : 24_000, 0.6) + 100;
  const resolver = pick(random, servers.resolver);
  const service = "dns";
  const call = {time, src, dst: resolver, dstPort: 53, service, name, answer, client};
  flows.push(udp(random, call, {sent, received, seconds: waited / second}));
  if (!cached) {
    const dst = pick(random, upstream.resolvers);
    const seconds = (waited * 0.9) / second;
    const onward = {
      time: time + 150,
      src: resolver,
      dst,
      dstPort: 53,
      service,
      name,
      answer,
      client
    };
    flows.push(udp(random, onward, {sent: sent + 11, received: received + 20, seconds}));
  }
  return time + waited + 300;
}

function visit(
  random: Random,
  time: number,
  station: Workstation,
  dst: string,
  name: string
): Flow {
  const {address: src, client} = station;
  const kind = random();
  const sent = logNormal(random, 1_400, 0.9) + 300;
  const received = logNormal(random, 14_000, 1.6) + 200;
  const seconds = logNormal(random, 900, 1.7) / 1000;
  const call = {time, src, dst, dstPort: 443, service: "ssl", name, client};
  if (kind < 0.012) return unanswered(random, call, integer(random, 0, 3));
  if (kind < 0.03) return refused(random, call);
  if (kind < 0.14) {
    call.service = "quic";
    return udp(random, call, {sent: sent + 1_200, received, seconds});
  }
  if (kind >= 0.2)
    return tcp(random, call, {sent: sent + 500, received: received + 3_200, seconds});
  call.service = "http";
  call.dstPort = 80;
  return tcp(random, call, {sent, received, seconds});
}
