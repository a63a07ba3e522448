import type {Json} from "../../src/core/schema/artifacts.js";
import type {Comparison} from "../../src/core/schema/models-page.js";
import type {Metrics} from "../../src/core/schema/published.js";
import type {Findings} from "../../src/core/published/findings.js";

/** The names under which metrics are recorded and printed. */
const recorded = {
  events: "events",
  anomalyRate: "anomaly_rate",
  scoreMean: "score_mean",
  scoreStd: "score_std",
  threshold: "threshold",
  alerts: "alerts",
  labelled: "labelled",
  attacks: "attacks",
  baseRate: "base_rate",
  ap: "ap",
  auroc: "auroc",
  recallAtBudget: "recall_at_budget",
  precisionAtBudget: "precision_at_budget"
} as const;

/** Those that are taken from the events after the training window, if both classes are there. */
const heldOut = ["baseRate", "ap", "auroc", "recallAtBudget", "precisionAtBudget"] as const;

/** What is recorded of a detector that is compared. */
const comparedNames = [
  ["alerts", "alerts"],
  ["ap", "ap"],
  ["auroc", "auroc"],
  ["recallAtBudget", "recall_at_budget"],
  ["precisionAtBudget", "precision_at_budget"],
  ["spearman", "spearman"],
  ["overlap", "overlap"]
] as const;

function named(metrics: Partial<Metrics>): {[name: string]: number | null} {
  const entries = Object.entries(recorded) as [keyof typeof recorded, string][];
  return Object.fromEntries(
    entries.filter(([key]) => key in metrics).map(([key, name]) => [name, metrics[key] ?? null])
  );
}

/**
 * Returns the numbers that the command line prints: of the Isolation Forest, over all events; average
 * precision and what else needs labels over the events after the training window, or over all of them
 * if the classes are not both there.
 */
export function summaryOf({metrics, incidents, days}: Findings): {[name: string]: Json} {
  const [all, test] = metrics;
  const held = test.ap !== null ? test : all;
  const labelled = Object.fromEntries(heldOut.map((key) => [key, held[key]]));
  return {
    ...named(all),
    ...named(labelled),
    incidents: incidents.length,
    days,
    test_events: test.events,
    window: held.ap === null ? null : held.window
  };
}

/**
 * Returns every number that was measured, one a row: of both models over both windows, and of every
 * detector over the window “comparison”, the events that all were compared on, and, over the window
 * “verdicts”, the measures against analysts’ verdicts.
 */
export function measuresOf(
  {metrics, incidents, verdictSummary}: Findings,
  comparison: Comparison | null
): Json {
  const measures = metrics.flatMap((measured) => {
    const {model, window, precisionAt} = measured;
    const cuts = precisionAt.map(({k, precision}) => [`precision_at_${k}`, precision] as const);
    const values = [...Object.entries(named(measured)), ...cuts];
    return values.map(([name, value]) => ({model, window, name, value}));
  });
  const compared = (comparison?.detectors ?? []).flatMap((detector) =>
    comparedNames.map(([key, name]) => {
      return {model: detector.name, window: "comparison", name, value: detector[key]};
    })
  );
  const [{model}] = metrics;
  return [
    ...measures,
    ...compared,
    ...verdictMeasures(verdictSummary),
    {model, window: "all", name: "incidents", value: incidents.length}
  ];
}

/** Returns the measures of each model against verdicts, one a row, over the window “verdicts”. */
function verdictMeasures(summary: Findings["verdictSummary"]) {
  return (summary?.models ?? []).flatMap(({model, above, precision, ap}) =>
    Object.entries({
      verdicts_true: above.true,
      verdicts_false: above.false,
      verdicts_unsure: above.unsure,
      precision_at_threshold: precision,
      ap
    }).map(([name, value]) => ({model, window: "verdicts", name, value}))
  );
}
