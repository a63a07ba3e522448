import type {FirstComparison, FirstFigures} from "../schema/three-methods.js";
import {compareFirst} from "./compare.js";
import {anomalousEvents, firstSeed, normalEvents} from "./events.js";

/** The seeds that means are over. */
export const firstSeeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/**
 * What was found, as it was measured once: by the first project (its notebook `deteccion_anomalias_explicado`, in the repository
 * Raul33/cybersec-mlops-pipeline), by scikit-learn 1.9.1 (tests/fixtures/first-comparison), and by `measureFirst`.
 */
export const firstComparison: FirstComparison = {
  seed: firstSeed,
  seeds: firstSeeds.length,
  normal: normalEvents,
  anomalous: anomalousEvents,
  published: [
    {method: "isolation-forest", truePositives: 10, falsePositives: 1, ap: null, auroc: null},
    {method: "local-outlier-factor", truePositives: 10, falsePositives: 1, ap: null, auroc: null},
    {method: "one-class-svm", truePositives: 2, falsePositives: 8, ap: null, auroc: null}
  ],
  ...{
    scikitLearn: {
      own: [
        {method: "isolation-forest", truePositives: 10, falsePositives: 1, ap: 1, auroc: 1},
        {method: "local-outlier-factor", truePositives: 10, falsePositives: 1, ap: 1, auroc: 1},
        {
          method: "one-class-svm",
          truePositives: 2,
          falsePositives: 8,
          ap: 0.24177645063523126,
          auroc: 0.5549999999999999
        }
      ],
      seeds: [
        {
          method: "isolation-forest",
          truePositives: 10,
          falsePositives: 1,
          ap: 0.998090909090909,
          auroc: 0.9999
        },
        {method: "local-outlier-factor", truePositives: 10, falsePositives: 1, ap: 1, auroc: 1},
        {
          method: "one-class-svm",
          truePositives: 3.9,
          falsePositives: 8.5,
          ap: 0.30566052225558216,
          auroc: 0.6017500000000001
        }
      ]
    },
    detectors: {
      own: [
        {
          method: "isolation-forest",
          truePositives: 10,
          falsePositives: 1,
          ap: 0.9999999999999999,
          auroc: 1
        },
        {
          method: "local-outlier-factor",
          truePositives: 10,
          falsePositives: 1,
          ap: 0.9999999999999999,
          auroc: 1
        },
        {
          method: "one-class-svm",
          truePositives: 2,
          falsePositives: 8,
          ap: 0.2417764506352313,
          auroc: 0.555
        }
      ],
      seeds: [
        {
          method: "isolation-forest",
          truePositives: 10,
          falsePositives: 1,
          ap: 0.9969797979797977,
          auroc: 0.99985
        },
        {
          method: "local-outlier-factor",
          truePositives: 10,
          falsePositives: 1,
          ap: 0.9999999999999998,
          auroc: 1
        },
        {
          method: "one-class-svm",
          truePositives: 3.7,
          falsePositives: 8.5,
          ap: 0.30188679598185586,
          auroc: 0.6012500000000001
        }
      ]
    }
  }
};

/** Measures the detectors of this project on the events of the first one, and on those of ten other seeds, from which means are. */
export function measureFirst(): FirstComparison["detectors"] {
  return {own: compareFirst(firstSeed), seeds: meanFigures(firstSeeds.map(compareFirst))};
}

/** Returns the means of the figures of several seeds, by method. */
export function meanFigures(seeds: readonly (readonly FirstFigures[])[]): FirstFigures[] {
  const mean = (i: number, of: (figures: FirstFigures) => number) =>
    seeds.reduce((sum, figures) => sum + of(figures[i]), 0) / seeds.length;
  return seeds[0].map(({method}, i) => ({
    method,
    truePositives: mean(i, ({truePositives}) => truePositives),
    falsePositives: mean(i, ({falsePositives}) => falsePositives),
    ap: mean(i, ({ap}) => ap!),
    auroc: mean(i, ({auroc}) => auroc!)
  }));
}
