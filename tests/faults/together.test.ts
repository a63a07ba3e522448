import {readdirSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {layers} from "../../src/core/schema/artifacts.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {fileKey} from "../../pipeline/artifacts/artifacts.js";
import {findLatest} from "../../pipeline/run/latest.js";
import {openStores} from "../../pipeline/storage/open.js";
import type {Store} from "../../pipeline/storage/store.js";
import {describeWith} from "../services/available.js";
import {missingMinio} from "../services/minio.js";
import {missingPostgres} from "../services/postgres.js";
import {isComplete} from "./matrix.js";
import {embeddedPlaces, servedPlaces} from "./places.js";
import type {Place, Places} from "./places.js";
import {atalayaAt, loaderAt} from "./processes.js";
import {findHalfWritten, readAudit} from "./published.js";

const loaders = readdirSync(fileURLToPath(new URL("../../data-loaders", import.meta.url))).sort();

/**
 * What no evaluation publishes: what changes with each run, though no artifact does (the runs, what each changed, the proof of the latest),
 * and what is made after a run, or beside it.
 */
const ofRuns = new Set([
  ...["runs.json.ts", "run-pairs.json.ts", "lineage.json.ts", "proof.json.ts"],
  ...["evaluation.json.ts", "evaluation-scores.json.ts", "suite.json.ts", "site-models.json.ts"]
]);
const bound = 10 * 60_000; // a deadlock, and not a slow machine, is what it catches

function describeTogether(open: () => Promise<Places>): void {
  let places: Places;
  beforeAll(async () => (places = await open()));
  afterAll(() => places.stop());

  it(
    "two runs and all loaders, started at once where there is nothing, make one set of artifacts",
    {timeout: bound},
    async () => {
      const place = await places.fresh();
      try {
        await startTogether(place);
      } finally {
        await place.remove();
      }
    }
  );
}

async function startTogether(place: Place): Promise<void> {
  expect(loaders.length).toBeGreaterThanOrEqual(6);
  const other = place.neighbour(); // served: another machine, which shares no lock file
  const running = [place, other].map((at) => atalayaAt(at, ["run", "--json"]));
  const loading = loaders.map((name, i) => loaderAt(i % 2 ? other : place, name));
  const runs = await Promise.all(running);
  const loaded = await Promise.all(loading);
  for (const {code, stderr} of [...runs, ...loaded]) expect([code, stderr]).toEqual([0, stderr]);

  const stores = openStores(place.settings());
  for (const layer of layers) expect(await mergedIn(stores[layer]), layer).toHaveLength(1);
  expect(await findHalfWritten(place)).toEqual([]);

  const audit = await readAudit(place);
  expect(audit.breaches).toEqual([]);
  expect(new Set(audit.runs.map(({status}) => status))).toEqual(new Set(["succeeded"]));
  for (const {phases} of audit.runs) expect(phases).toHaveLength(4);
  const names = runs.map(({stdout}) => (JSON.parse(stdout) as {run: string}).run);
  expect(audit.runs.map(({run}) => run)).toEqual(expect.arrayContaining(names));

  const {evaluation = ""} = (await findLatest(stores)) ?? {};
  for (const [i, name] of loaders.entries()) {
    if (ofRuns.has(name)) continue;
    const key = fileKey({key: evaluation}, `published/${name.replace(/\.ts$/, "")}`);
    const published = Buffer.from(await stores.eval.read(key)).toString("latin1");
    expect(published.length, name).toBeGreaterThan(100);
    expect(loaded[i].stdout === published, name).toBe(true);
  }
}

/** Returns the keys of the manifests in *store* that are of no partition. */
async function mergedIn(store: Store): Promise<string[]> {
  const merged: string[] = [];
  for (const key of await store.list("artifacts/")) {
    if (!key.endsWith("/manifest.json")) continue;
    const text = Buffer.from(await store.read(key)).toString();
    if ((JSON.parse(text) as Manifest).partition === undefined) merged.push(key);
  }
  return merged;
}

describe("embedded:", () => {
  describeTogether(() => Promise.resolve(embeddedPlaces()));
});

// In `npm test`, cli/served-audit.test.ts has two runs and loaders at once on a server.
describe.runIf(isComplete)("served:", () => {
  describeWith("with MinIO and PostgreSQL:", missingMinio() ?? missingPostgres(), () => {
    describeTogether(servedPlaces);
  });
});
