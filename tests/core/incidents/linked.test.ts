import {expect, it} from "vitest";
import type {EntityIncident} from "../../../src/core/incidents/incidents.js";
import {linkIncidents} from "../../../src/core/incidents/linked.js";

const incident = (entity: string, from: number, to = from): EntityIncident => ({
  id: `${entity}/actor/${from}`,
  entity,
  role: "actor",
  from,
  to,
  severity: "high",
  ratePerDay: 0.1,
  foundBy: "models",
  evidence: []
});

it("linkIncidents(…) links both ways, across a day at most, and no entity to itself", () => {
  const incidents = [
    incident("a", 100),
    incident("b", 110, 112),
    incident("b", 124),
    incident("b", 125),
    incident("c", 100),
    incident("a", 105)
  ];
  const counterparts = [["b", "a"], ["x"], [], [], ["x"], []];
  expect(linkIncidents(incidents, counterparts)).toEqual([
    ["b/actor/110", "b/actor/124"], // 125 is 25 hours later
    ["a/actor/100"],
    ["a/actor/100"],
    [],
    [],
    []
  ]);
});

it("linkIncidents(…) lists the 20 closest in time", () => {
  const incidents = [
    incident("a", 0),
    ...Array.from({length: 24}, (_, i) => incident("b", 24 - i))
  ];
  const [linked] = linkIncidents(incidents, [["b"]]);
  expect(linked).toEqual(Array.from({length: 20}, (_, i) => `b/actor/${i + 1}`));
});
