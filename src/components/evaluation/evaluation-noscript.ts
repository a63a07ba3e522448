import type {DetectionPage} from "../../core/schema/detection.js";
import type {Today} from "../../core/schema/published.js";
import type {EvaluationPage, Study} from "../../core/schema/study.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {noscript, table, text} from "../site/noscript.js";
import {evaluationNotices} from "./evaluation-notices.js";
import {limitsOf} from "./limits-section.js";
import {formatMeasured, rankedMethods, unitOf, unmeasured} from "./study-methods.js";

/** The published files that the fallback is made from; what is not there is omitted. */
export interface EvaluationDocuments {
  page: ThresholdPage;
  detection?: DetectionPage;
  today?: Today;
  evaluation?: EvaluationPage;
}

/** Returns what was measured, for readers of Evaluation without JavaScript. */
export function evaluationHtml({page, detection, today, evaluation}: EvaluationDocuments): string {
  const study = evaluation?.study ?? null;
  const measures = detection?.measures ?? null;
  const notices = evaluationNotices({
    ...{page, study, detection: {measures}},
    today: {warnings: today?.warnings ?? []}
  });
  const limits = limitsOf({measures, page, study});
  return noscript(
    list(notices.map(({message}) => message)),
    windowTable(page),
    ...(measures ? ["<p>Attacks found by the incidents, by name:</p>", scenarioTable(measures)] : []), // prettier-ignore
    ...(study ? [methodTable(study)] : [`<p>${text(unmeasured("Every method in both regimes"))}</p>`]), // prettier-ignore
    "<p>What this page does not show:</p>",
    list(limits),
    "<p>The figures need JavaScript.</p>"
  );
}

function windowTable({metrics}: ThresholdPage): string {
  const heads = [
    ...["events", "count", "labelled", "attacks", "average precision", "base rate"],
    ...["recall at the budget", "AUROC", "mean score"]
  ];
  const rows = metrics.map((m) => [
    m.window === "test" ? "after training" : "all",
    ...[m.events, m.labelled, m.attacks].map(formatCount),
    ...[formatScore(m.ap), formatShare(m.baseRate)],
    ...[formatShare(m.recallAtBudget), formatScore(m.auroc), formatScore(m.scoreMean)]
  ]);
  return table(heads, rows);
}

function scenarioTable({scenarios}: NonNullable<DetectionPage["measures"]>): string {
  const rows = scenarios.map(({name, technique, attacks, found}) => [
    ...[name, technique ?? "–"],
    `${formatCount(found)} of ${formatCount(attacks)}`
  ]);
  return table(["attack", "technique", "found"], rows);
}

function methodTable(study: Study): string {
  const base = formatShare(study.baseRate.event);
  const heads = ["method", `average precision, seen (base rate ${base})`, "novel", "AUROC, seen", "novel"]; // prettier-ignore
  const rows = rankedMethods(study).map((method) => [
    method.title,
    ...(["ap", "auroc"] as const).flatMap((quantity) =>
      (["seen", "novel"] as const).map((regime) =>
        formatMeasured(unitOf(method, regime)?.[quantity])
      )
    )
  ]);
  return table(heads, rows);
}

function list(sentences: readonly string[]): string {
  return sentences.length > 0
    ? `<ul>${sentences.map((one) => `<li>${text(one, 500)}</li>`).join("")}</ul>`
    : "";
}
