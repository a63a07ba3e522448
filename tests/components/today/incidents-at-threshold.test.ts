import {expect, it} from "vitest";
import {noteText} from "../../../src/components/today/incidents-at-threshold.js";
import {todayWith} from "./today-fixture.js";

it("noteText(today, threshold, shown) is empty at the run’s threshold, and counts what is shown at another", () => {
  const incident = {
    id: 1,
    entity: "10.0.0.1",
    identity: "",
    from: 0,
    until: 1,
    alerts: 1,
    score: 0.8,
    event: 0,
    reason: "",
    techniques: []
  };
  const today = todayWith({threshold: 0.7, incidents: 23, topIncidents: [incident, incident]});
  expect(noteText(today, 0.7, 2)).toBe("");
  expect(noteText(today, 0.75, 1)).toBe("At your threshold of 0.750: 1 of 23 incidents.");
  expect(noteText(today, 0.75, 2)).toBe("At your threshold of 0.750: at least 2 of 23 incidents.");
  expect(noteText(today, 0.6, 2)).toContain("grouped at the run’s threshold of 0.700");
});
