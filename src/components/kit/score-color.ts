import {interpolateInferno} from "d3-scale-chromatic";

/** The stretch of inferno that is used: from the line to the strangest, on light and dark paper. */
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

/** Returns the ramp’s colour at t in [0, 1], from the line to the strangest, for one theme. */
export function ramp(t: number, theme: "light" | "dark"): string {
  const [low, high] = trim[theme];
  return interpolateInferno(low + t * (high - low));
}
