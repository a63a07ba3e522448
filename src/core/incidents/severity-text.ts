import type {SeverityCounts} from "../schema/incidents.js";

/** Returns how many incidents there are of each severity; e.g., `3 critical, 1 low`; `none` without any. */
export function severityText(counts: SeverityCounts): string {
  const found = Object.entries(counts).filter(([, n]) => n > 0);
  return found.length
    ? found.map(([name, n]) => `${n.toLocaleString("en-US")} ${name}`).join(", ")
    : "none";
}
