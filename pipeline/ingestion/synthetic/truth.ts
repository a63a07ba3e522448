import type {Attack} from "./attacks.js";
import {generatorVersion} from "./options.js";
import type {FeedSettings} from "./options.js";

/** Returns the ground truth of a feed as JSON, a line an attack; times are ISO 8601, UTC. */
export function truthOf(settings: FeedSettings, attacks: readonly Attack[]): string {
  const {flows, days, seed, difficulty} = settings;
  const rows = attacks.map((attack) => {
    const {number, kind, technique, chain, actors, target, times} = attack;
    const [from, to] = [times[0], times[times.length - 1]].map(isoTime);
    return {id: number, label: `Malicious#${number}`, kind, technique, chain, actors: [...new Set(actors)], target, from, to, flows: times.length}; // prettier-ignore
  });
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  const options = JSON.stringify({
    generator: generatorVersion,
    flows,
    days,
    seed,
    difficulty,
    attacks: settings.attacks
  });
  return `{\n  "options": ${options},\n  "attacks": [${lines && `\n${lines}\n  `}]\n}\n`;
}

function isoTime(micros: number): string {
  return new Date(micros / 1000).toISOString();
}
