import type {EvaluationPage, RegimeMeasures, Study, UnitMeasures} from "../../schema/study.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";
import {measureRegime} from "../study/measure-regime.js";
import {parseScores} from "../study/scores-file.js";
import type {PartScores} from "../study/scores-file.js";
import {readFrame} from "../study/study-frame.js";
import type {StudyFrame} from "../study/study-frame.js";
import {studyMethods} from "../study/study-methods.js";
import {planStudy} from "../study/study-plan.js";
import type {Tables} from "../tables.js";
import type {PartlyComputed} from "./recompute-findings.js";

/**
 * Returns evaluation.json, recomputed from the published events and from *scores*, evaluation-scores.json: its windows, the events that were
 * drawn and what they are labelled, and of the first seed the curves and the intervals. What needs other seeds, whose scores are not
 * published, is not computed; nor are the curves and the intervals without *scores*.
 */
export async function recomputeStudy(
  tables: Tables,
  {chain, key, parameters, until, budgetPerDay}: Findings,
  {study}: EvaluationPage,
  scores: unknown
): Promise<PartlyComputed<EvaluationPage>> {
  const provenance = provenanceOf(chain, key, parameters);
  if (!study) return {provenance, study: null, tiers: undefined};
  const {training, calibration, test, alertShare} = await planStudy(tables, {until, budgetPerDay});
  const plan = {training, calibration, test, alertShare};
  const {frame, facts} = await readFrame(tables, plan, study.seeds[0]);
  const parts = scores ? parseScores(scores).parts : [];
  const {attacks, ...counts} = facts;
  const computed: PartlyComputed<Study> = {
    ...counts,
    ...{seeds: undefined, rows: undefined, drift: undefined},
    training: training ?? undefined,
    ...{calibration, test},
    budget: frame.budget,
    ks: [...frame.ks],
    attacks: attacks.map((one) => ({...one, isSeen: undefined})),
    methods: studyMethods.map(({name, kind, isRandom}) => ({
      ...{name, kind, isRandom},
      ...{title: undefined, bytes: undefined},
      seen: regimeOf(frame, parts, name, "seen"),
      novel: study.rows.novel === null ? null : regimeOf(frame, parts, name, "novel")
    })),
    bootstrapSamples: frame.samples
  };
  return {provenance, study: computed, tiers: undefined};
}

/** Returns what the first seed’s scores of a method in a regime give; nothing without them. */
function regimeOf(
  frame: StudyFrame,
  parts: readonly PartScores[],
  method: string,
  regime: PartScores["regime"]
): PartlyComputed<RegimeMeasures> | undefined {
  const part = parts.find((one) => one.name === method && one.regime === regime);
  if (!part) return undefined;
  const {units, curve} = measureRegime({frame, scores: [part.scores]});
  const others = {periodAp: undefined, recallByAttack: undefined, stability: undefined};
  return {units: units.map(intervalsOf), curve, ...others};
}

/** Returns the intervals of *measures*, which are those of the first seed. */
function intervalsOf({unit, ...measures}: UnitMeasures): PartlyComputed<UnitMeasures> {
  const {ap, auroc, precisionAtBudget, recallAtBudget, precisionAt} = measures;
  const interval = (one: UnitMeasures["ap"]) => one && {...one, mean: undefined, error: undefined};
  return {
    unit,
    ...{ap: interval(ap), auroc: interval(auroc)},
    precisionAtBudget: interval(precisionAtBudget),
    recallAtBudget: interval(recallAtBudget),
    precisionAt: precisionAt.map(({k, precision}) => ({k, precision: interval(precision)!}))
  };
}
