import {afterAll, beforeAll, expect, it} from "vitest";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {dropIncidents, findIncidents} from "../../../src/core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {measureDetection} from "../../../src/core/incidents/measure-detection.js";
import type {RunRule} from "../../../src/core/schema/rules.js";
import {incidentEventsSql} from "../../../src/core/published/incident-tables.js";
import {at, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";
import {fillMatches, runRule} from "./rule-matches.js";
import type {Match} from "./rule-matches.js";

const scan = Array.from({length: 120}, (_, i): Flow => ({
  ...{t: at(6, 3600 + i), src: "10.0.0.3", dst: "10.0.1.20", port: 1000 + i, state: "REJ"}
}));
const calls = [0, 1, 2].map((i): Flow => ({...{t: at(7, 7200 + i), src: "10.0.0.9", dst: `198.51.100.${i}`, port: 443}})); // prettier-ignore
const flows = [...quietOffice(8), ...scan, ...calls];
const idOf = (flow: Flow) => flows.indexOf(flow);
const hourOf = (t: number) => Math.floor(t / 3600);

/** The hits of the rules: on the scan, on calls that no detector sees, on names of a host without a flow, in a window, and all the time. */
const matches: Match[] = [
  ...scan.slice(0, 50).map((flow): Match => ({rule: 1, log: "events", event: idOf(flow), ...flow})),
  ...calls.flatMap((flow, i): Match[] => [
    {rule: 2, log: "http", record: 10 + i, event: idOf(flow), ...flow},
    {rule: 2, log: "http", record: 20 + i, event: idOf(flow), ...flow}
  ]),
  {rule: 3, log: "dns", record: 1, event: null, t: at(5, 60), src: "10.9.9.9", dst: "10.0.1.53", port: 53}, // prettier-ignore
  {rule: 3, log: "dns", record: 2, event: null, t: at(5, 3700), src: "10.9.9.9", dst: "10.0.1.53", port: 53}, // prettier-ignore
  ...[1, 1, 2].map((hit, i): Match => ({rule: 4, hit, log: "ssh", record: i, event: null, t: at(4, 60 * i), src: "192.0.2.7", dst: "10.9.9.7", port: 22, role: "target"})), // prettier-ignore
  ...Array.from({length: 8 * 24}, (_, h): Match => ({rule: 5, log: "dns", record: h, event: null, t: at(0, 3600 * h), src: "10.9.9.1", dst: "10.0.1.53", port: 53})), // prettier-ignore
  {rule: 3, log: "dns", record: 3, event: null, t: at(5, 90_000), src: "10.9.9.8", dst: "10.0.1.53", port: 53, entity: null} // prettier-ignore
];
const rules: RunRule[] = [
  runRule(1, {title: "Many\nports‮", level: "low"}),
  runRule(2, {level: "high", falsePositives: ["Updates"], techniques: ["T1071.001"]}),
  runRule(3, {level: "critical"}),
  runRule(4, {level: "medium", kind: "correlation"}),
  runRule(5, {level: "low"}),
  runRule(6, {level: "high"})
];

let session: Session;
let found: FoundIncidents;
const options = {events: "events", trainedUntil: at(4, 0) * 1e6};
const named = (id: string) => found.incidents.find((incident) => incident.id === id)!;

beforeAll(async () => {
  session = await openOffice(flows);
  await session.run(
    "UPDATE events SET file = CASE WHEN time < make_timestamp(1700006400000000 + 5 * 86400000000) THEN 4 ELSE 7 END"
  );
  await fillMatches(session, matches);
  found = await findIncidents(session, {...options, rules});
});
afterAll(() => session.close());

it("hits join the incident of the scan, which keeps its rate and is found by both", () => {
  const incident = found.incidents.find(({entity}) => entity === "10.0.0.3")!;
  expect(incident.found_by).toBe("both");
  const piece = incident.evidence.find(({detector}) => detector === "rule")!;
  expect(piece).toMatchObject({events: 50, dst: "10.0.1.20", port: null, facts: {hits: 50, flows: 50, targets: 1, ports: 50}}); // prettier-ignore
  expect(piece.sentence).toBe(
    "Rule ‘Many ports ’ (low) matched 50 flows, to 10.0.1.20 at 50 ports"
  );
  expect(incident.rate_per_day).toBe(incident.evidence[0].rate_per_day);
  expect(incident.name).toContain("Port scan: 120 ports");
});

it("hits that no model alerts on make an incident of the rule’s level, with the flows of its records", async () => {
  const id = `10.0.0.9/actor/${hourOf(calls[0].t)}`;
  const incident = named(id);
  expect(incident).toMatchObject({severity: "high", found_by: "rules", name: "Rule ‘Rule 2’", events: 3, window: "test"}); // prettier-ignore
  expect(incident.evidence[0]).toMatchObject({
    detector: "rule",
    technique: "T1071.001",
    sentence: "Rule ‘Rule 2’ (high) matched 6 records of http, to 3 hosts at HTTPS (port 443)",
    facts: {hits: 6, records: 6, flows: 3, unlinked: 0, targets: 3},
    rule: {rule: 2, falsePositives: ["Updates"]}
  });
  expect(incident.uids).toEqual(calls.map((flow) => `C${idOf(flow)}`));
  const place = found.incidents.indexOf(incident) + 1;
  const events = await session.rows<{event: number}>(
    `SELECT event_id::DOUBLE AS event FROM (${incidentEventsSql}) WHERE incident = ${place} AND evidence = 1`
  );
  expect(events.map(({event}) => event)).toEqual(calls.map(idOf));
});

it("hits without a flow make an incident without events, of the file of the flows before", () => {
  const incident = named(`10.9.9.9/actor/${hourOf(at(5, 60))}`);
  expect(incident).toMatchObject({severity: "critical", events: 0, uids: []});
  expect(incident.evidence.map(({facts: {records, unlinked}}) => [records, unlinked])).toEqual([[2, 2]]); // prettier-ignore
  expect(incident.evidence[0].sentence).toContain("; 2 records without a flow");
  expect(found.files[found.incidents.indexOf(incident)]).toBe(7);
  const window = named(`10.9.9.7/target/${hourOf(at(4, 0))}`);
  expect(window.evidence[0].sentence).toContain("(medium) fired in 2 windows of 3 records of ssh, from 192.0.2.7 at SSH (port 22)"); // prettier-ignore
  expect(found.files[found.incidents.indexOf(window)]).toBe(4);
  expect(found.incidents.some(({entity}) => entity === "10.9.9.8")).toBe(false); // without an entity
});

it("the rate of a rule is the hours with a hit in the training window, smoothed; frequent rules come last within their level", () => {
  const {warm, test} = found.window;
  const days = found.calibrationDays;
  expect(found.ruleRates.get(6)).toBeCloseTo(1 / (days + 1), 10);
  expect(found.ruleRates.get(5)).toBeCloseTo((test - warm + 1) / (days + 1), 10);
  const frequent = found.incidents.filter(({evidence}) => evidence[0].rule?.rule === 5);
  expect(frequent.map(({from, to}) => (Date.parse(to) - Date.parse(from)) / 3_600_000)).toEqual(Array(8).fill(24)); // prettier-ignore
  expect(found.incidents.slice(-frequent.length)).toEqual(frequent);
});

it("a log with a past has the rates of all of its own hours", async () => {
  await session.run("CREATE OR REPLACE TEMP TABLE earlier AS SELECT * REPLACE (-1 - event_id AS event_id, time - INTERVAL 30 DAY AS time) FROM events"); // prettier-ignore
  const past = {events: "earlier", until: (at(8, 0) - 30 * 86_400) * 1e6};
  const {ruleRates} = await findIncidents(session, {...options, trainedUntil: at(0, 0) * 1e6, past, rules}); // prettier-ignore
  expect(ruleRates.get(5)).toBeCloseTo(193 / 9, 1);
  expect(ruleRates.get(3)).toBeCloseTo(3 / 9, 2);
  expect(ruleRates.get(6)).toBeCloseTo(1 / 9, 2);
});

it("measureDetection(…) measures rules, models and both, and what is lost without rules", async () => {
  await session.run(
    `ALTER TABLE events ADD COLUMN attack TINYINT DEFAULT 0; ALTER TABLE events ADD COLUMN label VARCHAR;
    ALTER TABLE events ADD COLUMN detailed_label VARCHAR; ALTER TABLE events ADD COLUMN technique VARCHAR;
    UPDATE events SET attack = 1, label = 'Malicious', detailed_label = 'scan' WHERE event_id IN (${scan.map(idOf).join(", ")});
    UPDATE events SET attack = 1, label = 'Malicious', detailed_label = 'calls' WHERE event_id IN (${calls.map(idOf).join(", ")})`
  );
  const again = await findIncidents(session, {...options, rules});
  expect(JSON.stringify(again.incidents)).toBe(JSON.stringify(found.incidents));
  const measures = (await measureDetection(session, "events", again))!;
  expect(measures.systems.map(({system, found: n, byScenario}) => [system, n, byScenario])).toEqual(
    [
      ["rules", 2, {calls: 1, scan: 1}],
      ["models", 1, {scan: 1}],
      ["both", 2, {calls: 1, scan: 1}]
    ]
  );
  const [rules_, models, both] = measures.systems;
  expect(measures).toMatchObject({found: both.found, shown: both.shown, trueShown: both.trueShown});
  expect(measures.ablations!.find(({without}) => without === "rule")!.found).toBe(models.found);
  expect(both.incidents).toBeGreaterThan(Math.max(rules_.incidents, models.incidents) - 1);
  expect(measures.scenarios.find(({name}) => name === "calls")!.byDetector).toEqual({rule: 1});
  for (const step of dropIncidents) await session.run(step);
  const without = await findIncidents(session, options);
  expect(without.incidents.every(({found_by: by}) => by === "models")).toBe(true);
});
