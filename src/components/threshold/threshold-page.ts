import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {followHidden} from "../records/hidden-incidents.js";
import {incidentBudgetUrl, readIncidentBudget} from "../site/incident-budget-url.js";
import {incidentBudgetPart} from "./incidents/incident-budget-part.js";
import {incidentBudgetSentence} from "./incidents/incident-budget-sentence.js";
import {selectionOf, testIncidents} from "./incidents/incident-selection.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pushUrlState, replaceUrlState} from "../site/url-state.js";
import type {Choice} from "./budget-controls.js";
import {thresholdBody} from "./threshold-body.js";
import {runBudget} from "./threshold-by-rule.js";
import {countsAtThreshold, roundedThreshold, thresholdForDailyBudget} from "./threshold-counts.js";
import {thresholdRemark, thresholdSentence} from "./threshold-sentence.js";
import {readThresholdState, thresholdUrl} from "./threshold-state.js";
import type {ThresholdState} from "./threshold-state.js";

/**
 * Shows the incidents of any budget, then the alerts of the flow model at any threshold, and lets the reader move both.
 * State is in the URL: a drag, or a row of keys in one control, is one entry in the history.
 */
export function thresholdPage(
  page: ThresholdPage,
  incidents: IncidentsPage,
  context: PageContext
): HTMLElement {
  const events = eventsPart(page, context);
  return element(
    "div",
    {class: "threshold"},
    incidentsPart(page, incidents, context),
    element("h2", {class: "by-flow-model"}, "By flow model: alerts a day"),
    element(
      "p",
      {class: "about"},
      "The same for single connections, as the flow model scores them: a second view, which incidents do not depend on."
    ),
    events
  );
}

/** Returns the part about incidents: its budget is in the URL, and suppressions of this browser change it. */
function incidentsPart(
  page: ThresholdPage,
  incidents: IncidentsPage,
  {headline, files}: PageContext
): HTMLElement {
  let budget = readIncidentBudget(location.search);
  let [shown, note] = [testIncidents(incidents, new Set()), null as HTMLElement | null];
  let drawing = 0;
  const draw = () => {
    drawing = 0;
    const {testDays: days} = incidents;
    const selection = selectionOf(shown, budget, {days, labels: page.incidentLabels});
    setHeadline(headline, traced(incidentBudgetSentence(selection), "threshold.headline"));
    part.draw(selection, note);
  };
  const part = incidentBudgetPart({
    page: incidents,
    threshold: page,
    data: files["incidents.json"],
    onBudget(next, ended) {
      budget = next;
      drawing ||= requestAnimationFrame(draw);
      if (ended) replaceUrlState(incidentBudgetUrl(budget));
    }
  });
  addEventListener("popstate", () => {
    budget = readIncidentBudget(location.search);
    draw();
  });
  draw();
  followHidden(part.node, files["events.duckdb"], (hidden, hiddenNote) => {
    [shown, note] = [testIncidents(incidents, hidden.incidents), hiddenNote];
    draw();
  });
  return part.node;
}

function eventsPart(page: ThresholdPage, {files}: PageContext): HTMLElement {
  let state = readThresholdState(page, location.search);
  let drawing = 0;
  let pushed = false;
  const sentence = element("p", {class: "flow-sentence"});
  const remark = element("p", {class: "remark"});
  const body = thresholdBody(page, {
    data: files["threshold.json"],
    events: files["events.duckdb"],
    onChoice: choose,
    onThreshold,
    state: () => state
  });
  const root = element("div", {class: "threshold-events"}, sentence, remark, body.node);
  const draw = () => {
    drawing = 0;
    const above = countsAtThreshold(page, state.threshold);
    setHeadline(sentence, traced(thresholdSentence(page, above), "threshold.alerts-by-day"));
    remark.textContent = thresholdRemark(page, above);
    body.draw(above);
  };
  function choose(choice: Choice, ended: boolean): void {
    if ("perDay" in choice) {
      const {perDay: budget} = choice;
      const threshold =
        budget === runBudget(page) ? page.threshold : thresholdForDailyBudget(page, budget);
      change({threshold, budget}, ended);
    } else if ("threshold" in choice) onThreshold(choice.threshold, ended);
    else if ("baseRate" in choice) change(choice, ended);
    else change({pin: choice.pin === "here" ? state.threshold : page.threshold}, ended);
  }
  function onThreshold(threshold: number, ended: boolean): void {
    const own = roundedThreshold(page, threshold) === roundedThreshold(page, page.threshold);
    change(
      {threshold: own ? page.threshold : threshold, budget: own ? runBudget(page) : null},
      ended
    );
  }
  function change(changes: Partial<ThresholdState>, ended: boolean): void {
    state = {...state, ...changes};
    drawing ||= requestAnimationFrame(draw);
    if (!ended) return;
    (pushed ? replaceUrlState : pushUrlState)(thresholdUrl(page, state));
    pushed = true;
  }
  root.addEventListener("focusout", () => (pushed = false));
  root.addEventListener("pointerdown", () => (pushed = false));
  addEventListener("popstate", () => {
    state = readThresholdState(page, location.search);
    pushed = false;
    draw();
  });
  draw();
  return root;
}
