import {readdirSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
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
import {shortRun} from "./logs.js";
import {isComplete} from "./matrix.js";
import {embeddedPlaces, servedPlaces} from "./places.js";
import type {Place, Places} from "./places.js";
import {atalayaAt, loaderAt} from "./processes.js";
import type {Ending} from "./processes.js";
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
  await expectOneSet(place, runs, new Map(loaders.map((name, i) => [name, loaded[i]])));
}

/** Expects that *runs* and what was *loaded*, by the name of the loader, ended well, and that there is one set of artifacts, which was loaded. */
async function expectOneSet(
  place: Place,
  runs: readonly Ending[],
  loaded: ReadonlyMap<string, Ending>
): Promise<void> {
  for (const {code, stderr} of [...runs, ...loaded.values()])
    expect([code, stderr]).toEqual([0, stderr]);

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
  for (const [name, {stdout}] of loaded) {
    if (ofRuns.has(name)) continue;
    const key = fileKey({key: evaluation}, `published/${name.replace(/\.ts$/, "")}`);
    const published = Buffer.from(await stores.eval.read(key)).toString("latin1");
    expect(published.length, name).toBeGreaterThan(100);
    expect(stdout === published, name).toBe(true);
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

/** Of every kind one: a file of the evaluation, one of the audit, two that are computed. */
const someLoaders = ["today.json.ts", "runs.json.ts", "run-pairs.json.ts", "lineage.json.ts"];

// Where there is nothing a loader makes the synthetic feed of a quarter of a million flows: once a run has begun, it waits for that.
it(
  "two runs over a short log, and loaders that start while they are at work, make one set of artifacts",
  {timeout: bound},
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "atalaya-together-"));
    const place = await embeddedPlaces().fresh();
    try {
      const args = await shortRun(join(folder, "conn.log"));
      const loading: Promise<Ending>[] = [];
      const onProgress = (text: string) => {
        if (loading.length === 0 && text.includes("ingestion …"))
          loading.push(...someLoaders.map((name) => loaderAt(place, name)));
      };
      const running = [0, 1].map(() => atalayaAt(place, args, {onProgress}));
      const runs = await Promise.all(running);
      const loaded = await Promise.all(loading);
      expect(loaded).toHaveLength(someLoaders.length);
      await expectOneSet(place, runs, new Map(someLoaders.map((name, i) => [name, loaded[i]])));
    } finally {
      await place.remove();
      await rm(folder, {recursive: true, force: true});
    }
  }
);

describe.runIf(isComplete)("embedded:", () => {
  describeTogether(() => Promise.resolve(embeddedPlaces()));
});

// In `npm test`, cli/served-audit.test.ts has two runs and loaders at once on a server.
describe.runIf(isComplete)("served:", () => {
  describeWith("with MinIO and PostgreSQL:", missingMinio() ?? missingPostgres(), () => {
    describeTogether(servedPlaces);
  });
});
