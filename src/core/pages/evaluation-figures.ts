import {figure, headline, partsOf} from "./page.js";
import type {PageFigure} from "./page.js";

const threshold = partsOf("threshold.json");
const models = partsOf("models.json");
const detection = partsOf("detection.json");
const evaluation = partsOf("evaluation.json");
const ofMethods = (...at: string[]) =>
  evaluation(
    ...["seen", "novel"].flatMap((regime) => at.map((part) => `study.methods[*].${regime}.${part}`))
  );

const ofSeeds =
  "metrics over scores and labels of the drawn events; of other seeds and their means, as signed";

/** The figures of the page Evaluation. */
export const evaluationFigures: readonly PageFigure[] = [
  headline(
    "The opening sentence",
    "metrics over scores and labels of the events after training; incidents, by the events that evidence speaks of, against their labels",
    [...threshold("metrics"), ...detection("measures")]
  ),
  figure("Precision and recall", ofSeeds, [
    ...threshold("curves"),
    ...ofMethods("curve", "units[*].precisionAtBudget", "units[*].recallAtBudget")
  ]),
  figure("AUROC", ofSeeds, ofMethods("units[*].auroc")),
  figure("Recall by alerts a day", ofSeeds, [
    ...threshold("curves"),
    ...ofMethods("curve", "units[*].recallAtBudget")
  ]),
  figure("Precision at the top", ofSeeds, ofMethods("units[*].precisionAt")),
  figure("Measured", "metrics over all events and those held out", threshold("metrics")),
  figure(
    "Seen and novel attacks",
    "metrics over the drawn events; of the detectors whose models are not published, as signed",
    [...models("comparison"), ...ofMethods("units[*].ap"), ...partsOf("evaluation-scores.json")()]
  ),
  figure("Period by period", ofSeeds, [...ofMethods("periodAp"), ...evaluation("study.periods")]),
  figure(
    "Attacks found by the incidents",
    "the events that evidence speaks of, against their labels; grouped anew without each detector, and by rules and models alone",
    detection("measures")
  ),
  figure(
    "By difficulty",
    "what the incidents of runs that differ in the difficulty of the feed find, as each evaluation published it",
    evaluation("tiers")
  ),
  figure("Attacks, flow by flow", "counts of labelled attacks at or above the threshold, by name", [
    ...threshold("metrics", "seenAttacks"),
    ...ofMethods("recallByAttack"),
    ...evaluation("study.attacks")
  ]),
  figure(
    "Calibration",
    "p-values of the scores of held-out events by those of the calibration window, as quantiles",
    threshold("certificate")
  ),
  figure(
    "Drift from training to test",
    "features and scores of both windows, by deciles of the first",
    evaluation("study.drift")
  ),
  figure(
    "This run’s forest under other seeds",
    "metrics over scores and labels; of forests of other seeds, as signed",
    threshold("curves")
  ),
  figure(
    "Stability over seeds, and cost",
    "the most anomalous drawn events under all seeds; of forests of other seeds, as signed",
    [...threshold("curves"), ...ofMethods("stability"), ...evaluation("study.methods")]
  )
];
