import {expect, it} from "vitest";
import {kindLanes, missedKind} from "../../../src/components/essays/kind-lanes.js";
import {kindAnswer} from "../../../src/components/essays/kind-view.js";
import type {DetectionPage} from "../../../src/core/schema/detection.js";
import type {IncidentsPage} from "../../../src/core/schema/incidents.js";
import type {Metrics} from "../../../src/core/schema/published.js";

const scenario = (name: string, flows: number, byDetector: {[name: string]: number}) => ({
  ...{name, flows, byDetector, technique: null, attacks: 1, found: 1, flowsCovered: flows / 2}
});
const scenarios = [scenario("scan", 10, {scan: 1, "flow-model": 1}), scenario("beacon", 40, {rule: 1, beacon: 2})]; // prettier-ignore
const detection = {
  detectors: [{name: "beacon", title: "Beacon"}, {name: "scan", title: "Scan"}], // prettier-ignore
  measures: {scenarios}
} as unknown as DetectionPage;
const metrics = [
  {window: "test", byAttack: [{attack: "scan", technique: null, events: 10, alerts: 9}]}
] as unknown as Metrics[];
const lanes = kindLanes(detection, metrics);

it("kindLanes(detection, metrics) has the least seen kind first, and what finds it besides the flow model", () => {
  expect(lanes.map(({name, alertShare, incidentShare, finders}) => [name, alertShare, incidentShare, finders])).toEqual([
    ["beacon", 0, 0.5, ["Beacon", "Sigma rules"]],
    ["scan", 0.9, 0.5, ["Scan"]]
  ]); // prettier-ignore
  expect(kindLanes({...detection, measures: null}, metrics)).toEqual([]);
});

it("missedKind(lanes, labels, incidents) is the least seen kind that an incident finds", () => {
  const incident = {incident: 1, window: "test", rate_per_day: 0.1, from: "2026-01-01T00:00:00Z"};
  const incidents = {testDays: 1, incidents: [incident]} as unknown as IncidentsPage;
  const attacks = [{attack: "beacon", events: 40}, {attack: "scan", events: 10}]; // prettier-ignore
  const labels = (of: [number, number][]) => ({
    incidentLabels: {labelled: 90, attackEvents: 50, attacks, incidents: [{incident: 1, labelled: 40, attacks: 40, of}]} // prettier-ignore
  });
  expect(missedKind(lanes, labels([[0, 40]]), incidents)).toMatchObject({attack: "beacon", events: 40, incident}); // prettier-ignore
  expect(missedKind(lanes, labels([[1, 10]]), incidents)).toBeNull(); // most of a scan is seen
  expect(missedKind([], {incidentLabels: null}, incidents)).toBeNull();
});

it("kindAnswer(lanes) says what nobody knows without labels", () => {
  expect(kindAnswer(lanes)).toMatch(/Of 2 kinds .* 1 has not one flow .* find 1 of those/);
  expect(kindAnswer([])).toMatch(/^No attack of the test window has a label/);
});
