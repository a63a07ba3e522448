import type {IncidentsPage} from "../schema/incidents.js";

/** Returns the days of the test window: from the end of the training window to the last event. */
export function testDays({
  first,
  last,
  calibration
}: Pick<IncidentsPage, "first" | "last" | "calibration">): number {
  const from = Math.max(first, Math.min(calibration.trainedUntil, last));
  return (last - from) / 86_400_000;
}
