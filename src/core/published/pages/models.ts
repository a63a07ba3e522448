import {modelFeatures} from "../../features/list.js";
import type {Forest} from "../../forest/types.js";
import {histogram} from "../../evaluation/histogram.js";
import {mostAnomalous, spearman} from "../../evaluation/agreement.js";
import type {LoadedFlowModel, LoadedModel} from "../loaded-model.js";
import type {Comparison, ModelsPage} from "../../schema/models-page.js";
import type {Metrics} from "../../schema/published.js";
import type {Tables} from "../tables.js";
import {eventRowSql} from "../event-rows.js";
import {provenanceOf} from "../provenance.js";
import {scoreStep} from "./today.js";
import type {Findings} from "../findings.js";

/** Returns what the page Models says: both forests on all events, all detectors on some. */
export async function modelsPage(
  tables: Tables,
  findings: Findings,
  {models, flow}: {models: readonly LoadedModel[]; flow: LoadedFlowModel | null},
  comparison: Comparison | null
): Promise<ModelsPage> {
  const {scores, metrics} = findings;
  const [{file}] = models;
  const described = flow
    ? [
        describeFlow(flow, file, scores.score, metrics),
        describe(models[0], scores.scoreMl, metrics)
      ]
    : models.map((model, i) => describe(model, [scores.score, scores.scoreMl][i], metrics));
  const correlation = spearman(scores.score, scores.scoreMl);
  return {
    provenance: provenanceOf(findings.chain, findings.key, findings.parameters),
    flowModel: findings.parameters.flowModel,
    models: described,
    agreement: {
      spearman: Number.isNaN(correlation) ? null : correlation,
      overlap: overlaps(scores.scoreMl),
      joint: jointHistogram(scores.score, scores.scoreMl, 48),
      disagreements: await disagreements(tables)
    },
    comparison,
    features: modelFeatures.map(({name, label, meaning, unit}, j) => ({
      name,
      label,
      meaning,
      unit,
      typical: file.profile.values[j]
    }))
  };
}

function describe(
  {file, forest, sha256, bytes}: LoadedModel,
  scores: Float64Array,
  metrics: Metrics[]
): ModelsPage["models"][number] {
  const {max, mean} = leafDepths(forest);
  return {
    name: file.name,
    sha256,
    bytes,
    parameters: file.parameters,
    trainingRows: file.training.rows,
    trees: forest.roots.length,
    nodes: forest.feature.length,
    maxDepth: max,
    meanDepth: mean,
    histogram: histogram(scores, {step: scoreStep, bins: 1 / scoreStep}),
    metrics: metrics.filter(({model}) => model === file.name)
  };
}

/** Returns what is known of a flow model that is no forest of single columns: it has no tree to count. */
function describeFlow(
  {fitted, sha256, bytes}: LoadedFlowModel,
  {training}: LoadedModel["file"],
  scores: Float64Array,
  metrics: Metrics[]
): ModelsPage["models"][number] {
  return {
    name: fitted.name,
    sha256,
    bytes,
    parameters: fitted.parameters,
    trainingRows: training.rows,
    trees: null,
    nodes: null,
    maxDepth: null,
    meanDepth: null,
    histogram: histogram(scores, {step: scoreStep, bins: 1 / scoreStep}),
    metrics: metrics.filter(({model}) => model === fitted.name)
  };
}

/** Returns the greatest and the mean depth of the leaves, in levels; parents stand before children. */
function leafDepths({roots, feature, left}: Forest): {max: number; mean: number} {
  const depth = new Uint16Array(feature.length);
  for (const root of roots) depth[root] = 0;
  let leaves = 0;
  let sum = 0;
  let max = 0;
  for (let i = 0; i < feature.length; ++i) {
    if (feature[i] >= 0) {
      depth[left[i]] = depth[left[i] + 1] = depth[i] + 1;
      continue;
    }
    ++leaves;
    sum += depth[i];
    max = Math.max(max, depth[i]);
  }
  return {max, mean: sum / leaves};
}

/** The cuts at which the two lists are compared. */
const cuts = [10, 50, 100, 500, 1000, 5000];

/**
 * Returns which shares of the most anomalous events of the first model are among as many of the second, by the scores of
 * the second in the order of the first: what stands before a cut is at the top of both lists.
 */
function overlaps(scoreMl: Float64Array): ModelsPage["agreement"]["overlap"] {
  const possible = cuts.filter((k) => k < scoreMl.length);
  const others = mostAnomalous(scoreMl, possible.at(-1) ?? 0);
  return possible.map((k) => ({
    k,
    share: others.subarray(0, k).filter((event) => event < k).length / k
  }));
}

/**
 * Returns the events whose two ranks are furthest apart by ratio: the top of either list counts most. The second model
 * ranks equal scores by event_id, as the first does.
 */
function disagreements(tables: Tables): Promise<ModelsPage["agreement"]["disagreements"]> {
  return tables.rows(
    `WITH ranked AS (
      SELECT event_id, rank, row_number() OVER (ORDER BY score_ml DESC, event_id) AS rank_ml FROM published.events
    ),
    furthest AS (
      SELECT rank, rank_ml, abs(ln(rank) - ln(rank_ml)) AS distance FROM ranked ORDER BY distance DESC, event_id LIMIT 20
    )
    SELECT ${eventRowSql}, score_ml AS other, rank, CAST(rank_ml AS DOUBLE) AS "otherRank"
    FROM published.events JOIN furthest USING (rank) ORDER BY distance DESC, event_id`
  );
}

/** Returns in how many events score *a* falls into bin i and *b* into bin j, for the cells with any. */
function jointHistogram(
  a: Float64Array,
  b: Float64Array,
  bins: number
): ModelsPage["agreement"]["joint"] {
  const extent = (values: Float64Array): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  };
  const [x0, x1] = extent(a);
  const [y0, y1] = extent(b);
  const counts = new Uint32Array(bins * bins);
  const bin = (value: number, low: number, high: number) =>
    Math.min(bins - 1, Math.floor((bins * (value - low)) / (high - low || 1)));
  for (let i = 0; i < a.length; ++i) ++counts[bin(a[i], x0, x1) * bins + bin(b[i], y0, y1)];
  const cells: [number, number, number][] = [];
  counts.forEach((n, k) => n && cells.push([Math.floor(k / bins), k % bins, n]));
  return {bins, from: [x0, y0], to: [x1, y1], cells};
}
