import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {scoreHistogram, scoreScale} from "../charts/score-histogram.js";
import {pageHref, readUrlState, replaceUrlState} from "../site/url-state.js";

/** How far a key moves the line, in score. */
export const thresholdSteps: {[key: string]: number | undefined} = {
  ArrowLeft: -0.001,
  ArrowDown: -0.001,
  ArrowRight: 0.001,
  ArrowUp: 0.001,
  PageDown: -0.01,
  PageUp: 0.01
};

/** An element whose *value* is the line, in (0, 1); it sends `input` as the line moves. */
export type ThresholdControl = HTMLElement & {value: number};

/**
 * Shows the histogram of scores with a line that the reader moves: by dragging, or with the arrow keys
 * by 0.001, Page Up and Page Down by 0.01, Home back to where the run put it. Says how many events
 * stand above; those are counted from the 2,000 highest scores. The line is kept in the URL.
 */
export function thresholdControl(today: Today): ThresholdControl {
  const said = element("p", {class: "about said"});
  const slider = sliderNode();
  const root = Object.assign(element("div", {}, slider, said), {
    value: readUrlState(location.search).threshold ?? today.threshold
  });
  let figureWidth = 0;
  const figure = responsive((width) => {
    figureWidth = width;
    return draw(today, root.value, width);
  });
  slider.append(figure);
  const move = (score: number): void => {
    root.value = Math.min(0.999, Math.max(0.001, score));
    tell(slider, said, today, root.value);
    if (figureWidth > 0) figure.replaceChildren(draw(today, root.value, figureWidth));
    root.dispatchEvent(new CustomEvent("input", {bubbles: true}));
  };
  const keep = (): void => {
    const moved = Math.abs(root.value - today.threshold) >= 0.0005;
    replaceUrlState({threshold: moved ? root.value.toFixed(3) : null});
  };
  const point = (event: PointerEvent): void => {
    const x = scoreScale(today.histogram, {width: figureWidth, threshold: today.threshold});
    move(x.invert(event.clientX - figure.getBoundingClientRect().left));
  };
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    point(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) point(event);
  });
  slider.addEventListener("pointerup", keep);
  slider.addEventListener("keydown", (event) => {
    const step = thresholdSteps[event.key];
    if (step === undefined && event.key !== "Home") return;
    event.preventDefault();
    move(step === undefined ? today.threshold : root.value + step);
    keep();
  });
  tell(slider, said, today, root.value);
  return root;
}

function sliderNode(): HTMLElement {
  return element("div", {
    role: "slider",
    tabindex: 0,
    class: "slider",
    "aria-label": "The line",
    "aria-valuemin": 0,
    "aria-valuemax": 1
  });
}

function draw(today: Today, line: number, width: number): SVGSVGElement {
  const {histogram, threshold, tail} = today;
  const x = scoreScale(histogram, {width, threshold});
  return scoreHistogram(histogram, {
    width,
    threshold: line,
    x,
    max: tail[0] ?? 1,
    label: perDay(today, line)
  });
}

function perDay({tail, days, events}: Today, line: number): string {
  const above = countAlerts(tail, line);
  if (above === tail.length && above < events) return `over ${formatCount(above / days)} a day`;
  const rate = above / days;
  return `${rate > 0 && rate < 9.5 ? Number(rate.toPrecision(2)) : formatCount(rate)} a day`;
}

function tell(slider: HTMLElement, said: HTMLElement, today: Today, line: number): void {
  const {tail, events, threshold} = today;
  const above = countAlerts(tail, line);
  const beyond = above === tail.length && above < events;
  const text = `${beyond ? "more than " : ""}${formatCount(above)} of ${formatCount(events)} ${plural(events, "event")}`;
  slider.setAttribute("aria-valuenow", line.toFixed(3));
  slider.setAttribute("aria-valuetext", `${formatScore(line)}: ${text}`);
  said.replaceChildren(
    element(
      "a",
      {href: pageHref("explore", {threshold: line === threshold ? threshold : line.toFixed(3)})},
      text
    ),
    ` at or above ${formatScore(line)}.`
  );
}
