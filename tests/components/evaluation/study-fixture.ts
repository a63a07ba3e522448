import type {
  Measured,
  RegimeMeasures,
  Study,
  StudiedMethod,
  StudyWindow
} from "../../../src/core/schema/study.js";

/** Returns a number measured with two seeds. */
export function measured(mean: number): Measured {
  return {mean, error: 0.01, low: mean / 2, high: Math.min(1, mean * 1.5)};
}

/** Returns the measures of one regime with average precision *ap* over events: ten alerts hold four of five attacks. */
export function regimeWith(ap: number): RegimeMeasures {
  const of = (unit: "event" | "entity-hour") => ({
    ...{unit, ap: measured(ap), auroc: measured((1 + ap) / 2)},
    ...{precisionAtBudget: measured(0.4), recallAtBudget: measured(0.8)},
    precisionAt: [{k: 10, precision: measured(ap)}]
  });
  return {
    units: [of("event"), of("entity-hour")],
    periodAp: [ap, null],
    recallByAttack: {beacon: ap},
    stability: 0.5,
    curve: [
      {budget: 1, alerts: 1, attacks: 1, benign: 0},
      {budget: 10, alerts: 10, attacks: 4, benign: 6},
      {budget: 100, alerts: 100, attacks: 5, benign: 95}
    ]
  };
}

/** Returns a method whose average precision is *seen* and *novel*. */
export function methodWith(
  name: string,
  kind: StudiedMethod["kind"],
  seen: number,
  novel: number
): StudiedMethod {
  return {
    ...{name, kind, title: name.toUpperCase(), isRandom: true, bytes: 1000},
    ...{seen: regimeWith(seen), novel: regimeWith(novel)}
  };
}

/** Returns a study of a hundred events in a day with five attacks, two of the methods baselines, with *changes*. */
export function studyWith(changes: Partial<Study> = {}): Study {
  const window: StudyWindow = {from: 0, to: 86_400_000, events: 100, labelled: 100, attacks: 5};
  return {
    seeds: [42, 43],
    ...{training: window, calibration: window, test: window},
    ...{rows: {seen: 50, novel: 48}, events: 100, of: 100, hours: 20},
    ...{baseRate: {event: 0.05, hour: 0.1}, budget: {event: 10, hour: 2}, ks: [10]},
    periods: [window, {...window, attacks: 0}],
    attacks: [{attack: "beacon", events: 5, isSeen: false}],
    methods: [
      methodWith("isolation-forest", "detector", 0.3, 0.2),
      methodWith("svm", "detector", 0.5, 0.1),
      methodWith("knn", "detector", 0.2, 0.4),
      methodWith("ecod", "detector", 0.1, 0.3),
      methodWith("log-bytes", "baseline", 0.15, 0.15),
      methodWith("random", "baseline", 0.05, 0.05)
    ],
    drift: [
      {name: "log_orig_bytes", psi: 0.4, ks: 0.2},
      {name: "score", psi: 0.1, ks: 0.1}
    ],
    bootstrapSamples: 100,
    ...changes
  };
}
