import {expect, it} from "vitest";
import {selectIncidents} from "../../../src/core/incidents/budget.js";

/** Incidents, most severe first, on the days of April given. */
const on = (...days: number[]) =>
  days.map((day, i) => ({
    rate_per_day: i,
    from: `2024-04-${String(day).padStart(2, "0")}T03:00:00Z`
  }));

it("selectIncidents(incidents, budget, days) takes the most severe on average, at least one", () => {
  const incidents = on(1, 1, 1, 2, 3);
  expect(selectIncidents(incidents, {perDay: 1, each: false}, 3)).toEqual(incidents.slice(0, 3));
  expect(selectIncidents(incidents, {perDay: 0.1, each: false}, 3)).toEqual(incidents.slice(0, 1));
  expect(selectIncidents(incidents, {perDay: 9, each: false}, 3)).toEqual(incidents);
});

it("selectIncidents(incidents, budget, days) takes as many of each day where the budget is for each", () => {
  const incidents = on(1, 1, 1, 2, 3);
  expect(selectIncidents(incidents, {perDay: 1, each: true}, 3).map(({rate_per_day}) => rate_per_day)).toEqual([0, 3, 4]); // prettier-ignore
});
