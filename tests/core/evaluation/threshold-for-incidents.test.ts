import {expect, it} from "vitest";
import {groupAlerts} from "../../../src/core/incidents/group-alerts.js";
import {seeded} from "../../../src/core/forest/random.js";
import {thresholdForIncidents} from "../../../src/core/evaluation/threshold-for-incidents.js";
import type {RankedEvents} from "../../../src/core/evaluation/threshold-for-incidents.js";

const hour = 3_600_000;
const ranked = (...events: [score: number, source: string, hours: number][]): RankedEvents => ({
  score: events.map(([score]) => score),
  source: events.map(([, source]) => source),
  time: events.map(([, , hours]) => hours * hour)
});

it("thresholdForIncidents(events, allowed, floor) stops before one incident too many", () => {
  const events = ranked([0.9, "a", 1], [0.8, "a", 2], [0.7, "b", 2], [0.6, "c", 9]);
  expect(thresholdForIncidents(events, 1, 0.5)).toEqual({threshold: 0.8, alerts: 2, incidents: 1, isReached: true}); // prettier-ignore
  expect(thresholdForIncidents(events, 2, 0.5)).toMatchObject({threshold: 0.7, incidents: 2});
});

it("thresholdForIncidents(events, allowed, floor) joins two incidents that an hour between them connects", () => {
  const events = ranked([0.9, "a", 1], [0.8, "a", 3], [0.7, "a", 2], [0.6, "b", 2]);
  expect(thresholdForIncidents(events, 2, 0.5)).toMatchObject({threshold: 0.6, incidents: 2});
});

it("thresholdForIncidents(events, allowed, floor) keeps equal scores together, and the highest always", () => {
  const tied = ranked([0.9, "a", 1], [0.8, "b", 1], [0.8, "c", 1]);
  expect(thresholdForIncidents(tied, 2, 0.5)).toMatchObject({threshold: 0.9, alerts: 1});
  const first = ranked([0.9, "a", 1], [0.9, "b", 1], [0.8, "c", 1]);
  expect(thresholdForIncidents(first, 1, 0.5)).toMatchObject({threshold: 0.9, alerts: 2});
});

it("thresholdForIncidents(events, allowed, floor) never goes below the floor, and says where events ended", () => {
  const events = ranked([0.9, "a", 1], [0.4, "a", 1]);
  expect(thresholdForIncidents(events, 5, 0.5)).toMatchObject({threshold: 0.5, isReached: true});
  expect(thresholdForIncidents(events, 5, 0.3)).toMatchObject({threshold: 0.4, isReached: false});
  expect(() => thresholdForIncidents(ranked(), 1, 0.5)).toThrow(RangeError);
  expect(() => thresholdForIncidents(events, 0.5, 0.5)).toThrow(RangeError);
});

it("thresholdForIncidents(events, allowed, floor) counts as incidents are grouped", () => {
  const random = seeded(7, 1);
  const events = Array.from({length: 400}, (_, i) => ({
    ...{event: i, identity: "", technique: null, score: 1 - i / 1000},
    time: Math.floor(random() * 40) * hour,
    src: `10.0.0.${Math.floor(random() * 6)}`
  }));
  const columns = {
    score: events.map(({score}) => score),
    source: events.map(({src}) => src),
    time: events.map(({time}) => time)
  };
  const {alerts, incidents} = thresholdForIncidents(columns, 30, 0.5);
  expect(groupAlerts(events.slice(0, alerts))).toHaveLength(incidents);
  expect(groupAlerts(events.slice(0, alerts + 1)).length).toBeGreaterThan(30);
});
