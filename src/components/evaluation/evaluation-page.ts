import {element} from "../kit/element.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {attacksSection} from "./attacks-section.js";
import {calibrationSection, driftSection} from "./calibration-sections.js";
import {precisionRecallSection, recallSection, seedsSection} from "./curve-sections.js";
import {detectionSection} from "./detection-section.js";
import {maybeStudyContext} from "./evaluation-data.js";
import type {EvaluationPageData, SectionContext} from "./evaluation-data.js";
import {difficultySection} from "./difficulty-section.js";
import {evaluationNotices} from "./evaluation-notices.js";
import {evaluationRemark, evaluationSentence} from "./evaluation-sentence.js";
import {limitsSection} from "./limits-section.js";
import {measuredSection} from "./measured-section.js";
import {periodsSection} from "./periods-section.js";
import {aurocSection, precisionAtSection} from "./ranking-sections.js";
import {regimesSection} from "./regimes-section.js";
import {stabilitySection} from "./stability-section.js";
import {hasClasses} from "./study-methods.js";

/** Shows how good the system and its flow model are, as far as this run can tell, and what is not measured. */
export function evaluationPage(
  data: EvaluationPageData,
  {headline, files}: PageContext
): HTMLElement {
  const {page, detection, today, evaluation} = data;
  const context: SectionContext = {...data, files};
  setHeadline(headline, traced(evaluationSentence(page, detection), "evaluation.headline"));
  const notices = evaluationNotices({page, detection, today, study: evaluation.study});
  const remark = evaluationRemark(page, detection);
  return element(
    "div",
    {class: "evaluation"},
    remark ? element("p", {class: "remark"}, remark) : null,
    element(
      "ul",
      {class: "notices"},
      ...notices.map(({message}) => element("li", {class: "warning"}, message))
    ),
    ...rows(context)
  );
}

/** Returns the sections in rows of one or two. */
function rows(context: SectionContext): HTMLElement[] {
  const drawn = maybeStudyContext(context);
  const labelled = drawn && hasClasses(drawn.study) ? drawn : null;
  const measured = measuredSection(context);
  const attacks = attacksSection(context);
  const detection = detectionSection(context.detection, context.files["detection.json"]);
  return [
    row(precisionRecallSection(context), ...(labelled ? [aurocSection(labelled)] : [measured])),
    labelled
      ? row(recallSection(context), precisionAtSection(labelled))
      : row(recallSection(context), attacks),
    row(regimesSection(context)),
    ...(context.detection.measures
      ? [row(periodsSection(context)), row(detection)]
      : [row(periodsSection(context), detection)]),
    row(difficultySection(context.evaluation, context.files["evaluation.json"])),
    labelled ? row(attacks) : null,
    row(calibrationSection(context), driftSection(context)),
    labelled ? row(seedsSection(context), measured) : null,
    row(stabilitySection(context)),
    row(limitsSection(context))
  ].filter((one) => one !== null);
}

/** Returns a row of sections, those that are there; null if none is. */
function row(...sections: (HTMLElement | null)[]): HTMLElement | null {
  const there = sections.filter((one) => one !== null);
  return there.length > 0 ? element("div", {class: "row"}, ...there) : null;
}
