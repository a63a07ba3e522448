import {expect, it} from "vitest";
import {asSkipped, setAsideList, setAsideOf} from "../../../src/core/schema/set-aside.js";

const one = {partition: "a.log", task: "ingestion/file=0/1", error: "no memory"};
const day = {partition: "day=2026-03-01", task: "transformation/day=2026-03-01/2", error: "killed"};

it("setAsideOf(phases) returns what manifests say, of files and of days, and nothing of complete ones", () => {
  const skipped = [{name: "b.txt", reason: "text"}, asSkipped(one)];
  const phases = [
    {phase: "ingestion", parameters: {skipped}},
    {phase: "transformation", parameters: {setAside: [day]}},
    {phase: "training", parameters: {}},
    {phase: "evaluation", parameters: {setAside: "none"}}
  ];
  expect(setAsideOf(phases)).toEqual([one, day]);
  expect(setAsideOf([{phase: "ingestion", parameters: {}}])).toEqual([]);
});

it("setAsideList(setAside) names the first five", () => {
  expect(setAsideList([one, day])).toBe("a.log (no memory); day=2026-03-01 (killed)");
  expect(setAsideList(Array.from({length: 8}, () => day))).toMatch(/; and 3 more$/);
});
