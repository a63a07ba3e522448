import {element} from "./element.js";
import {thresholdSteps} from "../today/threshold-control.js";

/** How a line is dragged over a histogram. */
export interface DragOptions {
  /** Returns the line, in (0, 1). */
  line: () => number;

  /** Where the line goes back to with the key Home. */
  home: number;

  /** Returns the score below a place, in pixels from the left of the figure. */
  scoreAt: (x: number) => number;

  /** Hears where the line shall be, and whether the gesture has ended. */
  onThreshold: (line: number, ended: boolean) => void;
}

/**
 * Returns *figure* as a slider: the line follows the pointer, or the arrow keys by 0.001, Page Up and
 * Page Down by 0.01, and Home brings it back.
 */
export function draggable(figure: HTMLElement, options: DragOptions): HTMLElement {
  const {line, home, scoreAt, onThreshold} = options;
  const within = (score: number) => Math.min(0.9999, Math.max(0.0001, Number(score.toFixed(4))));
  const slider = element(
    "div",
    {
      role: "slider",
      tabindex: 0,
      class: "slider",
      "aria-label": "The line",
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
    const step = thresholdSteps[event.key];
    if (step === undefined && event.key !== "Home") return;
    event.preventDefault();
    onThreshold(step === undefined ? home : within(line() + step), true);
  });
  return slider;
}
