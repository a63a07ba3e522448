import {apart} from "../estimate.js";
import type {Estimate, Figures} from "../estimate.js";
import {findPublished} from "../published-figures.js";
import type {MeasuredSuite, Regime} from "./measured.js";

/** The detector whose figures were published, and the regime that they were measured in. */
export const publishedDetector = "isolation-forest";
const publishedRegime: Regime = "all";

/** A figure of the Isolation Forest beside the published one. */
export interface Parity {
  set: string;
  measure: keyof Figures;
  ours: Estimate;
  published: Estimate;

  /** How far they are apart, as a share of what is allowed: below 1 passes. Null if they do not compare. */
  apart: number | null;

  /** Why they do not compare: another number of rows or columns than the published set, or fewer than ten seeds; null if they do. */
  reason: "size" | "seeds" | null;

  /** What Liu, Ting & Zhou 2008 found, to two decimals; null if nothing. */
  liu2008: number | null;
}

interface SetFigures extends Figures {
  set: string;
  detector: string;
  regime: Regime;
}

/** The fewest seeds whose standard error says something: as many as the published figures have. */
export const minSeeds = 10;

/** Returns the figures of the Isolation Forest on the *sets* that go by the name of a published one, beside the published. */
export function parityOf(
  {sets, seeds}: Pick<MeasuredSuite, "sets" | "seeds">,
  figures: readonly SetFigures[]
): Parity[] {
  return sets.flatMap(({name, rows, columns}) => {
    const published = findPublished(name.split("/").at(-1)!);
    const ours = figures.find(
      ({set, detector, regime}) =>
        set === name && detector === publishedDetector && regime === publishedRegime
    );
    if (!published || !ours) return [];
    const isSame = published.rows === rows && published.columns === columns;
    const reason = !isSame ? "size" : seeds.length < minSeeds ? "seeds" : null;
    return (["auroc", "ap"] as const).map((measure) => ({
      set: name,
      measure,
      ours: ours[measure],
      published: published[measure],
      apart: reason === null ? apart(ours[measure], published[measure]) : null,
      reason,
      liu2008: measure === "auroc" ? published.liu2008 : null
    }));
  });
}
