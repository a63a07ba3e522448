import {seeded} from "../../../src/core/forest/random.js";
import {addAttacks, planAttacks} from "./attacks.js";
import {connFooter, connHeader, connLine} from "./conn-log.js";
import {deskHabits} from "./desk.js";
import type {Flow} from "./flow.js";
import {internetHabits} from "./internet.js";
import {machineHabits} from "./machines.js";
import {mingle, rateOf} from "./mixture.js";
import {hour, readSettings} from "./options.js";
import type {FeedSettings, SyntheticOptions} from "./options.js";
import {officeHour} from "./rhythm.js";
import {slicesOf} from "./slices.js";
import type {Slice} from "./slices.js";

const firstStream = 16; // the streams of randomness below are for hosts and attacks

/**
 * Returns the bytes of a Zeek conn.log in TSV, in chunks: days of a small office, with attacks in
 * them and a label on each line. It is synthetic. There are exactly *flows* lines between the header
 * and `#close`, in ascending order of time. The bytes depend on the options alone, and can be read
 * more than once; only a slice of time is held in memory. Throws a UsageError on an invalid option.
 */
export function syntheticFeed(options: SyntheticOptions = {}): Iterable<Uint8Array> {
  const settings = readSettings(options);
  return {[Symbol.iterator]: () => chunks(settings)};
}

function* chunks(settings: FeedSettings): Generator<Uint8Array> {
  let text = connHeader(settings.from);
  for (const lines of linesBySlice(settings)) {
    text += lines;
    if (text.length < 65_536) continue;
    yield Buffer.from(text, "latin1");
    text = "";
  }
  yield Buffer.from(text + connFooter(settings.until), "latin1");
}

function* linesBySlice(settings: FeedSettings): Generator<string> {
  const {flows: total, days, seed, from, until} = settings;
  const cast = seeded(seed);
  const habits = [...deskHabits(cast, days), ...machineHabits(), ...internetHabits()];
  const attacks = planAttacks(settings);
  const ordinary = attacks.reduce((left, attack) => left - attack.flows, total);
  const hours = Array.from({length: days * 24}, (_, h) => officeHour(from + h * hour, from));
  const rates = Float64Array.from(hours, (now) => rateOf(habits, now));
  let late: Flow[] = [];
  for (const slice of slicesOf(rates, ordinary, settings)) {
    const random = seeded(seed, firstStream + slice.index);
    const flows = mingle(habits, hours[slice.hour], slice, random);
    addAttacks(attacks, random, slice, flows);
    flows.push(...late);
    if (slice.until === until) wrapAround(flows, slice);
    flows.sort((a, b) => a.time - b.time);
    const split = flows.findIndex((flow) => flow.time >= slice.until);
    late = split < 0 ? [] : flows.splice(split);
    yield flows.map((flow) => connLine(flow, random)).join("");
  }
}

/** Moves the flows that would begin after the end of the feed into its last slice. */
function wrapAround(flows: Flow[], {from, until}: Slice): void {
  for (const flow of flows) {
    if (flow.time >= until) flow.time = from + ((flow.time - until) % (until - from));
  }
}
