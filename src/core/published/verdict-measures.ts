import {averagePrecision} from "../evaluation/ranking.js";
import type {VerdictSummary, VerdictMeasures} from "../schema/verdict-measures.js";
import type {Metrics} from "../schema/published.js";
import type {VerdictName} from "../verdicts/verdict.js";
import type {Tables} from "./tables.js";

/** An event with a verdict. */
interface VerdictEvent {
  verdict: VerdictName;
  score: number;
  score_ml: number;
}

/**
 * Returns what the verdicts in `published.verdicts` say of the models, whose lines are in *metrics*, the first
 * model first; null if there is no verdict.
 */
export async function verdictMeasuresFrom(
  tables: Tables,
  metrics: readonly Pick<Metrics, "model" | "threshold">[]
): Promise<VerdictSummary | null> {
  const [{verdicts, matched, incidents}] = await tables.rows<{
    verdicts: number;
    matched: number;
    incidents: number;
  }>(
    `SELECT CAST(count(DISTINCT name) AS DOUBLE) AS verdicts,
      CAST(count(DISTINCT name) FILTER (rank IS NOT NULL) AS DOUBLE) AS matched,
      CAST(count(DISTINCT incident) AS DOUBLE) AS incidents
    FROM (SELECT coalesce(incident, file || ':' || line) AS name, rank, incident FROM published.verdicts)`
  );
  if (verdicts === 0) return null;
  const events = await tables.rows<VerdictEvent>(
    `SELECT verdict, score, score_ml FROM published.verdicts JOIN published.events USING (rank) ORDER BY rank`
  );
  const models = [...new Map(metrics.map((one) => [one.model, one])).values()];
  const count = (name: VerdictName) => events.filter(({verdict}) => verdict === name).length;
  return {
    verdicts,
    matched,
    unmatched: verdicts - matched,
    incidents,
    true: count("true"),
    false: count("false"),
    unsure: count("unsure"),
    models: models.map((model, i) => verdictModel(events, i === 0 ? "score" : "score_ml", model))
  };
}

function verdictModel(
  events: readonly VerdictEvent[],
  column: "score" | "score_ml",
  {model, threshold}: Pick<Metrics, "model" | "threshold">
): VerdictMeasures {
  const above = {true: 0, false: 0, unsure: 0};
  for (const event of events) if (event[column] >= threshold) ++above[event.verdict];
  const decided = events.filter(({verdict}) => verdict !== "unsure");
  return {
    model,
    threshold,
    above,
    precision: above.true + above.false > 0 ? above.true / (above.true + above.false) : null,
    ap: averagePrecision(
      decided.map((event) => event[column]),
      decided.map(({verdict}) => (verdict === "true" ? 1 : 0))
    )
  };
}
