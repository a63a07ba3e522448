import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {say} from "../site/sentence.js";
import {thresholdBody} from "./threshold-body.js";
import type {Choice} from "./budget-controls.js";
import {countsAtThreshold, roundedThreshold, thresholdForDailyBudget} from "./threshold-counts.js";
import {thresholdRemark, thresholdSentence} from "./threshold-sentence.js";
import {readThresholdState, thresholdUrl} from "./threshold-state.js";
import type {ThresholdState} from "./threshold-state.js";
import {traced} from "../provenance/traced-sentence.js";
import {pushUrlState, replaceUrlState} from "../site/url-state.js";

/** How to show the page. */
export interface ThresholdViewOptions {
  /** The element of the sentence, which is rewritten as the line moves. */
  headline: Element | null;

  /** The address of the page’s data. */
  data: string;

  /** The address of events.duckdb. */
  events: string;
}

/**
 * Shows what any line would catch, and lets the reader move it. State is in the URL: a drag, or a row of
 * keys in one control, is one entry in the history.
 */
export function thresholdView(
  page: ThresholdPage,
  {headline, data, events}: ThresholdViewOptions
): HTMLElement {
  let state = readThresholdState(page, location.search);
  let drawing = 0;
  let pushed = false;
  const remark = element("p", {class: "remark"});
  const body = thresholdBody(page, {
    data,
    events,
    onChoice: choose,
    onThreshold,
    state: () => state
  });
  const root = element("div", {class: "threshold"}, remark, body.node);
  const draw = () => {
    drawing = 0;
    const above = countsAtThreshold(page, state.line);
    if (headline) say(headline, traced(thresholdSentence(page, above), "threshold.headline"));
    remark.textContent = thresholdRemark(page, above);
    body.draw(above);
  };
  function choose(choice: Choice, ended: boolean): void {
    if ("perDay" in choice) {
      const {perDay} = choice;
      const line =
        perDay === page.budgetPerDay ? page.threshold : thresholdForDailyBudget(page, perDay);
      change({line, budget: perDay}, ended);
    } else if ("baseRate" in choice) change(choice, ended);
    else change({pin: choice.pin === "here" ? state.line : page.threshold}, ended);
  }
  function onThreshold(line: number, ended: boolean): void {
    const own = roundedThreshold(page, line) === roundedThreshold(page, page.threshold);
    change({line: own ? page.threshold : line, budget: own ? page.budgetPerDay : null}, ended);
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
