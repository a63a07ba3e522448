import {afterAll, beforeAll, expect, it} from "vitest";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import {measureDetection} from "../../../src/core/incidents/measure-detection.js";
import type {DetectionMeasures} from "../../../src/core/schema/detection.js";
import {at, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

const scan: Flow[] = Array.from({length: 200}, (_, i) => ({
  t: at(6, 3600 + i),
  src: "10.0.0.3",
  dst: "10.0.1.20",
  port: 1000 + i,
  state: "REJ"
}));
// Two single connections to a site that all hosts call: nothing that any detector could see.
const unseen: Flow[] = [at(5, 100), at(6, 100)].map((t) => ({
  t,
  src: "10.0.0.4",
  dst: "198.51.100.3",
  port: 443,
  out: 900,
  in: 20_000
}));

let session: Session;
let measures: DetectionMeasures | null;

beforeAll(async () => {
  session = await openOffice([...quietOffice(8), ...scan, ...unseen]);
  await session.run(
    `ALTER TABLE events ADD COLUMN IF NOT EXISTS uid VARCHAR; ALTER TABLE events ADD COLUMN IF NOT EXISTS file INTEGER DEFAULT 0;
    ALTER TABLE events ADD COLUMN attack TINYINT DEFAULT 0; ALTER TABLE events ADD COLUMN label VARCHAR;
    ALTER TABLE events ADD COLUMN detailed_label VARCHAR; ALTER TABLE events ADD COLUMN technique VARCHAR;
    UPDATE events SET attack = 1, label = 'Malicious', detailed_label = 'port scan', technique = 'T1046' WHERE dst_port BETWEEN 1000 AND 1199;
    UPDATE events SET attack = 1, label = 'Malicious', detailed_label = 'one call' WHERE src = '10.0.0.4' AND epoch(time) IN (${unseen.map(({t}) => t).join(", ")})`
  );
  const found = await findIncidents(session, {events: "events", trainedUntil: at(4, 0) * 1e6});
  measures = await measureDetection(session, "events", found);
});

afterAll(() => session.close());

it("an attack is found if true incidents within the budget cover a tenth of its flows", () => {
  const by = Object.fromEntries(measures!.scenarios.map((s) => [s.name, s]));
  expect(by["port scan"]).toMatchObject({attacks: 1, found: 1, flows: 200, technique: "T1046"});
  expect(by["port scan"].byDetector.scan).toBe(1);
  expect(by["port scan"].flowsCovered).toBe(200);
  expect(by["one call"]).toMatchObject({attacks: 2, found: 0, flows: 2}); // a pause of a day between
  expect(measures).toMatchObject({attacks: 3, found: 1});
});

it("the incident of the scan is the first, and true", () => {
  expect(measures!.truths[0].isTrue).toBe(true);
  expect(measures!.trueShown).toBeGreaterThan(0);
  expect(measures!.flowBaseRate).toBeGreaterThan(0);
});

it("every detector with evidence is left out once, and none of it adds what all do not find", () => {
  const [all, ...without] = measures!.ablations!;
  expect(all).toMatchObject({without: null, found: 1});
  expect(without.map((a) => a.without)).toContain("scan");
  for (const {found} of without) expect(found).toBeLessThanOrEqual(1);
});

it("measureDetection(runner, events, found, {fast}) omits what is found without each detector, and nothing else", async () => {
  const found = await findIncidents(session, {events: "events", trainedUntil: at(4, 0) * 1e6});
  const fast = await measureDetection(session, "events", found, {fast: true});
  expect(fast).toEqual({...measures, ablations: null});
});

it("numbered labels name one attack each, whatever its sources", async () => {
  await session.run(
    `UPDATE events SET label = 'Malicious#' || CASE WHEN dst_port < 1100 THEN 1 ELSE 2 END WHERE detailed_label = 'port scan'`
  );
  const found = await findIncidents(session, {events: "events", trainedUntil: at(4, 0) * 1e6});
  const numbered = await measureDetection(session, "events", found);
  expect(numbered!.scenarios.find(({name}) => name === "port scan")).toMatchObject({attacks: 2});
});

it("without an attack in the test window nothing is measured", async () => {
  await session.run(`UPDATE events SET attack = 0`);
  const found = await findIncidents(session, {events: "events", trainedUntil: at(4, 0) * 1e6});
  expect(await measureDetection(session, "events", found)).toBeNull();
});
