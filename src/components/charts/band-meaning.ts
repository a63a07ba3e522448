import type {SeedCurves} from "../../core/schema/threshold.js";

/** Returns two sentences about the band of *curves*: what it is, and what it is not. */
export function bandMeaning({seeds, window}: SeedCurves): string {
  if (seeds.length === 0)
    return "Line: the model of this run. There is no band: it was not trained with other seeds.";
  const where = window === "test" ? "the same events after the training window" : "the same events";
  return `Line: the forest of this run. Band: the lowest to the highest of ${seeds.length} forests of other seeds, grown on the same rows and measured on ${where}. It shows what chance in the growing does; not what another week of traffic, other training rows or wrong labels would.`;
}
