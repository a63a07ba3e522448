import {element} from "../kit/element.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext} from "./evaluation-data.js";
import type {SectionContext, StudyContext} from "./evaluation-data.js";
import {periodPanels} from "./period-panels.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {hasClasses, shownMethods, unmeasured} from "./study-methods.js";

const title = "Period by period";

/** Shows the average precision by period of the test window. */
export function periodsSection(context: SectionContext): HTMLElement {
  const drawn = maybeStudyContext(context);
  const withoutLabels =
    "Not measured: the events after training do not have labels of both classes.";
  if (!drawn) {
    const isRanked = context.page.metrics.some(({ap}) => ap !== null);
    const answer = isRanked ? unmeasured("The periods of the test window") : withoutLabels;
    return answeredSection({title, answer});
  }
  const {study, models} = drawn;
  if (!hasClasses(study))
    return answeredSection({title, answer: withoutLabels}, studyLine(drawn, {n: study.events})); // prettier-ignore
  const methods = shownMethods(study, models.flowModel);
  const figure = responsive((width) =>
    periodPanels(study, methods, {
      width,
      ariaLabel: `Average precision by period of ${methods.map(({title}) => title).join(", ")}`
    })
  );
  return answeredSection(
    {
      title,
      answer: periodsAnswer(drawn),
      about:
        "Mean over the seeds, over events; none where a period has one class alone. Dashed: attacks as a share of the period’s events, what a random order has. Periods with few attacks jump.",
      class: "periods"
    },
    element("figure", {}, figure),
    studyLine(drawn, {
      n: study.events,
      exports: {...studyExports(study).periods, figure: () => figure.querySelector("svg")}
    })
  );
}

function periodsAnswer({study, own}: StudyContext): string {
  const both = study.periods.filter(({labelled, attacks}) => 0 < attacks && attacks < labelled);
  const rates = both.map(({labelled, attacks}) => attacks / labelled);
  const aps = (own?.seen.periodAp ?? []).filter((ap) => ap !== null);
  if (aps.length === 0) return "No period has both classes.";
  return `In the ${formatCount(aps.length)} of ${formatCount(study.periods.length)} periods that have both classes, the flow model’s average precision is between ${formatScore(Math.min(...aps))} and ${formatScore(Math.max(...aps))}; attacks are ${formatShare(Math.min(...rates))} to ${formatShare(Math.max(...rates))} of their events.`;
}
