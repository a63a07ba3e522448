import {estimate} from "../estimate.js";
import type {Figures, Estimate} from "../estimate.js";
import {friedman} from "../friedman.js";
import type {RankTest} from "../friedman.js";
import {regimes} from "./measured.js";
import type {MeasuredSuite, Regime, SuiteResult} from "./measured.js";
import {parityOf} from "./parity.js";
import type {Parity} from "./parity.js";

/** The means of a detector on a set over the seeds, each with its standard error. */
export interface SuiteFigures extends Figures {
  set: string;
  detector: string;
  regime: Regime;
  precision: Estimate;

  /** The share of anomalies among the tested rows: what a random order has as average precision. */
  baseRate: number;
}

/** The measures by which detectors are ranked, the first of them first. */
export const rankedBy = ["ap", "auroc"] as const;

/** A measure by which detectors are ranked. */
export type RankedBy = (typeof rankedBy)[number];

/** Whether the detectors differ over the sets. */
export interface SuiteRanks {
  regime: Regime;
  measure: RankedBy;

  /** The sets on which every detector has a result. */
  sets: string[];

  /** Null if there are too few of them. */
  test: RankTest | null;
}

/** What follows from the measures of a suite: Verify recomputes it. */
export interface SuiteSummary {
  figures: SuiteFigures[];
  parity: Parity[];
  ranks: SuiteRanks[];
}

/** A suite as it is stored and published. */
export interface Suite extends MeasuredSuite {
  summary: SuiteSummary;
}

/** Returns *measured* with what follows from it. The same bits everywhere. */
export function summariseSuite(measured: MeasuredSuite): Suite {
  const figures = measured.results.flatMap((result) => figuresOf(result) ?? []);
  const ranks = regimes.flatMap((regime) =>
    rankedBy.map((measure) => ranksOf(measured, figures, regime, measure))
  );
  return {...measured, summary: {figures, parity: parityOf(measured, figures), ranks}};
}

function figuresOf(result: SuiteResult): SuiteFigures | null {
  const {set, detector, regime, measures, tested, anomalies} = result;
  if (!measures) return null;
  return {
    set,
    detector,
    regime,
    auroc: estimate(measures.auroc),
    ap: estimate(measures.ap),
    precision: estimate(measures.precision),
    baseRate: anomalies / tested
  };
}

function ranksOf(
  {sets, detectors}: MeasuredSuite,
  figures: readonly SuiteFigures[],
  regime: Regime,
  measure: RankedBy
): SuiteRanks {
  const rows = sets.flatMap(({name}) => {
    const row = detectors.map((detector) =>
      figures.find((one) => one.set === name && one.detector === detector && one.regime === regime)
    );
    return row.every((one) => one !== undefined)
      ? [{name, values: row.map((one) => one[measure][0])}]
      : [];
  });
  return {
    regime,
    measure,
    sets: rows.map(({name}) => name),
    test: friedman(rows.map(({values}) => values))
  };
}
