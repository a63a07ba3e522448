import type {CoveredTechnique, ListedRule, RulesPage} from "../../../src/core/schema/rules.js";
import {todayWith} from "../today/today-fixture.js";

/** Returns a rule of flows that was run without a hit, with *changes*. */
export function ruleWith(changes: Partial<ListedRule>): ListedRule {
  return {
    rule: 1, id: "a", title: "A", level: "medium", status: null, kind: "rule", state: "run", reason: null,
    logSource: "product zeek, service conn", log: "events", techniques: [], tactics: [], description: null,
    falsePositives: [], author: null, references: [], source: "own", path: "a.yml", hits: 0, flows: 0, entities: 0,
    entityHours: 0, alerts: 0, attacks: 0, benign: 0, deciles: [], ratePerDay: 0, incidents: 0, incidentsAlone: 0,
    first: null, last: null, entityAlerts: 0, entityAlertsBeyond: 0, correlation: null, silence: null, filter: null,
    ...changes
  };
} // prettier-ignore

/** Returns a page of 1,000 flows without a rule, with *changes*. */
export function rulesWith(changes: Partial<RulesPage>): RulesPage {
  return {
    provenance: todayWith({}).provenance,
    threshold: 0.7,
    first: 0,
    last: 86_400_000,
    days: 1,
    budgetPerDay: 50,
    rules: [],
    problems: [],
    notApplicable: [],
    flows: {both: 0, rulesOnly: 0, modelOnly: 12, neither: 988},
    labels: null,
    incidents: {both: 0, rulesOnly: 0, modelsOnly: 3},
    deciles: [],
    techniques: [],
    systems: null,
    scenarios: [],
    ...changes
  };
}

/** Returns a technique that nothing covers, with *changes*. */
export function techniqueWith(changes: Partial<CoveredTechnique>): CoveredTechnique {
  return {
    technique: "T1046",
    name: "Network Service Discovery",
    tactic: "discovery",
    rules: [],
    firedRules: [],
    detectors: [],
    firedDetectors: [],
    labelled: null,
    ...changes
  };
}
