import {element} from "../kit/element.js";
import {section} from "../kit/section.js";
import type {DetectionMeasures} from "../../core/schema/detection.js";
import type {Study} from "../../core/schema/study.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import type {SectionContext} from "./evaluation-data.js";

/** What decides what a page does not show. */
export interface LimitFacts {
  page: Pick<ThresholdPage, "labelled" | "provenance">;

  /** What the incidents find; null without labels. */
  measures: DetectionMeasures | null;
  study: Study | null;
}

/** Returns what the page does not show, a sentence each. */
export function limitsOf({page, measures, study}: LimitFacts): string[] {
  const {synthetic} = page.provenance;
  return [
    synthetic
      ? "Another network: these events are of a generator, and what is measured holds for it."
      : "Another network, or another week: all numbers are of one log.",
    page.labelled > 0
      ? "Whether the labels are right: a mistaken label counts as an attack that was missed, or as a false alert."
      : "How good the ranking is: that takes labels, and none are invented here.",
    "Precision at another base rate: it falls with the share of attacks; Threshold recomputes it.",
    study
      ? "Settings that were tuned: each method has its usual parameters, and some would gain by others."
      : "Every method over ten seeds, trained without attacks too, by period, and drift: `atalaya evaluate` measures them.",
    "Parity with published figures: it takes other data sets, and is on Benchmarks.",
    measures
      ? "Attacks that leave no flow in this log, and records without a flow: they have no label."
      : "What incidents miss: no label says which attacks there were.",
    "Time and memory: they are not a function of the log, so that no artifact holds them."
  ];
} // prettier-ignore

/** Lists what the page does not show. */
export function limitsSection({page, detection, evaluation}: SectionContext): HTMLElement {
  const facts = {page, measures: detection.measures, study: evaluation.study};
  return section(
    {title: "What this page does not show", class: "limits"},
    element("ul", {}, ...limitsOf(facts).map((text) => element("li", {}, text)))
  );
}
