import {seeded} from "../../../src/core/forest/random.js";
import type {Random} from "../../../src/core/forest/types.js";
import {addAttacks, planAttacks} from "./attacks.js";
import {connFooter, connHeader, writeFlow} from "./conn-log.js";
import {workstationHabits} from "./workstation.js";
import type {Flow} from "./flow.js";
import {internetHabits} from "./internet.js";
import {lineBuffer} from "./line-buffer.js";
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

const chunkBytes = 65_536; // a chunk has at least as many, but for the last

function* chunks(settings: FeedSettings): Generator<Uint8Array> {
  const lines = lineBuffer(chunkBytes);
  lines.text(connHeader(settings.from));
  for (const {flows, random} of slices(settings)) {
    for (const flow of flows) writeFlow(lines, flow, random);
    if (lines.length >= chunkBytes) yield lines.take();
  }
  lines.text(connFooter(settings.until));
  yield lines.take();
}

/** Yields the flows of one slice of time after the other, sorted, each with its own randomness. */
function* slices(settings: FeedSettings): Generator<{flows: Flow[]; random: Random}> {
  const {flows: total, days, seed, from, until} = settings;
  const cast = seeded(seed);
  const habits = [...workstationHabits(cast, days), ...machineHabits(), ...internetHabits()];
  const attacks = planAttacks(settings);
  const normal = attacks.reduce((left, attack) => left - attack.flows, total);
  const hours = Array.from({length: days * 24}, (_, h) => officeHour(from + h * hour, from));
  const rates = Float64Array.from(hours, (now) => rateOf(habits, now));
  let late: Flow[] = [];
  for (const slice of slicesOf(rates, normal, settings)) {
    const random = seeded(seed, firstStream + slice.index);
    const flows = mingle(habits, hours[slice.hour], slice, random);
    addAttacks(attacks, random, slice, flows);
    for (const flow of late) flows.push(flow);
    if (slice.until === until) wrapAround(flows, slice);
    flows.sort((a, b) => a.time - b.time);
    late = flows.splice(flows.findLastIndex((flow) => flow.time < slice.until) + 1);
    yield {flows, random};
  }
}

/** Moves the flows that would begin after the end of the feed into its last slice. */
function wrapAround(flows: Flow[], {from, until}: Slice): void {
  for (const flow of flows) {
    if (flow.time >= until) flow.time = from + ((flow.time - until) % (until - from));
  }
}
