import {isDeepStrictEqual, parseArgs} from "node:util";
import {phases} from "../../src/core/schema/artifacts.js";
import {findMultiday} from "../faults/logs.js";
import {embeddedPlaces, servedPlaces} from "../faults/places.js";
import type {Places} from "../faults/places.js";
import {atalayaAt} from "../faults/processes.js";
import {readDigests} from "../faults/published.js";
import type {Digests} from "../faults/published.js";
import {codeVersion, machine} from "./machine.js";

// Prints what it costs to keep everything on a MinIO and a PostgreSQL of this machine: the same log, in a
// fresh workspace each time, embedded and served in turn, and whether all came to the same digests.

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {rounds: {type: "string", default: "3"}}
});
const rounds = Number(options.rounds);
if (!(Number.isInteger(rounds) && rounds >= 1)) fail(`invalid --rounds: ${options.rounds}`);
const logs =
  positionals.length > 0 ? positionals : [findMultiday() ?? fail("missing log; name one")];
const bound = 1.5;

/** What one run took, in seconds: the command as a whole, and each phase. */
interface Timed {
  total: number;
  phases: Record<string, number>;
}

const places = [embeddedPlaces(), await servedPlaces()];
const times: Record<Places["kind"], Timed[]> = {embedded: [], served: []};
const digests: Digests[] = [];
try {
  for (let round = 0; round < rounds; ++round) {
    const turn = round % 2 === 0 ? places : places.toReversed();
    for (const one of turn) times[one.kind].push(await measure(one));
  }
} finally {
  for (const one of places) await one.stop();
}
process.stdout.write(`${JSON.stringify(report(), null, 2)}\n`);

async function measure({fresh}: Places): Promise<Timed> {
  const place = await fresh();
  try {
    const {code, seconds, stdout, stderr} = await atalayaAt(place, ["run", ...logs, "--json"]);
    if (code !== 0) throw new Error(`atalaya run exited with ${code}: ${stderr}`);
    digests.push(await readDigests(place));
    const result = JSON.parse(stdout) as {seconds: Record<string, number>};
    return {total: seconds, phases: result.seconds};
  } finally {
    await place.remove();
  }
}

function report() {
  const totals = (kind: Places["kind"]) => times[kind].map(({total}) => total);
  const ratio = median(totals("served")) / median(totals("embedded"));
  return {
    machine: machine(),
    code_version: codeVersion(),
    rounds,
    same_digests: digests.every((one) => isDeepStrictEqual(one, digests[0])),
    embedded: summary("embedded"),
    served: summary("served"),
    ratio: round(ratio),
    bound,
    within_bound: ratio <= bound
  };
}

function summary(kind: Places["kind"]) {
  const perPhase = phases.map((phase) => {
    const seconds = times[kind].map((one) => one.phases[phase]);
    return [phase, round(median(seconds))];
  });
  const totals = times[kind].map(({total}) => round(total));
  return {
    seconds: totals,
    median_seconds: round(median(totals)),
    median_phase_seconds: Object.fromEntries(perPhase) as unknown
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
