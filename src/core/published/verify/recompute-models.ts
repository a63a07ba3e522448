import type {FlowModelName} from "../../detectors/flow-model.js";
import {rank} from "../../evaluation/ranking.js";
import {modelFeatures} from "../../features/list.js";
import type {Manifest} from "../../schema/artifacts.js";
import type {Comparison, ModelsPage} from "../../schema/models-page.js";
import {
  comparisonHead,
  comparisonWindow,
  describeModel,
  drawSql,
  measureCompared,
  placeOf
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
  const comparison = findings.parameters.fast
    ? null
    : await recomputeComparison(tables, findings, inputs);
  return {
    ...(await modelsPage(tables, findings, inputs, comparison as Comparison | null)),
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
  {manifests: {training}, models, flow, scorers}: RecomputeInputs
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
  const matrix = {rows: drawn.length, columns, values};
  const scores = scorers.map((score) => score(matrix));
  const first = flow ? flow.fitted.score(matrix) : scores[0];
  rank(first, labels); // refuses a score that is no number before anything is said of it
  const forests = models.map((model, i) => ({
    name: model.file.name,
    sha256: model.sha256,
    bytes: model.bytes,
    parameters: model.file.parameters,
    ...describeModel(model),
    ...measureCompared(scores[i], first, labels, head.budget)
  }));
  const alerting = flow && {
    name: flow.fitted.name,
    sha256: flow.sha256,
    bytes: flow.bytes,
    parameters: flow.fitted.parameters,
    ...flow.fitted.describe(),
    ...measureCompared(first, first, labels, head.budget)
  };
  const distinct = forests.filter(
    ({name}, i) => forests.findIndex((one) => one.name === name) === i
  );
  const computed = alerting ? [alerting, ...distinct] : distinct;
  return {
    ...head,
    detectors: inOrder(computed, training, findings.parameters.flowModel) as PartlyComputed<
      Comparison["detectors"]
    >
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
function inOrder(
  computed: readonly {name: string}[],
  {facts}: Manifest,
  flowModel: FlowModelName
): object[] {
  const all = [...(facts.models as object[]), ...(facts.detectors as object[])] as {
    name: string;
    sha256: string;
    bytes: number;
    parameters: object;
  }[];
  const listed = all.filter(({name}) => !computed.some((one) => one.name === name));
  const signed = listed.map(({name, sha256, bytes, parameters}) => ({
    ...unknownOfDetector,
    name,
    sha256,
    bytes,
    parameters
  }));
  const sorted = [...computed, ...signed].sort(
    (a, b) => placeOf(a.name, flowModel) - placeOf(b.name, flowModel)
  );
  const external = facts.external as {sha256: string; bytes: number} | null;
  if (!external) return sorted;
  const {sha256, bytes} = external;
  return [
    ...sorted,
    {...unknownOfDetector, name: "external-model", sha256, bytes, parameters: undefined}
  ];
}
