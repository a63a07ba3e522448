import {copyFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {canonicalJson} from "../../../src/core/schema/artifacts.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {Comparison} from "../../../src/core/schema/models-page.js";
import type {SeedCurves} from "../../../src/core/schema/threshold.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Session} from "../../duckdb/session.js";
import {runTasks} from "../../tasks/run-tasks.js";
import type {Task} from "../../tasks/run-tasks.js";
import {fileKey} from "../../artifacts/artifacts.js";
import {createEntities} from "../entities/create.js";
import {createFacts} from "../events-table.js";
import {detectionPage} from "../../../src/core/published/pages/detection.js";
import type {DetectionMeasures} from "../../../src/core/schema/detection.js";
import {alertsPage} from "../../../src/core/published/pages/alerts.js";
import {explorePage} from "../../../src/core/published/pages/explore.js";
import {incidentsPage} from "../../../src/core/published/pages/incidents.js";
import {createExplore} from "./explore.js";
import {entitiesPage} from "../../../src/core/published/pages/entities.js";
import {logProfilePage} from "../../../src/core/published/pages/log-profile.js";
import {methodPage} from "../../../src/core/published/pages/method.js";
import {modelsPage} from "../../../src/core/published/pages/models.js";
import type {ReadFlowModel} from "../load-models.js";
import type {LoadedModel} from "../../../src/core/published/loaded-model.js";
import {createNormalEvents} from "./normal-events.js";
import {createRecords} from "./records.js";
import {rulesPage} from "../../../src/core/published/pages/rules.js";
import {thresholdPage} from "../../../src/core/published/pages/threshold.js";
import {threeMethodsPage} from "../../../src/core/published/pages/three-methods.js";
import {todayPage} from "../../../src/core/published/pages/today.js";
import type {Findings} from "../../../src/core/published/findings.js";

/** The models of a run: both forests, and the detector that alerts instead of the first, if one does. */
export interface PublishedModels {
  models: LoadedModel[];
  flow: ReadFlowModel | null;
}

/** What was found beside the scores. */
export interface PublishedFindings {
  found: FoundIncidents;
  detection: DetectionMeasures | null;

  /** Digests the events, which are complete, beside pages and tables. */
  digest: (own: Session) => Promise<void>;
}

/** What was measured of other detectors and of other seeds. */
export interface PublishedComparison {
  comparison: Comparison;
  curves: SeedCurves;

  /** The score of each drawn event by each detector of the comparison. */
  scores: Float64Array[];
}

/**
 * Writes what the site reads into *folder*, but for what `publishCompared` writes. Pages and the tables that they are made of
 * are made beside each other, as many at a time as there are threads: DuckDB by itself leaves a thread idle half of the time.
 */
export async function publish(
  session: Session,
  findings: Findings,
  {models, flow}: PublishedModels,
  {found, detection, digest}: PublishedFindings,
  folder: string,
  context: PhaseContext
): Promise<void> {
  const {chain, threshold} = findings;
  const {seed} = models[0].file.parameters as {seed: number};
  const page = (name: string, value: object) => writeFile(join(folder, name), json(value));
  const task = (name: string, run: (own: Session) => Promise<void>): Task => ({
    name,
    run: () => session.beside(run)
  });
  const tasks = [
    task("digest", digest),
    task("hosts", async (own) => {
      const peers = await createEntities(own, threshold);
      await page("entities.json", await entitiesPage(own, findings, {peers}));
    }),
    task("alerts", async (own) => {
      await createRecords(own, chain.raw, context);
      await page("alerts.json", await alertsPage(own, findings.incidents));
    }),
    task("Explore", async (own) => {
      await createExplore(own, threshold);
      await page("explore.json", await explorePage(own, findings));
    }),
    task("method", async (own) => {
      await createNormalEvents(own, {...findings, seed});
      await page("method.json", await methodPage(own, findings, models[0]));
    }),
    task("log profile", async (own) => {
      await page("log-profile.json", await logProfilePage(own, findings));
    }),
    task("incidents", async (own) => {
      await createFacts(own, factsOf(findings));
      await page("today.json", await todayPage(own, findings));
      await page("incidents.json", incidentsPage(findings, found));
      await page("detection.json", detectionPage(findings, detection));
      await page("rules.json", await rulesPage(own, findings, detection));
    })
  ];
  await runTasks(tasks, {concurrency: context.threads});
  for (const [i, name] of ["model.json", "second-model.json"].entries()) {
    const path =
      i > 0 && flow ? `detectors/${flow.fitted.name}.json` : `${models[i].file.name}.json`;
    const stored = await context.stores.models.localPath(fileKey(chain.models, path));
    await copyFile(stored, join(folder, name));
  }
}

/** Returns what the table `facts` says of an evaluation. */
function factsOf({chain, threshold, alerts, key}: Findings): {[name: string]: string | number} {
  const {raw, silver, models} = chain;
  return {
    ...{threshold, alerts},
    ...{ingestion: raw.sha256, transformation: silver.sha256, training: models.sha256},
    evaluation: key
  };
}

/** Writes into *folder* what the site reads of the comparison with other detectors and seeds; null if that was omitted. */
export async function publishCompared(
  session: Session,
  findings: Findings,
  models: PublishedModels,
  compared: PublishedComparison | null,
  folder: string
): Promise<void> {
  await writeFile(
    join(folder, "models.json"),
    json(await modelsPage(session, findings, models, compared?.comparison ?? null))
  );
  await writeFile(
    join(folder, "threshold.json"),
    json(await thresholdPage(session, findings, compared?.curves ?? null))
  );
  const scores = compared && new Map(compared.comparison.detectors.map(({name}, i) => [name, compared.scores[i]])); // prettier-ignore
  await writeFile(
    join(folder, "three-methods.json"),
    json(await threeMethodsPage(session, findings, scores))
  );
}

/** Returns *value* as the text of a published file: canonical JSON and a line end. */
export function json(value: object): string {
  return `${canonicalJson(value as unknown as Json)}\n`;
}
