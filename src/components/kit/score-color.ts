import {interpolateInferno} from "d3-scale-chromatic";
import {element} from "./element.js";

/** The stretch of inferno that is used: from the threshold to the highest score, on light and dark paper. */
const trim = {light: [0.68, 0.28], dark: [0.42, 0.84]} as const;

/**
 * Returns the CSS colour of a score: grey below *threshold*, else the inferno ramp from the threshold
 * to *max*. It is a `light-dark()` of both themes, so it belongs in `style`, not on a canvas.
 */
export function scoreColor(score: number, threshold: number, max: number): string {
  if (!(score >= threshold)) return "var(--quiet)";
  const t = max > threshold ? Math.min(1, (score - threshold) / (max - threshold)) : 1;
  return `light-dark(${ramp(t, "light")}, ${ramp(t, "dark")})`;
}

/** Returns the ramp’s colour at t in [0, 1], from the threshold to the highest score, for one theme. */
export function ramp(t: number, theme: "light" | "dark"): string {
  const [low, high] = trim[theme];
  return interpolateInferno(low + t * (high - low));
}

/** Returns a bar as long as a score is of *max*, in the colour of the score. */
export function scoreBar(score: number, threshold: number, max: number): HTMLElement {
  const bar = element("i", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${(100 * score) / max}%`;
  bar.style.background = scoreColor(score, threshold, max);
  return bar;
}
