import {element} from "./element.js";

/** How far a key moves the threshold, in score. */
const steps: {[key: string]: number | undefined} = {
  ArrowLeft: -0.001,
  ArrowDown: -0.001,
  ArrowRight: 0.001,
  ArrowUp: 0.001,
  PageDown: -0.01,
  PageUp: 0.01
};

/** How a threshold is dragged over a histogram. */
export interface ThresholdSliderOptions {
  /** Returns the threshold, in (0, 1). */
  threshold: () => number;

  /** The threshold that the key Home goes back to. */
  home: number;

  /** Returns the score at a place, in pixels from the left of the figure. */
  scoreAt: (x: number) => number;

  /** Called with the threshold that is asked for, to four decimals, and whether the gesture has ended. */
  onThreshold: (threshold: number, ended: boolean) => void;
}

/**
 * Returns *figure* as a slider: the threshold follows the pointer, or the arrow keys by 0.001, Page Up and
 * Page Down by 0.01, and Home brings it back.
 */
export function thresholdSlider(
  figure: HTMLElement,
  {threshold, home, scoreAt, onThreshold}: ThresholdSliderOptions
): HTMLElement {
  const within = (score: number) => Math.min(0.9999, Math.max(0.0001, Number(score.toFixed(4))));
  const slider = element(
    "div",
    {
      role: "slider",
      tabindex: 0,
      class: "slider",
      "aria-label": "Threshold",
      "aria-valuemin": 0,
      "aria-valuemax": 1
    },
    figure
  );
  const point = (event: PointerEvent, ended: boolean) =>
    onThreshold(within(scoreAt(event.clientX - figure.getBoundingClientRect().left)), ended);
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    point(event, false);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) point(event, false);
  });
  slider.addEventListener("pointerup", (event) => point(event, true));
  slider.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step === undefined && event.key !== "Home") return;
    event.preventDefault();
    onThreshold(step === undefined ? home : within(threshold() + step), true);
  });
  return slider;
}
