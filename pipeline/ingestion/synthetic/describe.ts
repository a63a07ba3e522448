import {planAttacks} from "./attacks.js";
import type {Attack} from "./attacks.js";
import {readSettings} from "./options.js";
import type {SyntheticOptions} from "./options.js";

/**
 * Returns what is in the feed that *options* ask for, as lines of plain text: one on the whole, then
 * one an attack in the order in which they begin: when (UTC), what, its technique, source, targets, flows.
 */
export function describeFeed(options: SyntheticOptions = {}): string {
  const settings = readSettings(options);
  const attacks = planAttacks(settings);
  const malicious = attacks.reduce((sum, attack) => sum + attack.flows, 0);
  const share = ((100 * malicious) / settings.flows).toFixed(2);
  const span = `${minute(settings.from)} to ${minute(settings.until)} UTC`;
  const all = `synthetic feed: ${settings.flows} flows from ${span}, seed ${settings.seed}; ${malicious} malicious (${share} %) in ${attacks.length} attacks`;
  return [all, ...attacks.map(describeAttack), ""].join("\n");
}

function describeAttack({mark, src, target, flows, from, step}: Attack): string {
  const until = from + flows * step;
  return `${minute(from)} to ${minute(until)}: ${mark.detail} (${mark.technique}), ${src} to ${target}, ${flows} flows`;
}

function minute(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 16).replace("T", " ");
}
