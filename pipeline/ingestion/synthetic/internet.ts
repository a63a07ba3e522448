import type {Random} from "../../../src/core/forest/types.js";
import type {Cast} from "./cast.js";
import {outsideScanner} from "./cast.js";
import {upstream} from "./domains.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {refused, tcp, unanswered} from "./flow.js";
import type {Call, Flow, Mark} from "./flow.js";
import {connections} from "./habit.js";
import type {Habit} from "./habit.js";
import {second} from "./options.js";

/** The noise of the internet: hardly anyone is alerted by it, so its label counts as benign. */
const noise: Mark = {label: "Background", detail: "internet noise", technique: "-", denied: true};

/** Returns the habits of those outside who call the office: visitors, mail and noise. */
export function internetHabits(cast: Cast): Habit[] {
  const [web] = cast.servers.web;
  const size = 0.3 + cast.stations.length / 100; // an office is as well known as it is large
  return [
    visitors(web, size),
    connections({
      from: upstream.mailPeers,
      to: cast.servers.mail,
      dstPort: 25,
      service: "smtp",
      rate: ({hour}) => (hour >= 7 && hour < 20 ? 5 : 1.5) * size,
      sent: 36_000,
      received: 700,
      seconds: 2.4,
      spread: 1.5
    }),
    knocking(web, size),
    guessing(web, size)
  ];
}

/** Visitors of the office’s web site, day and evening. */
function visitors(dst: string, size: number): Habit {
  return {
    rate: ({hour}) => (hour >= 7 && hour < 23 ? 26 : 6) * size,
    burst: 2,
    act(random, time, flows) {
      const src = outsideScanner(random);
      const client = integer(random, 0, 5);
      for (let n = integer(random, 1, 3); n > 0; --n) {
        const at = time + n * integer(random, 1_000, 400_000);
        const srcPort = integer(random, 1_024, 65_535);
        flows.push(visit(random, {time: at, src, srcPort, dst, dstPort: 443, client}));
      }
    }
  };
}

function visit(random: Random, call: Call): Flow {
  const sent = logNormal(random, 900, 0.6) + 400;
  const received = logNormal(random, 24_000, 1.3) + 3_000;
  const seconds = logNormal(random, 1_500, 1.4) / 1000;
  const plain = chance(random, 0.1);
  call.name = "www.ouroffice.example";
  call.service = plain ? "http" : "ssl";
  if (!plain) return tcp(random, call, {sent, received, seconds});
  call.dstPort = 80;
  return tcp(random, call, {sent: 310, received: 480, seconds});
}

const knocked = [23, 23, 80, 443, 445, 2222, 3306, 3389, 5432, 5555, 5900, 6379, 8080, 8443, 9200];

/** Scanners that try one to three ports of the one host that they can reach, as most do that scan all addresses. */
function knocking(dst: string, size: number): Habit {
  return {
    rate: () => 6 * size,
    burst: 2,
    act(random, time, flows) {
      const src = outsideScanner(random);
      let at = time;
      for (let n = integer(random, 1, 3); n > 0; --n, at += integer(random, 0, 4 * second)) {
        const srcPort = integer(random, 1_024, 65_535);
        const dstPort = pick(random, knocked);
        const call = {time: at, src, srcPort, dst, dstPort, mark: noise};
        const open = dstPort === 80 || dstPort === 443;
        if (open)
          flows.push(tcp(random, call, {sent: 0, received: 0, seconds: 0.04, state: "RSTO"}));
        else if (chance(random, 0.8)) flows.push(unanswered(random, call));
        else flows.push(refused(random, call));
      }
    }
  };
}

/** Guessing of passwords by SSH: most sources try a few, some try hundreds. */
function guessing(dst: string, size: number): Habit {
  return {
    rate: () => 7 * size,
    burst: 14.5,
    act(random, time, flows) {
      const src = outsideScanner(random);
      const client = integer(random, 2, 5);
      const pace = second * integer(random, 2, 40);
      let at = time;
      for (let n = heavyTailed(random, 3, 480); n > 0; --n) {
        const call = {time: at, src, dst, dstPort: 22, service: "ssh", client, mark: noise};
        flows.push(tcp(random, call, guess(random)));
        at += Math.floor(pace * (0.3 + 1.4 * random()));
      }
    }
  };
}

/** Draws a session in which one password is tried. */
export function guess(random: Random) {
  const state = chance(random, 0.7) ? ("SF" as const) : ("RSTO" as const);
  const seconds = 0.8 + logNormal(random, 1_400, 0.35) / 1000;
  return {
    sent: integer(random, 1_350, 1_900),
    received: integer(random, 1_900, 2_500),
    seconds,
    state
  };
}

/** Draws an integer in [least, most] by Pareto’s law of exponent 1.1. */
function heavyTailed(random: Random, least: number, most: number): number {
  return Math.min(most, Math.floor(least * Math.exp(-Math.log(1 - random()) / 1.1)));
}
