import type {Today} from "../../../src/core/schema/published.js";

/** Returns a front page of 105,918 events with *changes*. */
export function todayWith(changes: Partial<Today>): Today {
  const digest = "0".repeat(64);
  return {
    provenance: {
      artifacts: {ingestion: digest, transformation: digest, training: digest, evaluation: digest},
      command: "",
      synthetic: false,
      files: [],
      fileCount: 0
    },
    events: 105918,
    accounting: {lines: 0, comments: 0, accepted: 0, rejected: 0},
    first: 0,
    last: 0,
    days: 2.99,
    budgetPerDay: 50,
    threshold: 0.7,
    flowModel: "isolation-forest",
    forestThreshold: 0.7,
    alerts: 150,
    incidents: 23,
    hosts: 14,
    trainedUntil: 0,
    histogram: {from: 0, step: 0.01, counts: []},
    tail: [],
    swimlane: {start: 0, hours: 0, lanes: [], of: 0},
    topIncidents: [],
    topEvents: [],
    metrics: [],
    verdictSummary: null,
    drift: null,
    retraining: {recommended: false, reasons: [], summary: "", ageDays: 0},
    warnings: [],
    ...changes
  };
}
