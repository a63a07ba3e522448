import {seeded} from "../../../src/core/forest/random.js";
import {planAttacks} from "./attacks.js";
import type {Attack} from "./attacks.js";
import {castOf} from "./cast.js";
import {readSettings} from "./options.js";
import type {SyntheticOptions} from "./options.js";
import {truthOf} from "./truth.js";

/** Returns the attacks of the feed that *options* ask for, in the order in which they begin. */
export function attacksOf(options: SyntheticOptions = {}): Attack[] {
  const settings = readSettings(options);
  return planAttacks(castOf(seeded(settings.seed), settings), settings);
}

/** Returns the ground truth of the feed that *options* ask for, as JSON. */
export function groundTruth(options: SyntheticOptions = {}): string {
  return truthOf(readSettings(options), attacksOf(options));
}

/**
 * Returns what is in the feed that *options* ask for, as lines of plain text: one on the whole, then
 * one an attack in the order in which they begin: when (UTC), what, its technique, source, targets, flows.
 */
export function describeFeed(options: SyntheticOptions = {}): string {
  const settings = readSettings(options);
  const attacks = attacksOf(options);
  const malicious = attacks.reduce((sum, {times}) => sum + times.length, 0);
  const share = ((100 * malicious) / settings.flows).toFixed(2);
  const span = `${minute(settings.from)} to ${minute(settings.until)} UTC`;
  const all = `synthetic feed: ${settings.flows} flows from ${span}, seed ${settings.seed}, difficulty ${settings.difficulty}; ${malicious} malicious (${share} %) in ${attacks.length} attacks`;
  return [all, ...attacks.map(describeAttack), ""].join("\n");
}

function describeAttack({number, kind, technique, chain, actors, target, times}: Attack): string {
  const span = `${minute(times[0])} to ${minute(times[times.length - 1])}`;
  const stage = chain === null ? "" : `, kill chain ${chain}`;
  const who = actors.length > 4 ? `${actors.length} addresses` : [...new Set(actors)].join(" and ");
  return `${span}: #${number} ${kind} (${technique}${stage}), ${who} to ${target}, ${times.length} flows`;
}

function minute(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 16).replace("T", " ");
}
