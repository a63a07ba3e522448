import {createWriteStream} from "node:fs";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {parseArgs} from "node:util";
import {format, resolveConfig} from "prettier";
import {openSession} from "../../pipeline/duckdb/session.js";
import type {Session} from "../../pipeline/duckdb/session.js";
import {syntheticFeed} from "../../pipeline/ingestion/synthetic/feed.js";
import {generatorVersion} from "../../pipeline/ingestion/synthetic/options.js";
import {flowScores} from "../../src/core/detectors/entity/flow-scores.js";
import {entityDetectors, findEntityDetector} from "../../src/core/detectors/entity/registry.js";
import {collectEvidence} from "../../src/core/incidents/evidence.js";
import {referenceMagnitudes} from "../../src/core/incidents/reference-magnitudes.js";
import type {DayMagnitude} from "../../src/core/incidents/reference-magnitudes.js";
import {createConnections} from "./connections.js";
import {root} from "./machine.js";

// Makes src/core/incidents/reference.ts, byte for byte, from the inputs that are written into it: `npm run reference`.
// With --out FILE it is written elsewhere, to be compared.

const seeds = [1, 7, 42];
const inputs = {generator: generatorVersion, seeds, flows: 250_000, days: 14, attacks: false};
const target = join(root, "src/core/incidents/reference.ts");
const {out} = parseArgs({options: {out: {type: "string", default: target}}}).values;

const magnitudes = new Map<string, DayMagnitude[]>(
  entityDetectors.filter(({log}) => log === undefined).map(({name}) => [name, []])
);
const folder = await mkdtemp(join(tmpdir(), "atalaya-reference-"));
try {
  let hostDays = 0;
  for (const seed of seeds) hostDays += await measureOffice(seed);
  const tails = [...magnitudes]
    .filter(([name]) => name !== flowScores.name) // a connection log has no scores
    .map(([name, found]) => [name, referenceMagnitudes(found, hostDays)]);
  const config = await resolveConfig(target);
  await writeFile(out, await format(sourceOf(Object.fromEntries(tails) as object), {...config, filepath: target})); // prettier-ignore
} finally {
  await rm(folder, {recursive: true, force: true});
}

/** Adds the magnitudes of the office of *seed* to `magnitudes`; returns its hosts times days. */
async function measureOffice(seed: number): Promise<number> {
  const {flows, days, attacks} = inputs;
  const path = join(folder, `${seed}.log`);
  await pipeline(
    Readable.from(syntheticFeed({seed, flows, days, attacks})),
    createWriteStream(path)
  );
  const session = await openSession({scratch: folder, threads: 2, memoryLimit: "2GiB"});
  try {
    await createConnections(session, [path]);
    const {hosts, from, until} = await spanOf(session);
    const trainedUntil = from + 0.5 * (until - from);
    const {evidence} = await collectEvidence(session, {events: "events", trainedUntil});
    for (const candidate of evidence) {
      const raw = findEntityDetector(candidate.detector)!.rawMagnitude(candidate);
      const entity = `${seed} ${candidate.entity}`;
      magnitudes.get(candidate.detector)!.push({entity, day: Math.floor(candidate.from / 24), raw});
    }
    return (hosts * (until - from)) / 86_400e6;
  } finally {
    session.close();
  }
}

async function spanOf(session: Session): Promise<{hosts: number; from: number; until: number}> {
  const [span] = await session.rows<{hosts: number; from: number; until: number}>(
    `SELECT count(DISTINCT src) FILTER (local_orig)::DOUBLE AS hosts, epoch_us(min(time))::DOUBLE AS "from",
      epoch_us(max(time))::DOUBLE AS until FROM events`
  );
  return span;
}

function sourceOf(tails: object): string {
  return `import type {ReferenceMagnitudes} from "./calibration.js";

// Made by \`npm run reference\`; do not edit.

/** What the magnitudes were made from: offices of the generator, one a seed, without attacks, their conn.log alone. */
export const referenceInputs = ${JSON.stringify(inputs)} as const;

/** The largest magnitudes of these offices: what short logs are compared with. */
export const referenceMagnitudes: {[detector: string]: ReferenceMagnitudes | undefined} = ${JSON.stringify(tails)};
`;
}
