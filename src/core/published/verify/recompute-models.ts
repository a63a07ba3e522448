import {detectorNames} from "../../detectors/detector.js";
import {rank} from "../../evaluation/ranking.js";
import {modelFeatures} from "../../features/list.js";
import type {Manifest} from "../../schema/artifacts.js";
import type {Comparison, ModelsPage} from "../../schema/models-page.js";
import {
  comparisonHead,
  comparisonWindow,
  describeModel,
  drawSql,
  measureCompared
} from "../comparison.js";
import type {Findings} from "../findings.js";
import {modelsPage} from "../pages/models.js";
import type {Tables} from "../tables.js";
import type {RecomputeInputs, PartlyComputed} from "./recompute-findings.js";

/** Returns models.json, recomputed but for the detectors whose models are not published. */
export async function recomputeModels(
  tables: Tables,
  findings: Findings,
  inputs: RecomputeInputs
): Promise<PartlyComputed<ModelsPage>> {
  const comparison = await recomputeComparison(tables, findings, inputs);
  return {
    ...(await modelsPage(tables, findings, inputs.models, comparison as Comparison)),
    comparison
  };
}

/** An event of those that detectors are compared on. */
interface DrawnRow {
  label: number;
  row: number[];
}

async function recomputeComparison(
  tables: Tables,
  findings: Findings,
  {manifests: {training}, models, scorers}: RecomputeInputs
): Promise<PartlyComputed<Comparison>> {
  const {window} = comparisonWindow(findings);
  const names = modelFeatures.map(({name}) => name).join(", ");
  const drawn = await tables.rows<DrawnRow>(
    `SELECT CAST(coalesce(attack, 255) AS INTEGER) AS label, [${names}] AS row
    FROM published.events JOIN (${drawSql}) USING (event_id) ORDER BY event_id`,
    [window === "all", window === "all" ? 0 : findings.until]
  );
  const labels = Uint8Array.from(drawn, ({label}) => label);
  const head = comparisonHead(findings, labels);
  const columns = modelFeatures.length;
  const values = new Float32Array(drawn.length * columns);
  drawn.forEach(({row}, i) =>
    values.set(
      row.map((value) => value ?? NaN),
      i * columns
    )
  );
  const scores = scorers.map((score) => score({rows: drawn.length, columns, values}));
  rank(scores[0], labels); // refuses a score that is no number before anything is said of it
  const forests = models.map((model, i) => ({
    name: model.file.name,
    sha256: model.sha256,
    bytes: model.bytes,
    parameters: model.file.parameters,
    ...describeModel(model),
    ...measureCompared(scores[i], scores[0], labels, head.budget)
  }));
  const distinct = forests.filter(
    ({name}, i) => forests.findIndex((one) => one.name === name) === i
  );
  return {
    ...head,
    detectors: inOrder(distinct, training) as PartlyComputed<Comparison["detectors"]>
  };
}

/** What only a run that has the model can say of a detector. */
const unknownOfDetector = {
  title: undefined,
  method: undefined,
  score: undefined,
  cost: undefined,
  source: undefined,
  ap: undefined,
  auroc: undefined,
  alerts: undefined,
  precisionAtBudget: undefined,
  recallAtBudget: undefined,
  spearman: undefined,
  overlap: undefined
};

/** Returns the detectors in the order of the comparison: of those that were not computed, what was signed. */
function inOrder(forests: readonly {name: string}[], {facts}: Manifest): object[] {
  const listed = facts.detectors as {
    name: string;
    sha256: string;
    bytes: number;
    parameters: object;
  }[];
  const signed = listed.map(({name, sha256, bytes, parameters}) => ({
    ...unknownOfDetector,
    name,
    sha256,
    bytes,
    parameters
  }));
  const place = ({name}: {name: string}) => (detectorNames as readonly string[]).indexOf(name);
  const sorted = [...forests, ...signed].sort((a, b) => place(a) - place(b));
  const external = facts.external as {sha256: string; bytes: number} | null;
  if (!external) return sorted;
  const {sha256, bytes} = external;
  return [
    ...sorted,
    {...unknownOfDetector, name: "external-model", sha256, bytes, parameters: undefined}
  ];
}
