import type {ThresholdPage} from "../../../src/core/schema/threshold.js";
import {todayWith} from "../today/today-fixture.js";

/** Returns a page of ten events in two days, with *changes*; of the three most anomalous two are attacks. */
export function thresholdWith(changes: Partial<ThresholdPage> = {}): ThresholdPage {
  const score = [0.8, 0.75, 0.7, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4];
  const column = (value: number) => score.map(() => value);
  return {
    provenance: todayWith({}).provenance,
    events: 10,
    first: 43_200_000,
    last: 216_000_000,
    days: 2,
    budgetPerDay: 2,
    rule: "budget",
    threshold: 0.7,
    alerts: 4,
    trainedUntil: 0,
    histogram: {from: 0, step: 0.1, counts: [0, 0, 0, 0, 2, 2, 2, 3, 1, 0]},
    daily: {start: 0, step: 1, counts: [3, 6, 1]},
    tail: {
      decimals: 4,
      score,
      event: score.map((_, i) => i),
      file: column(0),
      line: score.map((_, i) => i + 9),
      files: ["0".repeat(64)],
      second: [0, 90_000, 50_000, 172_000, 60_000, 60_000, 60_000, 60_000, 0, 0],
      src: column(0),
      dst: column(1),
      service: column(-1),
      label: column(-1),
      port: column(80),
      bytes: column(-1),
      attack: [1, 0, 1, -1, 0, 0, 1, 0, 0, 0],
      texts: ["10.0.0.1", "192.0.2.1"],
      complete: 10
    },
    incidentLabels: null,
    labelled: 9,
    attacks: 3,
    curves: {
      seeds: [43, 44],
      events: 5,
      labelled: 5,
      attacks: 2,
      window: "test",
      budgets: [1, 2, 5],
      alerts: [
        [1, 2, 5],
        [1, 2, 5],
        [1, 2, 5]
      ],
      caught: [
        [1, 1, 2],
        [0, 1, 2],
        [1, 2, 2]
      ],
      benign: [
        [0, 1, 3],
        [1, 1, 3],
        [0, 0, 3]
      ],
      shared: [
        [0, 1, 5],
        [1, 2, 5]
      ],
      always: [0, 1, 5]
    },
    metrics: [],
    seenAttacks: [],
    certificate: null,
    ...changes
  };
}
