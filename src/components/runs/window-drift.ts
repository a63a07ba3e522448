import type {RunDrift} from "../../core/schema/drift.js";
import type {Today} from "../../core/schema/published.js";
import type {FeatureDrift} from "../../core/schema/run-pairs.js";
import {plainRow} from "../exports/plain-row.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {driftTable} from "./pair-drift.js";

/** Shows how far the test window of the shown run is from what its model was trained on, and whether that is a reason to train anew; *data* is the URL of *today*. */
export function windowDriftPart(
  {provenance, drift, retraining}: Today,
  data: string | null
): HTMLElement {
  const rows = drift ? driftRows(drift) : [];
  return section(
    {
      title: "Training window against test window",
      about: drift
        ? `${formatCount(drift.testEvents)} events of the test window against ${formatCount(drift.trainingRows)} training rows of the run on the pages: the population stability index (PSI) and the Kolmogorov–Smirnov statistic (KS) over the bins of the training rows; of the score, over its deciles in the training window. An index in bold is beyond chance; different is from PSI 0.25 and KS 0.1 on.`
        : "The run on the pages has no test window: nothing is held against its training. A share to train on below 1 (--train-share) makes one.",
      class: "window-drift"
    },
    element("p", {class: "recommendation"}, retraining.summary),
    drift && driftTable(rows, "Drift from the training window to the test window"),
    drift &&
      provenanceLine(provenance, {
        n: rows.length,
        data,
        exports: {name: "window-drift", rows: () => rows.map(plainRow)}
      })
  );
}

/** Returns the rows of the table: the score, then the features. */
function driftRows({features, score}: RunDrift): FeatureDrift[] {
  return [...(score ? [{...score, name: `score of ${score.name}`}] : []), ...features].map(
    ({name, ...measured}) => ({feature: name, ...measured})
  );
}
