import type {RegimeMeasures, Study, StudyWindow, WindowDrift} from "../../schema/study.js";
import type {FrameFacts, StudyFrame} from "./study-frame.js";
import {studyMethods} from "./study-methods.js";
import type {StudyPlan} from "./study-plan.js";

/** What was measured of a method. */
export interface MethodMeasures {
  title: string;
  bytes: number | null;
  seen: RegimeMeasures;
  novel: RegimeMeasures | null;
}

/** All that a study is made of. */
export interface StudySources {
  seeds: number[];
  plan: StudyPlan;
  frame: StudyFrame;
  facts: FrameFacts;

  /** The window that methods were fitted on, its attacks by name, and how many rows were drawn from it by regime. */
  training: {window: StudyWindow; attacks: readonly string[]};
  rows: Study["rows"];

  /** The measures of each method, by name. */
  measures: ReadonlyMap<string, MethodMeasures>;
  drift: WindowDrift[];
}

/** Returns the study of what was measured. */
export function studyOf({
  seeds,
  plan,
  frame,
  facts,
  training,
  rows,
  measures,
  drift
}: StudySources): Study {
  const {calibration, test} = plan;
  const known = new Set(training.attacks);
  const {attacks, ...counts} = facts;
  return {
    seeds,
    training: plan.training ?? training.window,
    calibration,
    test,
    rows,
    ...counts,
    budget: frame.budget,
    ks: [...frame.ks],
    attacks: attacks.map((one) => ({...one, isSeen: known.has(one.attack)})),
    methods: studyMethods.map(({name, kind, isRandom}) => {
      const {title, bytes, seen, novel} = measures.get(name)!;
      return {name, title, kind, isRandom, bytes, seen, novel};
    }),
    drift: [...drift].sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1)),
    bootstrapSamples: frame.samples
  };
}
