import {formatFeature} from "../../core/features/list.js";
import type {Feature} from "../../core/features/list.js";
import {formatBytes, formatDuration} from "./format.js";

/**
 * Returns a feature’s value as people read it, as `formatFeature` does, with bytes and seconds at a
 * readable scale; e.g., `18.4 MB` for a log_orig_bytes of 16.73, `0.4 s` for a log_duration of 0.336.
 */
export function featureText(feature: Feature, value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (feature.unit === "ln(1 + s)") return formatDuration(Math.max(0, Math.expm1(value)));
  if (feature.unit === "ln(1 + B)") return formatBytes(Math.max(0, Math.expm1(value)));
  if (feature.unit === "ln(1 + B/s)") return `${formatBytes(Math.max(0, Math.expm1(value)))}/s`;
  if (feature.unit === "ln" && value < 0)
    return `÷ ${formatFeature(feature, -value).replace("×", "")}`;
  return formatFeature(feature, value)
    .replace("-", "−")
    .replace(/^1 (\w+)s$/, "1 $1");
}
