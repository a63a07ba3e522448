import {expect, it} from "vitest";
import {
  incidentBudgetSentence,
  precisionText
} from "../../../../src/components/threshold/incidents/incident-budget-sentence.js";
import {incidentChange} from "../../../../src/components/threshold/incidents/incident-changes.js";
import {rateBins} from "../../../../src/components/threshold/incidents/incident-rates-figure.js";
import {selectionOf} from "../../../../src/components/threshold/incidents/incident-selection.js";
import {incidentWith} from "../../today/incidents-fixture.js";

const incidents = [1, 2, 3].map((incident) =>
  incidentWith({incident, id: `10.0.0.${incident}/actor/1`, rate_per_day: incident / 100})
);

/** The second is mostly of the attack “scan”; the third holds 5 % of “beacon”, among benign flows. */
const labels = {
  labelled: 10_000,
  attackEvents: 200,
  attacks: [
    {attack: "scan", events: 100},
    {attack: "beacon", events: 100}
  ],
  incidents: [
    {incident: 1, labelled: 50, attacks: 0, of: [] as [number, number][]},
    {incident: 2, labelled: 60, attacks: 55, of: [[0, 55]] as [number, number][]},
    {incident: 3, labelled: 50, attacks: 5, of: [[1, 5]] as [number, number][]}
  ]
};
const at = (perDay: number) => selectionOf(incidents, {perDay, each: false}, {days: 1, labels});

it("selectionOf(incidents, budget, options) finds an attack by incidents that are mostly attacks and hold a tenth of it", () => {
  expect(at(1).attacks!.map(({by}) => by)).toEqual([null, null]);
  expect(at(3).attacks!.map(({by}) => by?.incident)).toEqual([2, undefined]);
  expect(at(3).byLabels).toEqual({labelled: 3, attacks: 1});
  expect(at(2).rate).toBe(0.02);
});

it("selectionOf(incidents, budget, options) has no one rate where a rule made an incident more severe than it is rare", () => {
  expect(at(2).isOneRate).toBe(true);
  const raised = incidentWith({incident: 1, id: "10.0.0.9/actor/1", rate_per_day: 0.4, severity: "high", found_by: "rules"}); // prettier-ignore
  const others = incidents.map((one) => ({...one, severity: "medium" as const}));
  const all = [raised, ...others];
  const selection = selectionOf(all, {perDay: 2, each: false}, {days: 1, labels: null});
  expect(selection.selected).toEqual(all.slice(0, 2));
  expect(selection.isOneRate).toBe(false);
  const text = incidentBudgetSentence(selection).map((part) => part.text).join(""); // prettier-ignore
  expect(text).toContain("At 2 incidents a day, down to the severity medium: 2 of 4");
  const bins = rateBins([...all, {...raised, rate_per_day: 9}], new Set(selection.selected));
  expect(bins.map(({severity, y1, y2}) => [severity, y1, y2])).toEqual([
    ["medium", 0, 1],
    [null, 0, 2],
    ["high", 0, 1],
    [null, 0, 1]
  ]);
});

it("incidentBudgetSentence(selection) and precisionText(selection, labels) say both with denominators", () => {
  const text = incidentBudgetSentence(at(3)).map((part) => part.text).join(""); // prettier-ignore
  expect(text).toBe(
    "At 3 incidents a day, evidence down to about once in 33 days here: 3 of 3 incidents on 1 host, which find 1 of 2 kinds of attack."
  );
  expect(precisionText(at(3), labels)).toContain("(precision 33 %; base rate: 2 % of");
});

it("incidentChange(selected, compared) says what came and what went", () => {
  expect(incidentChange(at(3).selected, at(1).selected)).toEqual({
    gained: incidents.slice(1),
    lost: []
  });
});
