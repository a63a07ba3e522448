import {copyFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {canonicalJson} from "../../../src/core/schema/artifacts.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {Comparison} from "../../../src/core/schema/models-page.js";
import type {SeedCurves} from "../../../src/core/schema/threshold.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Session} from "../../duckdb/session.js";
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
import {methodPage} from "../../../src/core/published/pages/method.js";
import {modelsPage} from "../../../src/core/published/pages/models.js";
import type {ReadFlowModel} from "../load-models.js";
import type {LoadedModel} from "../../../src/core/published/loaded-model.js";
import {createNormalEvents} from "./normal-events.js";
import {createRecords} from "./records.js";
import {rulesPage} from "../../../src/core/published/pages/rules.js";
import {thresholdPage} from "../../../src/core/published/pages/threshold.js";
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
}

/** What was measured of other detectors and of other seeds. */
export interface PublishedComparison {
  comparison: Comparison;
  curves: SeedCurves;
}

/** Writes what the site reads into *folder*, but for what `publishCompared` writes. */
export async function publish(
  session: Session,
  findings: Findings,
  {models, flow}: PublishedModels,
  {found, detection}: PublishedFindings,
  folder: string,
  context: PhaseContext
): Promise<void> {
  const {chain} = findings;
  await createRecords(session, chain.raw, context);
  const {seed} = models[0].file.parameters as {seed: number};
  await createNormalEvents(session, {...findings, seed});
  await createExplore(session, findings.threshold);
  await createFacts(session, {
    threshold: findings.threshold,
    alerts: findings.alerts,
    ingestion: chain.raw.sha256,
    transformation: chain.silver.sha256,
    training: chain.models.sha256,
    evaluation: findings.key
  });
  const peers = await createEntities(session, findings.threshold);
  await writeFile(
    join(folder, "entities.json"),
    json(await entitiesPage(session, findings, {peers}))
  );
  await writeFile(join(folder, "today.json"), json(await todayPage(session, findings)));
  await writeFile(join(folder, "incidents.json"), json(incidentsPage(findings, found)));
  await writeFile(join(folder, "detection.json"), json(detectionPage(findings, detection)));
  await writeFile(join(folder, "rules.json"), json(await rulesPage(session, findings, detection)));
  await writeFile(join(folder, "alerts.json"), json(await alertsPage(session, findings.incidents)));
  await writeFile(join(folder, "explore.json"), json(await explorePage(session, findings)));
  await writeFile(
    join(folder, "method.json"),
    json(await methodPage(session, findings, models[0]))
  );
  for (const [i, name] of ["model.json", "second-model.json"].entries()) {
    const path =
      i > 0 && flow ? `detectors/${flow.fitted.name}.json` : `${models[i].file.name}.json`;
    const stored = await context.stores.models.localPath(fileKey(chain.models, path));
    await copyFile(stored, join(folder, name));
  }
}

/** Writes into *folder* what the site reads of the comparison with other detectors and seeds. */
export async function publishCompared(
  session: Session,
  findings: Findings,
  models: PublishedModels,
  {comparison, curves}: PublishedComparison,
  folder: string
): Promise<void> {
  await writeFile(
    join(folder, "models.json"),
    json(await modelsPage(session, findings, models, comparison))
  );
  await writeFile(
    join(folder, "threshold.json"),
    json(await thresholdPage(session, findings, curves))
  );
}

/** Returns *value* as the text of a published file: canonical JSON and a line end. */
export function json(value: object): string {
  return `${canonicalJson(value as unknown as Json)}\n`;
}
