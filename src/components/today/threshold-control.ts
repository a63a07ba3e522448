import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import type {Today} from "../../core/schema/published.js";
import {scoreHistogram, scoreScale} from "../charts/score-histogram.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {liveFigure} from "../kit/live-figure.js";
import {thresholdSlider} from "../kit/threshold-slider.js";
import {pageHref, readUrlState, replaceUrlState} from "../site/url-state.js";

/** A control for the threshold. */
export interface ThresholdControl {
  node: HTMLElement;

  /** Returns the threshold, in (0, 1). */
  threshold(): number;
}

/**
 * Shows the histogram of scores with a threshold that the reader moves, and how many events are at or above
 * it, counted from the 2,000 highest scores. *onThreshold* is called as it moves, at most once a frame. The
 * threshold is stored in the URL.
 */
export function thresholdControl(
  today: Today,
  onThreshold: (threshold: number) => void
): ThresholdControl {
  const {histogram, threshold: own, tail} = today;
  let threshold = readUrlState(location.search).threshold ?? own;
  let drawing = 0;
  const status = element("p", {class: "about status"});
  const figure = liveFigure((width, at: number) =>
    scoreHistogram(histogram, {
      width,
      threshold: at,
      x: scoreScale(histogram, {width, threshold: own}),
      max: tail[0] ?? 1,
      label: perDay(today, at)
    })
  );
  const slider = thresholdSlider(figure.node, {
    threshold: () => threshold,
    home: own,
    scoreAt: (x) => scoreScale(histogram, {width: figure.width(), threshold: own}).invert(x),
    onThreshold(score, ended) {
      threshold = score;
      drawing ||= requestAnimationFrame(() => {
        drawing = 0;
        draw();
        onThreshold(threshold);
      });
      if (!ended) return;
      const moved = Math.abs(threshold - own) >= 0.0005;
      replaceUrlState({threshold: moved ? threshold.toFixed(3) : null});
    }
  });
  const draw = () => {
    const text = countText(today, threshold);
    const of = threshold === own ? own : threshold.toFixed(3);
    slider.setAttribute("aria-valuenow", threshold.toFixed(3));
    slider.setAttribute("aria-valuetext", `${formatScore(threshold)}: ${text}`);
    figure.draw(threshold);
    status.replaceChildren(
      element("a", {href: pageHref("explore", {threshold: of})}, text),
      ` at or above ${formatScore(threshold)}.`
    );
  };
  draw();
  return {node: element("div", {}, slider, status), threshold: () => threshold};
}

function perDay({tail, days, events}: Today, threshold: number): string {
  const alerts = countAlerts(tail, threshold);
  if (alerts === tail.length && alerts < events) return `over ${formatCount(alerts / days)} a day`;
  const rate = alerts / days;
  return `${rate > 0 && rate < 9.5 ? Number(rate.toPrecision(2)) : formatCount(rate)} a day`;
}

function countText({tail, events}: Today, threshold: number): string {
  const alerts = countAlerts(tail, threshold);
  const more = alerts === tail.length && alerts < events ? "more than " : "";
  return `${more}${formatCount(alerts)} of ${formatCount(events)} ${plural(events, "event")}`;
}
