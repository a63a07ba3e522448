import type {Provenance} from "../../core/schema/published.js";
import type {RunEntry} from "../../core/schema/runs.js";
import type {RunComparison, RunPairsPage} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import type {ExportSource} from "../exports/export-menu.js";
import {formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {changeTables, changesOf, inputChanges} from "./run-changes.js";
import {changesMenu, pairDrift, pairExports} from "./run-exports.js";
import {pairAlerts} from "./pair-alerts.js";
import {churnFigure} from "./pair-churn.js";
import {driftTable} from "./pair-drift.js";
import {pairScores} from "./pair-scores.js";

/** How to compare two runs. */
export interface RunPairOptions {
  /** The earlier run and the later one. */
  a: RunEntry;
  b: RunEntry;

  /** The comparisons, event by event. */
  pairs: RunPairsPage;

  /** The URL of the comparisons. */
  data: string | null;
}

/**
 * Shows what changed between two runs: parameters, inputs, rows and metrics of any two; scores, ranks,
 * alerts and features where the two were compared event by event. Says why where they were not.
 */
export function runPair({a, b, pairs, data}: RunPairOptions): HTMLElement {
  const comparison = findComparison(pairs, a, b);
  const provenance = provenanceOfRun(b);
  const changes = {...changesOf(b, a), inputs: inputChanges(b, a)};
  return element(
    "div",
    {class: "run-pair"},
    element("p", {class: "verdict"}, pairSentence(a, b, pairs)),
    element(
      "div",
      {class: "told", "data-export": "run-changes"},
      ...changeTables(changes),
      changesMenu(changes)
    ),
    comparison &&
      element(
        "div",
        {class: "compared"},
        ...comparedParts(comparison, (n, exports) => provenanceLine(provenance, {n, data, exports}))
      )
  );
}

function comparedParts(
  comparison: RunComparison,
  line: (n: number, exports: ExportSource) => Node
): HTMLElement[] {
  const exports = pairExports(comparison);
  const {events, came, went, correlated} = comparison;
  const how =
    comparison.matchedBy === "line"
      ? "by the line of the same file"
      : "by time and endpoints of the flow, since the files differ";
  const both = `${formatCount(events.both)} ${plural(events.both, "event")} in both runs, found ${how}; ${formatCount(events.before)} before, ${formatCount(events.after)} now.`;
  const parts = [
    section(
      {
        title: `${formatCount(came.events)} ${plural(came.events, "alert")} came`,
        about: aboutAlerts(came, "before"),
        class: "came",
        level: 3
      },
      pairAlerts(came, comparison, "Alerts that came"),
      line(came.events, exports.came)
    ),
    section(
      {
        title: `${formatCount(went.events)} ${plural(went.events, "alert")} went`,
        about: aboutAlerts(went, "now"),
        class: "went",
        level: 3
      },
      pairAlerts(went, comparison, "Alerts that went"),
      line(went.events, exports.went)
    )
  ];
  if (events.both > 0) {
    parts.unshift(
      section(
        {
          title: "Scores, before and now",
          about: `${both} On the diagonal nothing changed.`,
          class: "scores",
          level: 3
        },
        pairScores(comparison),
        line(events.both, exports.scores)
      ),
      section(
        {title: "Rank churn", about: churnText(comparison), class: "churn", level: 3},
        churnFigure(comparison),
        line(correlated, exports.churn)
      )
    );
  } else
    parts.unshift(section({title: "No event in common", about: both, class: "none", level: 3}));
  parts.push(driftPart(comparison, (n) => line(n, exports.drift)));
  return parts;
}

function driftPart(comparison: RunComparison, line: (n: number) => Node): HTMLElement {
  const rows = pairDrift(comparison);
  const features = comparison.drift
    ? "Each feature over the rows that each run was trained on"
    : "One of the runs did not store the rows it was trained on, so that features cannot be compared";
  return section(
    {
      title: "Feature drift",
      about: `${features}; the score over the events of each: the population stability index (PSI) over deciles, and the Kolmogorov–Smirnov statistic (KS). An index in bold is beyond what chance explains.`,
      class: "drift",
      level: 3
    },
    rows.length > 0 && driftTable(rows),
    rows.length > 0 && line(rows.length)
  );
}

function aboutAlerts({events, absent}: RunComparison["came"], other: "before" | "now"): string {
  if (events === 0) return "None.";
  const unread =
    absent > 0
      ? ` ${formatCount(absent)} of them ${plural(absent, "is", "are")} of events that the other run has not read.`
      : "";
  return `At or above the threshold of one run and not of the other, most anomalous first; the score ${other} beside it.${unread}`;
}

function churnText({spearman, correlated, churn, events}: RunComparison): string {
  const drawn = correlated < events.both ? `, over ${formatCount(correlated)} drawn events` : "";
  const rank =
    spearman === null
      ? "Rank correlation is not defined: a score is constant."
      : `Spearman’s ρ of the two scores is ${spearman.toFixed(4)}${drawn}; 1 is the same order.`;
  return churn.length
    ? `${rank} Below: of the n most anomalous before, the share among the n most anomalous now.`
    : rank;
}

/** Returns the sentence on what changed, or on why the two are not compared. */
export function pairSentence(a: RunEntry, b: RunEntry, pairs: RunPairsPage): string {
  const [before, after] = [evaluationOf(a), evaluationOf(b)];
  if (a === b) return "The same run twice: choose another one.";
  if (!before || !after) {
    return "One of the two did not succeed: only what the audit recorded can be compared.";
  }
  if (before === after)
    return "Both have the same evaluation artifact: same inputs, same parameters, same bytes.";
  const comparison = findComparison(pairs, a, b);
  if (comparison) {
    const {came, went, threshold} = comparison;
    return `${formatCount(came.events)} ${plural(came.events, "alert")} came and ${formatCount(went.events)} went; the threshold moved from ${formatScore(threshold.before)} to ${formatScore(threshold.after)}.`;
  }
  const gone = [before, after].some((key) => pairs.removed.includes(key));
  if (gone)
    return "The artifacts of one of the two were removed: what the audit recorded is all that is left to compare.";
  if ([before, after].some((key) => pairs.unfit.includes(key)))
    return "One of the two was made by a version that stored too little to compare event by event.";
  return "These two are not compared event by event: the published run is, with five evaluations before it. Below is what the audit recorded.";
}

/** Returns what was compared of the two runs event by event, if it was. */
function findComparison(pairs: RunPairsPage, a: RunEntry, b: RunEntry): RunComparison | undefined {
  if (evaluationOf(b) !== pairs.evaluation) return undefined;
  return pairs.pairs.find(({evaluation}) => evaluation === evaluationOf(a))?.comparison;
}

/** Returns the key of the evaluation of a run that succeeded. */
export function evaluationOf({status, phases}: RunEntry): string | undefined {
  const evaluation = phases.find(({phase}) => phase === "evaluation");
  return status === "succeeded" ? evaluation?.key : undefined;
}

/** Returns the name of a run in a list: when it began. */
export function runName(run: RunEntry): string {
  return `${formatTime(run.startedAt)} UTC`;
}

function provenanceOfRun({phases, command}: RunEntry): Provenance {
  const of = (name: string) => phases.find(({phase}) => phase === name);
  const inputs = of("ingestion")?.inputs ?? [];
  return {
    artifacts: {
      ingestion: of("ingestion")?.sha256 ?? "",
      transformation: of("transformation")?.sha256 ?? "",
      training: of("training")?.sha256 ?? "",
      evaluation: of("evaluation")?.key ?? ""
    },
    command,
    synthetic: Boolean(of("ingestion")?.parameters.synthetic),
    files: inputs.map(({name}) => name),
    fileCount: inputs.length + (of("ingestion")?.moreInputs ?? 0)
  };
}
