import {defaultFlowModel} from "../../detectors/flow-model.js";
import {modelFeatures} from "../../features/list.js";
import {explain} from "../../forest/explain.js";
import {leafOf, walk} from "../../forest/walk.js";
import type {Forest} from "../../forest/types.js";
import {histogram} from "../../evaluation/histogram.js";
import {labelCodes} from "../../evaluation/ranking.js";
import type {EventRow, Histogram} from "../../schema/published.js";
import type {MethodPage} from "../../schema/method.js";
import type {Tables} from "../tables.js";
import {drawOrder} from "../event-draw.js";
import {eventRows} from "../event-rows.js";
import type {LoadedModel} from "../loaded-model.js";
import {provenanceOf} from "../provenance.js";
import {scoreStep} from "./today.js";
import type {Findings} from "../findings.js";

type ScoreColumn = "score" | "score_ml";

/** How many events of the training window the notebook draws. */
const drawn = 400;

/** Returns the data of the notebook “Anomaly detection explained”. */
export async function methodPage(
  tables: Tables,
  findings: Findings,
  {file, forest}: LoadedModel
): Promise<MethodPage> {
  const {training, parameters} = file;
  const column = findings.parameters.flowModel === defaultFlowModel ? "score" : "score_ml"; // of the forest
  const events = findings.scores.score.length;
  return {
    provenance: provenanceOf(findings.chain, findings.key, findings.parameters),
    events,
    trainingRows: training.rows,
    windowRows: training.windowRows,
    from: Date.parse(training.from),
    until: Date.parse(training.until),
    sampleSize: parameters.sampleSize as number,
    trees: forest.roots.length,
    normalizer: forest.normalizer,
    threshold: findings.forestThreshold,
    features: file.features,
    normal: await sampleOf(tables, findings.normalUntil, column),
    cases: [
      await caseOf(tables, forest, {name: "anomalous", rank: 1, column}),
      await caseOf(tables, forest, {name: "normal", rank: events, column})
    ],
    histograms: histogramsOf(findings, column),
    metrics: findings.metrics
  };
}

const names = modelFeatures.map(({name}) => name);
const rowSql = `, [${names.join(", ")}] AS row`;

/** Returns a sample of the events before *until*; which ones depends on their event_id alone. */
async function sampleOf(
  tables: Tables,
  until: number,
  column: ScoreColumn
): Promise<MethodPage["normal"]> {
  const rows = await tables.rows<{event: number; score: number; row: number[]}>(
    `SELECT CAST(event_id AS DOUBLE) AS event, ${column} AS score${rowSql} FROM published.events
    WHERE rank IN (
      SELECT rank FROM published.events WHERE time < make_timestamp(CAST(? AS BIGINT))
      ORDER BY ${drawOrder} LIMIT ${drawn}
    )`,
    [until]
  );
  return rows.sort((a, b) => a.event - b.event);
}

async function caseOf(
  tables: Tables,
  forest: Forest,
  {name, rank, column}: {name: "anomalous" | "normal"; rank: number; column: ScoreColumn}
): Promise<MethodPage["cases"][number]> {
  const extra = `${rowSql}, ${column} AS "ownScore"`;
  const [found] = await eventRows<{row: number[]; ownScore: number}>(tables, "WHERE rank = ?", [rank], extra); // prettier-ignore
  const {row, ownScore, ...event} = found;
  const {base, contributions} = explain(forest, row);
  return {
    name,
    event: {...event, score: ownScore} as EventRow,
    row,
    pathLengths: Array.from(
      forest.roots,
      (_, tree) => forest.pathLength[leafOf(forest, tree, row)]
    ),
    contributions: Array.from(contributions),
    base,
    path: walk(forest, 0, row).map(({feature, threshold, value, goesLeft, size, from, to}) => ({
      feature,
      threshold,
      value,
      goesLeft,
      size,
      from,
      to
    }))
  };
}

function histogramsOf({scores}: Findings, column: ScoreColumn): MethodPage["histograms"] {
  const {attack} = scores;
  const score = column === "score" ? scores.score : scores.scoreMl;
  const of = (code: number): Histogram =>
    histogram(
      score.filter((_, i) => attack[i] === code),
      {step: scoreStep, bins: 1 / scoreStep}
    );
  const all = {
    name: "all" as const,
    histogram: histogram(score, {step: scoreStep, bins: 1 / scoreStep})
  };
  if (!attack.some((code) => code === labelCodes.attack)) return [all];
  return [
    all,
    {name: "benign", histogram: of(labelCodes.benign)},
    {name: "attack", histogram: of(labelCodes.attack)}
  ];
}
