import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {refused, tcp, unanswered} from "./flow.js";
import type {Flow, Mark} from "./flow.js";
import {connections} from "./habit.js";
import type {Habit} from "./habit.js";
import {outside, servers, outsideScanner} from "./network.js";

const noise: Mark = {label: "Background", detail: "internet noise", technique: "-"};

/** Returns the habits of those outside who call the office: visitors, mail and noise. */
export function internetHabits(): Habit[] {
  return [visitors, ...outside.mailPeers.map(incomingMail), knocking];
}

/** Visitors of the office’s web site, day and evening. */
const visitors: Habit = {
  rate: ({hour}) => (hour >= 7 && hour < 23 ? 45 : 10),
  burst: 2,
  act(random, time, flows) {
    const src = outsideScanner(random);
    for (let n = integer(random, 1, 3); n > 0; --n) {
      const at = time + n * integer(random, 1_000, 400_000);
      flows.push(visit(random, at, src));
    }
  }
};

function visit(random: Random, time: number, src: string): Flow {
  const call = {time, src, srcPort: integer(random, 1_024, 65_535), dst: servers.web};
  const sent = logNormal(random, 900, 0.6) + 400;
  const received = logNormal(random, 24_000, 1.3) + 3_000;
  const seconds = logNormal(random, 1_500, 1.4) / 1000;
  if (chance(random, 0.1))
    return tcp(
      random,
      {...call, dstPort: 80, service: "http"},
      {sent: 310, received: 480, seconds}
    );
  return tcp(random, {...call, dstPort: 443, service: "ssl"}, {sent, received, seconds});
}

function incomingMail(src: string): Habit {
  return connections({
    src,
    to: [servers.mail],
    dstPort: 25,
    service: "smtp",
    rate: ({hour}) => (hour >= 7 && hour < 20 ? 0.35 : 0.1),
    sent: 36_000,
    received: 700,
    seconds: 2.4,
    spread: 1.5
  });
}

const knocked = [
  22, 23, 23, 80, 443, 445, 2222, 3306, 3389, 5432, 5555, 5900, 6379, 8080, 8443, 9200
] as const;

/**
 * The noise of the internet: strangers knock at the one host they can reach. Hardly anyone is alerted
 * by it, so it is labelled Background, which counts as benign.
 */
const knocking: Habit = {
  rate: () => 6,
  burst: 1.5,
  act(random, time, flows) {
    const src = outsideScanner(random);
    for (let n = integer(random, 1, 2); n > 0; --n) {
      const srcPort = integer(random, 1_024, 65_535);
      const call = {
        time,
        src,
        srcPort,
        dst: servers.web,
        dstPort: pick(random, knocked),
        mark: noise
      };
      const open = call.dstPort === 80 || call.dstPort === 443;
      if (open) flows.push(tcp(random, call, {sent: 0, received: 0, seconds: 0.04, state: "RSTO"}));
      else if (chance(random, 0.8)) flows.push(unanswered(random, call));
      else flows.push(refused(random, call));
    }
  }
};
