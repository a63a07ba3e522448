import {seeded} from "../../../src/core/forest/random.js";
import type {Random} from "../../../src/core/forest/types.js";
import {shuffled} from "./draw.js";
import type {Flow, Mark} from "./flow.js";
import {workstations} from "./network.js";
import {hour, second} from "./options.js";
import type {FeedSettings} from "./options.js";
import {isQuietHour, isWorkingHour, officeHour} from "./rhythm.js";
import {scenarios, techniques} from "./scenarios.js";
import type {Scenario, Stage} from "./scenarios.js";
import type {Slice} from "./slices.js";

/** An attack with its time, its hosts and its number of flows. */
export interface Attack extends Stage {
  mark: Mark;

  /** The number of flows, at least 1. */
  flows: number;

  /** When it begins, in microseconds since the epoch, UTC. */
  from: number;

  /** Microseconds from one flow to the next; an integer, at least 1. */
  step: number;

  /** How late a flow may be, in microseconds. */
  jitter: number;
}

/**
 * Returns the attacks of a feed, in the order in which they begin. Their flows grow with the feed;
 * each has at least three, or one in a feed under 3,200 flows, where they are 1.6 % of all.
 */
export function planAttacks(settings: FeedSettings): Attack[] {
  const random = seeded(settings.seed, 1);
  const hosts = shuffled(random, workstations);
  return scenarios
    .map((scenario, i) => planAttack(scenario, hosts[i], random, settings))
    .sort((a, b) => a.from - b.from);
}

function planAttack(
  scenario: Scenario,
  host: string,
  random: Random,
  settings: FeedSettings
): Attack {
  const {kind, share, most = Infinity, pace, jitter = 1} = scenario;
  const from = beginning(scenario, settings) + Math.floor(random() * hour);
  const span = settings.until - settings.from;
  const longest = Math.min(
    (scenario.longest ?? Infinity) * second,
    0.3 * span,
    settings.until - from
  );
  const least = Math.max(1, Math.min(3, Math.floor(settings.flows / 1600)));
  const wanted = Math.max(least, Math.min(most, Math.round(share * settings.flows)));
  const regular = scenario.longest === undefined; // its pace is the point of it: fewer flows, never faster
  const flows = regular ? Math.min(wanted, Math.floor(longest / (pace * second))) : wanted;
  const step = Math.max(1, Math.floor(Math.min(pace * second, longest / flows)));
  const mark: Mark = {label: "Malicious", detail: kind, technique: techniques[kind]};
  return {...scenario.stage(host), mark, flows, from, step, jitter: Math.floor(jitter * step)};
}

/** Returns the hour nearest to the wish that is of the sought kind and in the same half of the feed. */
function beginning({at, hours}: Scenario, {from, until}: FeedSettings): number {
  const wish = from + Math.floor((at * (until - from)) / hour) * hour;
  const middle = (from + until) / 2;
  const sought = hours === "working" ? isWorkingHour : isQuietHour;
  for (let distance = 0; distance < 7 * 24; ++distance) {
    for (const time of [wish + distance * hour, wish - distance * hour]) {
      if (time < from || time > until - 2 * hour || time < middle !== wish < middle) continue;
      if (sought(officeHour(time, from))) return time;
    }
  }
  return wish;
}

/** Adds to *flows* those of *attacks* that are due in *slice*; they may begin a little after its end. */
export function addAttacks(
  attacks: readonly Attack[],
  random: Random,
  {from, until}: Slice,
  flows: Flow[]
): void {
  for (const attack of attacks) {
    const first = Math.max(0, Math.ceil((from - attack.from) / attack.step));
    for (let i = first; i < attack.flows; ++i) {
      const due = attack.from + i * attack.step;
      if (due >= until) break;
      flows.push(attack.flow(random, due + Math.floor(random() * attack.jitter), i, attack.mark));
    }
  }
}
