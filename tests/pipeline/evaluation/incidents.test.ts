import {expect, it} from "vitest";
import {groupAlerts} from "../../../src/core/incidents/group-alerts.js";

const hour = 3_600_000;
const alert = (
  event: number,
  hours: number,
  src = "10.0.0.1",
  score = 0.7,
  technique: string | null = null
) => ({event, time: hours * hour, src, identity: `f:${event}`, score, technique});

it("groupAlerts(alerts) joins the alerts of one source in hours that follow on one another", () => {
  const [incident, ...others] = groupAlerts([alert(1, 3.9), alert(2, 4.1), alert(3, 5.99)]);
  expect(others).toEqual([]);
  expect(incident).toMatchObject({
    id: 1,
    entity: "10.0.0.1",
    from: 3 * hour,
    until: 6 * hour,
    alerts: 3
  });
});

it("groupAlerts(alerts) begins another incident after an hour without an alert, or for another source", () => {
  const incidents = groupAlerts([alert(1, 3), alert(2, 5), alert(3, 3, "10.0.0.2")]);
  expect(incidents.map(({entity, from, until}) => [entity, from / hour, until / hour])).toEqual([
    ["10.0.0.1", 3, 4],
    ["10.0.0.1", 5, 6],
    ["10.0.0.2", 3, 4]
  ]);
});

it("groupAlerts(alerts) puts the most anomalous first, and names its most anomalous event and techniques", () => {
  const incidents = groupAlerts([
    alert(7, 1, "a", 0.6, "T1110"),
    alert(8, 1, "b", 0.8, "T1046"),
    alert(9, 1.5, "b", 0.9, "T1021"),
    alert(10, 1.6, "b", 0.9, "T1046")
  ]);
  expect(
    incidents.map(({id, entity, score, event, techniques}) => ({
      id,
      entity,
      score,
      event,
      techniques
    }))
  ).toEqual([
    {id: 1, entity: "b", score: 0.9, event: 9, techniques: ["T1021", "T1046"]},
    {id: 2, entity: "a", score: 0.6, event: 7, techniques: ["T1110"]}
  ]);
});

it("groupAlerts(alerts) puts every alert into exactly one incident, in whatever order they come", () => {
  const alerts = Array.from({length: 200}, (_, i) =>
    alert(i, (i * 7) % 50, `10.0.0.${i % 5}`, 0.5 + (i % 13) / 100)
  );
  const incidents = groupAlerts(alerts);
  expect(incidents.flatMap(({events}) => events).sort((a, b) => a - b)).toEqual(
    alerts.map(({event}) => event)
  );
  expect(groupAlerts([...alerts].reverse())).toEqual(incidents);
});

it("groupAlerts(alerts) makes no incident of no alert", () => {
  expect(groupAlerts([])).toEqual([]);
});
