import {seeded} from "../../../src/core/forest/random.js";
import type {Random} from "../../../src/core/forest/types.js";
import type {Cast} from "./cast.js";
import {shuffled} from "./draw.js";
import type {Mark} from "./flow.js";
import {hour, second} from "./options.js";
import type {FeedSettings} from "./options.js";
import {isQuietHour, isWorkingHour, officeHour} from "./rhythm.js";
import {chain, chainStarts, scenarios, techniques} from "./scenarios.js";
import type {Kind, Scenario} from "./scenarios.js";
import type {Campaign} from "./series.js";
import type {Stage} from "./stages.js";

/** An attack with its time, its hosts and its flows. */
export interface Attack extends Campaign {
  /** The number in its labels, from 1, in the order in which attacks begin. */
  number: number;

  kind: Kind;

  /** The technique of MITRE ATT&CK. */
  technique: string;

  /** The kill chain that it is a stage of, from 1; null if it stands alone. */
  chain: number | null;

  /** The hosts that act, in the order in which they do. */
  actors: readonly string[];

  /** Who is called, in words, as a name or as an address. */
  target: string;
}

/** A part of the script with its time and place. */
interface Cue {
  scenario: Scenario;
  from: number;
  host: string;
  chain: number | null;
}

/** A feed of so many flows holds the script once and at its full size. */
const fullSize = 250_000;

/**
 * Returns the attacks of a feed, in the order in which they begin: the script of scenarios and chains,
 * once, or several times in a large feed. In a small one each has fewer flows, at least three, or one in a
 * feed under 3,200 flows.
 */
export function planAttacks(cast: Cast, settings: FeedSettings): Attack[] {
  if (!settings.attacks) return [];
  const random = seeded(settings.seed, 1);
  const turns = new Map<Kind, number>();
  const planned = cuesOf(random, cast, settings).map((cue) => {
    const turn = turns.get(cue.scenario.kind) ?? 0;
    turns.set(cue.scenario.kind, turn + 1);
    return planAttack(random, cast, settings, cue, turn);
  });
  planned.sort((a, b) => a.times[0] - b.times[0]);
  return planned.map(({stage, times, kind, chain}, i) => {
    const technique = techniques[kind];
    const denied = /brute|spray/.test(kind);
    const mark: Mark = {label: `Malicious#${i + 1}`, detail: kind, technique, denied};
    const {actors, target, flow} = stage;
    const flowOf: Attack["flow"] = (random, time, k) => flow(random, time, k, mark);
    return {number: i + 1, kind, technique, chain, actors, target, times, flow: flowOf};
  });
}

/** Draws when and where each part of the script is played. */
function cuesOf(random: Random, {stations}: Cast, settings: FeedSettings): Cue[] {
  const usable = stations.filter(({index, joins}) => index !== 7 && joins === 0); // 7 looks after the others
  const hosts = shuffled(random, usable.map(({address}) => address)); // prettier-ignore
  const span = settings.until - settings.from;
  const rounds = Math.min(8, Math.max(1, Math.round(Math.sqrt(settings.flows / fullSize))));
  const cues: Cue[] = [];
  let drawn = 0;
  const nextHost = () => hosts[drawn++ % hosts.length];
  for (let round = 0; round < rounds; ++round) {
    const shift = round === 0 ? 0 : 0.08 * (random() - 0.5);
    for (const scenario of scenarios) {
      const at = Math.min(0.97, Math.max(0.02, scenario.at + (round ? shift : 0)));
      const kept = at < 0.5 === scenario.at < 0.5 ? at : scenario.at;
      const from = beginning(kept, scenario.hours, settings) + Math.floor(random() * hour);
      cues.push({scenario, from, host: nextHost(), chain: null});
    }
    chainStarts.forEach((at, k) => {
      const start = beginning(at, "working", settings) + Math.floor(random() * hour);
      const host = nextHost();
      for (const scenario of chain) {
        const later = Math.min(scenario.at * hour, (0.02 * span * scenario.at) / 1.5);
        const number = round * chainStarts.length + k + 1;
        cues.push({scenario, from: Math.floor(start + later), host, chain: number});
      }
    });
  }
  return cues;
}

interface Planned {
  kind: Kind;
  stage: Stage;
  times: Float64Array;
  chain: number | null;
}

function planAttack(
  random: Random,
  cast: Cast,
  settings: FeedSettings,
  {scenario, from, host, chain}: Cue,
  turn: number
): Planned {
  const {difficulty, until} = settings;
  const {kind, regular = false} = scenario;
  const wanted = flowsOf(scenario, settings);
  const pace = scenario.pace[difficulty] * second;
  const longest = Math.min((regular ? 0.42 : 0.3) * (until - settings.from), until - from - second);
  const most = regular ? Math.max(1, Math.floor(longest / pace)) : wanted;
  const n = Math.min(wanted, most);
  const step = Math.min(pace, Math.max(1, longest / (1.3 * n)));
  const times = walk(random, {from, step, jitter: scenario.jitter?.[difficulty] ?? 0.5, n, until});
  const stage = scenario.stage({host, cast, difficulty, flows: times.length, random, turn});
  return {kind, stage, times, chain};
}

function flowsOf({flows}: Scenario, settings: FeedSettings): number {
  const share = settings.flows / fullSize;
  const size = Math.min(1, Math.sqrt(share), 4 * share);
  const full = flows[settings.difficulty];
  const least = Math.max(1, Math.min(full, 3, Math.floor(settings.flows / 1600)));
  return Math.max(least, Math.round(size * full));
}

interface Walk {
  from: number;
  step: number;
  jitter: number;
  n: number;
  until: number;
}

/** Draws *n* times, each a step after the one before, give or take a share of it; at least the first. */
function walk(random: Random, {from, step, jitter, n, until}: Walk): Float64Array {
  const times: number[] = [];
  for (let time = from; times.length < n && time < until;) {
    times.push(Math.floor(time));
    time += Math.max(1, step * (1 + jitter * (2 * random() - 1)));
  }
  return Float64Array.from(times);
}

/** Returns the hour nearest to the wish that is of the sought kind and in the same half of the feed. */
function beginning(at: number, hours: Scenario["hours"], {from, until}: FeedSettings): number {
  const wish = from + Math.floor((at * (until - from)) / hour) * hour;
  if (hours === "any") return wish;
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
