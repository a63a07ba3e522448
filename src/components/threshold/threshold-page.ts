import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pushUrlState, replaceUrlState} from "../site/url-state.js";
import type {Choice} from "./budget-controls.js";
import {thresholdBody} from "./threshold-body.js";
import {countsAtThreshold, roundedThreshold, thresholdForDailyBudget} from "./threshold-counts.js";
import {thresholdRemark, thresholdSentence} from "./threshold-sentence.js";
import {readThresholdState, thresholdUrl} from "./threshold-state.js";
import type {ThresholdState} from "./threshold-state.js";

/**
 * Shows the alerts at any threshold, and lets the reader move it. State is in the URL: a drag, or a row of keys
 * in one control, is one entry in the history.
 */
export function thresholdPage(page: ThresholdPage, {headline, files}: PageContext): HTMLElement {
  let state = readThresholdState(page, location.search);
  let drawing = 0;
  let pushed = false;
  const remark = element("p", {class: "remark"});
  const body = thresholdBody(page, {
    data: files["threshold.json"],
    events: files["events.duckdb"],
    onChoice: choose,
    onThreshold,
    state: () => state
  });
  const root = element("div", {class: "threshold"}, remark, body.node);
  const draw = () => {
    drawing = 0;
    const above = countsAtThreshold(page, state.threshold);
    setHeadline(headline, traced(thresholdSentence(page, above), "threshold.headline"));
    remark.textContent = thresholdRemark(page, above);
    body.draw(above);
  };
  function choose(choice: Choice, ended: boolean): void {
    if ("perDay" in choice) {
      const {perDay: budget} = choice;
      const threshold =
        budget === page.budgetPerDay ? page.threshold : thresholdForDailyBudget(page, budget);
      change({threshold, budget}, ended);
    } else if ("baseRate" in choice) change(choice, ended);
    else change({pin: choice.pin === "here" ? state.threshold : page.threshold}, ended);
  }
  function onThreshold(threshold: number, ended: boolean): void {
    const own = roundedThreshold(page, threshold) === roundedThreshold(page, page.threshold);
    change(
      {threshold: own ? page.threshold : threshold, budget: own ? page.budgetPerDay : null},
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
