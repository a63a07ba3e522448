import {mkdir, readFile, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {modelFeatures} from "../../../src/core/features/list.js";
import {foreignEntries} from "../../../src/core/published/catalogue.js";
import {trainedUntil} from "../../../src/core/published/findings.js";
import {manifestsByPhase} from "../../../src/core/published/pages/lineage.js";
import {chainOf} from "../../../src/core/published/provenance.js";
import {
  noSiteModels,
  siteModelPath,
  siteModelsPage
} from "../../../src/core/published/site-models.js";
import {featuresSql} from "../../../src/core/published/scores.js";
import type {Scores} from "../../../src/core/published/scores.js";
import {parseModel} from "../../../src/core/forest/serialize.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {Today} from "../../../src/core/schema/published.js";
import type {SiteModelsPage} from "../../../src/core/schema/site-models.js";
import {openExistingAudit} from "../../audit/open.js";
import type {Reporter} from "../../artifacts/context.js";
import type {Settings} from "../../config/settings.js";
import {readMatrix} from "../../duckdb/matrix.js";
import {literal, openSession} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {readScores} from "../../evaluation/scores.js";
import {makeScratch} from "../../lease/scratch.js";
import {publishProof} from "../../proof/publish.js";
import type {Latest} from "../../run/latest.js";
import {materialise} from "../../run/materialise.js";
import type {PublishedName} from "../../run/materialise.js";
import {openStores} from "../../storage/open.js";
import {findModels} from "./find-models.js";
import {loadOwnModel, loadSiteModel} from "./read-models.js";
import type {LoadedSiteModel} from "./read-models.js";

/** The models of a site: what it says of them, and their files. */
export interface SiteModels {
  page: SiteModelsPage;

  /** The text of each model file by its path in the site. */
  files: ReadonlyMap<string, string>;
}

/** The models of a site that has that of its run alone. */
export const ownModelAlone: SiteModels = {page: noSiteModels, files: new Map()};

/** How many events are scored at a time. */
const part = 25_000;

/**
 * Returns the models that *names* lead to as models of the site that shows the run *latest*, measured on its events. The
 * same for the same workspace and names, to the byte. Throws a UsageError as `findModels` and `loadSiteModel` do.
 */
export async function readSiteModels(
  names: readonly string[],
  latest: Latest,
  settings: Settings,
  reporter: Reporter
): Promise<SiteModels> {
  if (names.length === 0) return ownModelAlone;
  const stores = openStores(settings);
  const manifests = manifestsByPhase(await publishProof(stores, latest));
  const records = await openExistingAudit(settings, {onWait: (text) => reporter.warn(text)});
  const models: LoadedSiteModel[] = [];
  try {
    const found = await findModels(names, {stores, records});
    models.push(await loadOwnModel(manifests, await records.modelVersions(), stores));
    for (const one of found)
      if (one.sha256 !== models[0].head.sha256) models.push(await loadSiteModel(one, stores));
  } finally {
    await records.close();
  }
  const files = models.slice(1).map(({head, text}) => [siteModelPath(head.sha256), text] as const);
  return {page: await measure(models, manifests, latest, settings), files: new Map(files)};
}

/** Writes the files of *models* into the site in *folder*. */
export async function writeModelFiles(folder: string, {files}: SiteModels): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), text);
  }
}

/** Scores every event with the models but the first, whose scores are published, and measures all. */
async function measure(
  models: readonly LoadedSiteModel[],
  manifests: ReturnType<typeof manifestsByPhase>,
  latest: Latest,
  settings: Settings
): Promise<SiteModelsPage> {
  const pathOf = (name: PublishedName) => materialise(name, settings, undefined, {shown: latest});
  const today = JSON.parse(await readFile(await pathOf("today.json"), "utf8")) as Today;
  const forest = parseModel(await readFile(await pathOf("model.json"), "utf8"));
  const until = trainedUntil(chainOf(manifests), [{...forest, sha256: "", bytes: 0}]);
  const scratch = await makeScratch(settings.scratch, {elsewhere: true});
  const session = await openSession({scratch: scratch.folder, threads: settings.threads});
  try {
    await session.run(`ATTACH ${literal(await pathOf("events.duckdb"))} AS published (READ_ONLY)`);
    const [foreign] = await foreignEntries((sql) => session.rows(sql), "published");
    if (foreign !== undefined) throw new Error(`changed database: it has ${foreign}`);
    const {rows: events} = manifests.transformation as Manifest;
    const own = await readScores(session, events, until);
    const scores = [own.score, ...(await scoreEvents(session, models.slice(1), own))];
    const {provenance, budgetPerDay, days} = today;
    const scored = models.map(({head}, i) => ({head, scores: scores[i]}));
    return siteModelsPage({provenance, own, budgetPerDay, days, models: scored});
  } finally {
    session.close();
    scratch.remove();
  }
}

/** Returns the score of every event, in the order of its rank in the run, by each of *models*. */
export async function scoreEvents(
  session: Session,
  models: readonly Pick<LoadedSiteModel, "score">[],
  {score: {length: events}}: Scores
): Promise<Float64Array[]> {
  const scores = models.map(() => new Float64Array(events));
  let done = 0;
  for (let from = 1; from <= events; from += part) {
    const sql = `SELECT ${featuresSql} FROM published.events WHERE rank BETWEEN ${from} AND ${from + part - 1} ORDER BY rank`;
    const matrix = await readMatrix(session, sql, modelFeatures.length, part);
    models.forEach(({score}, m) => score(matrix, scores[m].subarray(done, done + matrix.rows)));
    done += matrix.rows;
  }
  if (done !== events) throw new Error(`events lost: ${done} read of ${events}`);
  return scores;
}
