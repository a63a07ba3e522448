import {evaluationParameters} from "../../src/core/published/provenance.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {severityText} from "../../src/core/incidents/severity-text.js";
import type {SeverityCounts} from "../../src/core/schema/incidents.js";
import type {AttackLabels} from "../../src/core/schema/labels.js";
import type {VerdictSummary} from "../../src/core/schema/verdict-measures.js";
import type {RunResult} from "../run/flow.js";
import {
  modelsOf,
  readRetraining,
  readRuleFacts,
  readSummary,
  readTopIncidents,
  readVerdicts,
  readWarnings
} from "../run/results.js";
import type {RuleFacts} from "../evaluation/rules/run-rules.js";
import type {Summary} from "../run/results.js";
import {inputJson, inputRows, labelJson} from "./input-report.js";

type Results = RunResult["results"];

/** Returns *result* as `atalaya run --json` prints it. */
export function runJson({run, results, partitions, seconds}: RunResult): object {
  const {ingestion, transformation, training, evaluation} = results;
  const {threshold: _, incidents: __, ...measured} = readSummary(evaluation.manifest);
  return {
    run,
    raw: inputJson(ingestion.manifest),
    labels: labelJson(ingestion.manifest, attackLabelsOf(evaluation.manifest)),
    silver: {rows: transformation.manifest.rows, sha256: transformation.manifest.sha256},
    models: modelsOf(training.manifest).map(({name, sha256}) => ({name, sha256})),
    flowModel: flowModelOf(evaluation.manifest),
    fast: evaluationParameters(evaluation.manifest).fast,
    eval: measured,
    incidents: evaluation.manifest.facts.incidents,
    rules: evaluation.manifest.facts.rules ?? null,
    warnings: readWarnings(evaluation.manifest),
    retraining: readRetraining(evaluation.manifest),
    reused: byPhase(results, ({reused}) => reused),
    partitions,
    seconds: {...byPhase(results, (result) => round(result.seconds)), total: round(seconds)},
    processor: byPhase(results, ({processor = 0}) => round(processor))
  };
}

function attackLabelsOf({parameters}: Manifest): AttackLabels {
  return (parameters.attackLabels ?? null) as AttackLabels;
}

function byPhase<T>(results: Results, value: (result: Results["ingestion"]) => T) {
  return Object.fromEntries(
    Object.entries(results).map(([phase, result]) => [phase, value(result)])
  );
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Returns *result* as `atalaya run` prints it: what was read, found and measured, what to beware of, and what next. */
export function runText({run, results, partitions, seconds}: RunResult): string {
  const {ingestion, training, evaluation} = results;
  const summary = readSummary(evaluation.manifest);
  const {window} = training.manifest.facts as unknown as {window: TrainingFacts};
  const rows: [string, string][] = [
    ...inputRows(ingestion.manifest, attackLabelsOf(evaluation.manifest)),
    ["window", windowText(window, summary)],
    ["incidents", severityText((evaluation.manifest.facts.incidents ?? {}) as SeverityCounts)],
    ...readTopIncidents(evaluation.manifest).map(({name, entity}): [string, string] => [
      "",
      `${entity}: ${name}`
    ]),
    ...ruleRows(readRuleFacts(evaluation.manifest)),
    [
      "alerts",
      `${count(summary.alerts)} flows (${(summary.anomaly_rate * 100).toFixed(2)} %) at or above the score ${summary.threshold.toFixed(3)} of ${flowModelOf(evaluation.manifest)}`
    ],
    ...labelRows(summary),
    ...verdictRows(readVerdicts(evaluation.manifest)),
    ...fastRows(evaluation.manifest),
    ...readWarnings(evaluation.manifest).map(({message}): [string, string] => ["warning", message])
  ];
  return [
    `run ${run} (${seconds.toFixed(1)} s${partitionText(partitions)})`,
    ...rows.map(([name, text]) => `  ${name.padEnd(9)}  ${text}`),
    "next: `atalaya incidents` prints them, `atalaya build` makes the site, `atalaya serve` shows it, `atalaya evaluate` compares all detectors with ten seeds"
  ].join("\n");
}

/** Returns how many partitions were made; e.g., `, 1 of 73 partitions made`; empty if there are none. */
function partitionText({made, reused}: RunResult["partitions"]): string {
  const all = made + reused;
  return all === 0 ? "" : `, ${count(made)} of ${count(all)} partitions made`;
}

function flowModelOf(evaluation: Manifest): string {
  return evaluationParameters(evaluation).flowModel;
}

/** The training window, as the manifest of a training has it. */
interface TrainingFacts {
  from: string;
  until: string;
  rows: number;
}

function windowText({from, until, rows}: TrainingFacts, {events, test_events}: Summary): string {
  const trained = `trained on ${count(rows)} events, ${minute(from)} to ${minute(until)} UTC`;
  if (test_events === events) return `${trained}, of other logs; test window: all events`;
  return `${trained}; test window: ${test_events > 0 ? `the ${count(test_events)} after` : "none"}`;
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

function count(n: unknown): string {
  return Number(n).toLocaleString("en-US");
}

function ruleRows(facts: RuleFacts | null): [string, string][] {
  if (!facts) return [];
  const {run, hits, fired, notApplicable, problems} = facts;
  const others = [
    ...(notApplicable > 0 ? [`${count(notApplicable)} not applicable`] : []),
    ...(problems > 0 ? [`${count(problems)} problems`] : [])
  ];
  const beside = others.length > 0 ? ` (${others.join(", ")})` : "";
  return [["rules", `${count(run)} rules${beside}, ${count(hits)} hits of ${count(fired)}`]];
}

function labelRows(summary: Summary): [string, string][] {
  const {labelled, ap, auroc, window, base_rate, precision_at_budget, recall_at_budget} = summary;
  if (ap === null || auroc === null || base_rate === null) return [];
  const events = window === "test" ? "test window" : "all events";
  const base = `(base rate ${decimals(base_rate)})`;
  const alerts =
    precision_at_budget === null
      ? "no alert has a label"
      : `precision ${decimals(precision_at_budget)} ${base}, recall ${decimals(recall_at_budget ?? 0)}`;
  return [
    [
      "labels",
      `${events}: ${alerts}; average precision ${decimals(ap)} ${base}, AUROC ${auroc.toFixed(3)}; ${count(labelled)} labels in all`
    ]
  ];
}

/** Returns *share* to two decimals, or to two figures if it is smaller. */
function decimals(share: number): string {
  return share === 0 || share >= 0.01 ? share.toFixed(2) : String(Number(share.toPrecision(2)));
}

/** Returns what --fast omitted of *evaluation*; nothing without it. */
function fastRows(evaluation: Manifest): [string, string][] {
  return evaluationParameters(evaluation).fast
    ? [
        [
          "omitted",
          "other detectors, forests of other seeds, ablations (--fast); `atalaya run` without it measures them, and reuses the rest"
        ]
      ]
    : [];
}

function verdictRows(measured: VerdictSummary | null): [string, string][] {
  if (!measured) return [];
  const [{above, precision}] = measured.models;
  const decided = above.true + above.false;
  const found =
    precision === null
      ? "none of them above the threshold is a true or false positive"
      : `${count(above.true)} of ${count(decided)} above the threshold are true positives (precision ${decimals(precision)}, base rate of verdicts ${decimals(measured.true / (measured.true + measured.false))})`;
  const lost = measured.unmatched > 0 ? `; ${count(measured.unmatched)} name no event` : "";
  return [
    [
      "verdicts",
      `${count(measured.matched)} of ${count(measured.verdicts)} verdicts matched${lost}; ${found}`
    ]
  ];
}
