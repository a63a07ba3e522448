import {features as official} from "../../core/features/list.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Comparison} from "../../core/schema/models-page.js";
import type {Metrics, Today} from "../../core/schema/published.js";
import {scoresExport} from "./histogram-export.js";
import type {ExportSource} from "./export-menu.js";
import {plainRow} from "./plain-row.js";

/** The exports of the model card. */
export type CardExports = Record<"facts" | "features" | "metrics", ExportSource>;

/** Returns the exports of the model card: the facts, the features with their quantiles, the metrics. */
export function cardExports({metrics, provenance}: Today, model: ModelFile): CardExports {
  const {features, profile, training, parameters, name, format} = model;
  return {
    facts: {
      name: "model-card",
      rows: () => [
        {
          model: name,
          format,
          parameters: JSON.stringify(parameters),
          ...plainRow(training),
          training_artifact: provenance.artifacts.training,
          command: provenance.command
        }
      ]
    },
    features: {
      name: "model-card-features",
      rows: () =>
        features.map((feature, j) => ({
          feature,
          meaning: official.find((one) => one.name === feature)?.meaning ?? null,
          ...Object.fromEntries(
            profile.quantiles.map((at, q) => [`quantile_${at}`, profile.values[j][q]])
          )
        }))
    },
    metrics: {
      name: "model-card-metrics",
      rows: () => metrics.filter((of) => of.model === metrics[0].model).map(plainRow)
    }
  };
}

/** Returns the export of the attacks in *metrics*: one row a kind. */
export function attacksExport({byAttack}: Pick<Metrics, "byAttack">): ExportSource {
  return {name: "attacks", rows: () => byAttack.map(plainRow)};
}

/** Returns the export of the compared detectors: one row a detector. */
export function detectorsExport({
  detectors,
  baseRate
}: Pick<Comparison, "detectors" | "baseRate">): ExportSource {
  return {
    name: "detectors",
    rows: () =>
      detectors.map(({parameters, ...detector}) => ({
        ...plainRow(detector),
        base_rate: baseRate,
        parameters: JSON.stringify(parameters)
      }))
  };
}

/** Returns the exports of the page on the meaning of scores: the curve, and the scores by rank. */
export function scoreExports({histogram, tail, events, threshold}: Today) {
  const figure = () => document.querySelector<SVGSVGElement>("main figure svg");
  return {
    curve: scoresExport(histogram, figure),
    ranks: {
      name: "scores-by-rank",
      rows: () =>
        tail.map((score, i) => ({
          rank: i + 1,
          share: (i + 1) / events,
          score,
          alert: score >= threshold
        }))
    }
  };
}
