import {expect, it} from "vitest";
import {incidentView} from "../../../src/components/today/incident-view.js";
import {targetRemark, todaySentence} from "../../../src/components/today/today-sentence.js";
import type {IncidentsPage} from "../../../src/core/schema/incidents.js";
import {incidentsWith, incidentWith} from "./incidents-fixture.js";

const textOf = (page: IncidentsPage, hidden: number[] = []): string =>
  todaySentence(page, incidentView(page, {hidden: new Set(hidden)}))
    .map(({text}) => text.replaceAll("\u00a0", " "))
    .join("");

const scanned = incidentWith({
  id: "10.0.0.7/target/475321",
  entity: "10.0.0.7",
  role: "target",
  severity: "high",
  name: "Scanned from outside: 960 failed connections by 291 sources; Brute-forced from outside at SSH (port 22): 395 sessions by 40 sources"
});

it("todaySentence(page) names the host and the behaviour, and says how many incidents there are on how many hosts", () => {
  const page = incidentsWith([incidentWith(), scanned, incidentWith({severity: "high"})]);
  expect(textOf(page)).toBe(
    "10.0.0.5 is the source: port scan, 75 ports on 2 hosts. 1 critical and 2 high incidents in 2 days, on 2 hosts."
  );
});

it("todaySentence(page) calls a target a target, and targetRemark(view) what that does not say", () => {
  const page = incidentsWith([scanned]);
  expect(textOf(page)).toBe(
    "10.0.0.7 is a target: scanned from outside, 960 failed connections by 291 sources, and brute-forced from outside at SSH (port 22), 395 sessions by 40 sources. 1 high incident in 2 days, on 1 host."
  );
  expect(targetRemark(incidentView(page))).toContain("no number here says that it succeeded");
  expect(targetRemark(incidentView(incidentsWith([incidentWith()])))).toBe("");
});

it("todaySentence(page) has no incident where there is none, or none that is not suppressed", () => {
  expect(textOf(incidentsWith([]))).toMatch(/^No incident in 2 days: /);
  expect(textOf(incidentsWith([incidentWith({window: "training"})]))).toMatch(/^No incident in 2/);
  expect(textOf(incidentsWith([incidentWith()]), [1])).toMatch(
    /^No incident that is not suppressed in 2 days/
  );
});

it("todaySentence(page, view) excludes hidden incidents, their counts and hosts", () => {
  const page = incidentsWith([incidentWith(), scanned]);
  expect(textOf(page, [1])).toMatch(
    /^10\.0\.0\.7 is a target.* 1 high incident in 2 days, on 1 host\.$/
  );
});

it("todaySentence(page) ends with how many incidents only rules found, if any", () => {
  const alone = incidentWith({found_by: "rules", id: "10.0.0.6/actor/1", severity: "low"});
  const both = incidentWith({found_by: "both"});
  expect(textOf(incidentsWith([both]))).toMatch(/ in 2 days, on 1 host\.$/);
  expect(textOf(incidentsWith([both, alone]))).toMatch(/, on 1 host; 1 found by rules alone\.$/);
  expect(textOf(incidentsWith([alone, both, alone]))).toMatch(/; 2 found by rules alone\.$/);
  expect(textOf(incidentsWith([both, alone]), [2])).toMatch(/ 1 host\.$/);
});

it("todaySentence(page) says that a rule found the most severe incident, and leaves its title as it is", () => {
  const rule = incidentWith({found_by: "rules", name: "Rule ‘Scan: a; b’ and 1 other rule"});
  expect(textOf(incidentsWith([rule]))).toMatch(
    /^10\.0\.0\.5 is the source: found by rule ‘Scan: a; b’ and 1 other rule\. 1 critical/
  );
  const raised = incidentWith({found_by: "both", name: "Port scan: 75 ports; Rule ‘Scan’"});
  expect(textOf(incidentsWith([raised]))).toMatch(
    /: port scan, 75 ports, and found by rule ‘Scan’\. /
  );
});
