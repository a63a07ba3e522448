import {beforeAll, expect, it} from "vitest";
import {findEntityDetector} from "../../../src/core/detectors/entity/registry.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import {at, evidenceOf, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

const host = "10.0.0.3";
const flows: Flow[] = [
  ...quietOffice(6).map((flow, i) => ({...flow, score: 0.4 + (i % 1000) / 10_000})),
  ...Array.from({length: 120}, (_, i) => ({t: at(5, 7200 + i), src: host, dst: "10.0.1.20", port: 1000 + i, state: "REJ", score: 0.45})), // prettier-ignore
  {t: at(5, 7400), src: host, dst: "203.0.113.5", port: 443, score: 0.75},
  {t: at(5, 7500), src: host, dst: "203.0.113.6", port: 8443, score: 0.75},
  {t: at(5, 7600), src: host, dst: "203.0.113.7", port: 443, score: 0.6},
  {t: at(5, 7700), src: "192.0.2.1", dst: host, port: 0, proto: "icmp", score: 0.7}
];
const hourOf = ({t}: Flow) => Math.floor(t / 3600);
const ofScores = (evidence: readonly Evidence[]) =>
  evidence.filter(({detector}) => detector === "flow-model").map(({id: _, ...piece}) => piece);

let pieces: ReturnType<typeof ofScores>;
beforeAll(async () => {
  pieces = ofScores((await evidenceOf(flows, 4)).evidence);
});

it("flow-model says how high the flows of a host score, and what did before", () => {
  const training = flows.filter(({t}) => t < at(4, 0)).map(({score}) => score!).sort((a, b) => a - b); // prettier-ignore
  const usual = training[Math.ceil(0.999 * training.length) - 1];
  const planted = pieces.filter(({entity, from}) => entity === host && from === hourOf(flows.at(-1)!)); // prettier-ignore
  const earlier = flows.filter((flow) => flow.src === host && hourOf(flow) < planted[0].from);
  const record = Math.max(...earlier.map(({score}) => score!));
  const event = flows.findIndex(({dst}) => dst === "203.0.113.5");
  expect(planted).toMatchObject([
    {role: "actor", dst: "203.0.113.5", port: 443, facts: {m: 0.75, above: 3, record, usual, event}}, // prettier-ignore
    {role: "target", src: "192.0.2.1", port: null, facts: {m: 0.7, above: 1, usual}}
  ]);
  expect(planted[0].magnitude).toBeCloseTo(Math.log((1 - Math.max(record, usual)) / 0.25), 12);
  expect(findEntityDetector("flow-model")!.sentence(planted[0])).toBe(
    `the most anomalous connection from ${host} to 203.0.113.5 at HTTPS (port 443) scores 0.750; 3 in that hour exceed ${usual.toFixed(3)}, which 99.9 % of training did not; the highest in an earlier hour: ${record.toFixed(3)}`
  );
});

it("flow-model says the same of the past whatever comes after it", async () => {
  const until = at(5, 7200);
  const past = flows.filter(({t}) => t < until);
  const before = pieces.filter(({to}) => to < until / 3600);
  expect(before.length).toBeGreaterThan(0);
  expect(ofScores((await evidenceOf(past, 4)).evidence)).toEqual(before);
});

it("findIncidents(runner, options) finds the same whatever the labels are, and lists scores last", async () => {
  const session = await openOffice(flows);
  const told = async () => JSON.stringify(await findIncidents(session, {events: "events", scored: "events", trainedUntil: at(4, 0) * 1e6})); // prettier-ignore
  await session.run(
    `CREATE OR REPLACE TABLE events AS SELECT *, (event_id % 7 = 0)::TINYINT AS attack, 'label ' || event_id % 7 AS label,
      'detail ' || event_id % 5 AS detailed_label, 'T' || event_id % 3 AS technique FROM events`
  );
  const found = await told();
  await session.run(
    `CREATE OR REPLACE TABLE events AS SELECT e.* REPLACE (o.attack AS attack, o.label AS label, o.detailed_label AS detailed_label, o.technique AS technique)
    FROM events e JOIN events o ON o.event_id = (e.event_id * 7 + 3) % (SELECT count(*) FROM events) ORDER BY e.event_id`
  );
  const [{n}] = await session.rows<{n: bigint}>("SELECT count(*) AS n FROM events");
  expect(Number(n)).toBe(flows.length);
  expect(await told()).toBe(found);
  const {incidents} = JSON.parse(found) as Awaited<ReturnType<typeof findIncidents>>;
  const {evidence} = incidents.find(({entity, role}) => entity === host && role === "actor")!;
  expect(evidence.at(-1)).toMatchObject({detector: "flow-model", events: 3});
  session.close();
});
