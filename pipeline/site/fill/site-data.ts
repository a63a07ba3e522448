import {copyFile, writeFile} from "node:fs/promises";
import {extname} from "node:path";
import type {Reporter} from "../../artifacts/context.js";
import type {Settings} from "../../config/settings.js";
import type {Latest} from "../../run/latest.js";
import {
  auditRuns,
  latestEvaluation,
  latestEvaluationScores,
  latestLineage,
  latestPairs,
  latestProof,
  materialise
} from "../../run/materialise.js";
import {ownModelAlone} from "../models/site-models.js";
import type {SiteModels} from "../models/site-models.js";
import type {KnownRun, PublishedName} from "../../run/materialise.js";
import {shownSuite} from "../../suite/shown-suite.js";

type Source = [settings: Settings, reporter: Reporter, known: KnownRun];

/** The files that are computed for a site; of all others, the evaluation has published the bytes. */
const computed = new Map<string, (...source: Source) => Promise<unknown>>([
  ["proof.json", latestProof],
  ["lineage.json", latestLineage],
  ["run-pairs.json", latestPairs],
  ["evaluation.json", latestEvaluation],
  ["evaluation-scores.json", latestEvaluationScores],
  ["suite.json", (settings, _, {suite}) => shownSuite(settings, suite)],
  ["runs.json", (settings, reporter, {runs}) => runs ?? auditRuns(settings, reporter)]
]);

/** What a site shows beside its run. */
interface SiteDataOptions {
  /** The beginning of the digest of the suite to show; defaults to the newest, if there is one. */
  suite?: string;

  /** The models that its pages can score with; defaults to that of the run alone. */
  models?: Pick<SiteModels, "page">;
}

/** The data of a site of one run. */
export interface SiteData {
  /** Writes the file *name*, as the loader of that name prints it, to *path*. */
  write(name: string, path: string): Promise<void>;
}

/** Returns the data of the site that shows the run *shown*: what the loaders print, without a process for each. */
export function siteData(
  shown: Latest,
  settings: Settings,
  reporter: Reporter,
  {suite, models = ownModelAlone}: SiteDataOptions = {}
): SiteData {
  const runs = auditRuns(settings, reporter);
  runs.catch(() => {}); // whoever needs it sees that it failed
  const source: Source = [settings, reporter, {shown, runs, suite}];
  return {
    async write(name, path) {
      const compute = computed.get(name);
      if (name === "site-models.json") await writeFile(path, JSON.stringify(models.page));
      else if (compute) await writeFile(path, JSON.stringify(await compute(...source)));
      else if (extname(name) === ".json" || extname(name) === ".duckdb")
        await copyFile(await materialise(name as PublishedName, ...source), path);
      else throw new Error(`unknown data file: ${name}`);
    }
  };
}
