import {expect, it} from "vitest";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import {unseenOf} from "../../../src/core/incidents/visibility.js";
import {at, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

/** An address that a log may hold: what would end a literal, a list or a line, and a letter beyond ASCII. */
const hostile = `10.0.1.20', "ä]\n=%,`;

const scan = Array.from({length: 120}, (_, i): Flow => ({
  t: at(6, 3600 + i),
  src: "10.0.0.3",
  dst: hostile,
  port: 1000 + i,
  state: "REJ"
}));
const guessing = Array.from({length: 300}, (_, i): Flow => ({
  t: at(6, 7200 + 10 * i),
  src: `203.0.113.${i % 3}`,
  dst: "10.0.1.20",
  port: 22,
  out: 1500,
  in: 1800,
  seconds: 3,
  state: i % 2 ? "SF" : "REJ"
}));
const long: Flow = {
  ...{t: at(5, 60), src: "10.0.0.9", dst: "198.51.100.3", port: 443},
  ...{seconds: 7200, out: 5, in: 9}
};
const flows = [...quietOffice(8), ...scan, ...guessing, long];
const session = await openOffice(flows);
await session.run(
  "UPDATE events SET uid = 'C' || event_id, file = CASE WHEN event_id % 2 = 0 THEN 4 ELSE 7 END"
);
const found = await findIncidents(session, {
  events: "events",
  trainedUntil: at(4, 0) * 1e6
});

it("findIncidents(runner, options) names the events of an incident, whatever an address holds", async () => {
  const i = found.incidents.findIndex(({entity}) => entity === "10.0.0.3");
  const incident = found.incidents[i];
  expect(incident.name).toContain("Port scan: 120 ports on 1 host");
  expect(incident.uids).toHaveLength(incident.events);
  const covered = await session.rows<{n: bigint}>(
    `SELECT count(DISTINCT event_id) AS n FROM evidence_cover JOIN events USING (event_id)
    WHERE incident = ${i + 1} AND events.dst = ? AND conn_state = 'REJ'`,
    [hostile]
  );
  expect(Number(covered[0].n)).toBe(120);
  expect(found.files[i]).toBe(flows.indexOf(scan[0]) % 2 === 0 ? 4 : 7);
});

it("findIncidents(runner, options) publishes each sentence with numbers that the events give", async () => {
  const i = found.incidents.findIndex(({role}) => role === "target");
  const piece = found.incidents[i].evidence.find(({detector}) => detector === "login-pressure")!;
  const hours = guessing.map(({t}) => Math.floor(t / 3600));
  const counts = [...new Set(hours)].map((hour) => hours.filter((one) => one === hour).length);
  expect(counts).toContain(piece.facts.m);
  expect(piece.events).toBe(piece.facts.m);
  expect(piece.sentence).toContain(`${piece.facts.m} short sessions at SSH (port 22) from 3 outside sources`); // prettier-ignore
});

it("measureExposure(runner, evidence) counts who reaches which host from outside", () => {
  const {targets, bruteForced, longConnections} = found.exposure;
  expect(targets[0]).toMatchObject({host: "10.0.1.20", sources: 3, flows: 300, failed: 150, ports: 1}); // prettier-ignore
  expect(bruteForced).toHaveLength(1);
  expect(bruteForced[0]).toMatchObject({host: "10.0.1.20", port: 22, sources: 3, sessions: 300, failed: 150}); // prettier-ignore
  expect(longConnections).toHaveLength(1);
  expect(longConnections[0]).toMatchObject({src: "10.0.0.9", seconds: 7200, bytesOut: 5, bytesIn: 9}); // prettier-ignore
});

it("unseenOf(facts) says what a log of connections alone does not show", () => {
  const sentences = unseenOf({...found, days: 8}).join("\n");
  expect(sentences).toContain("No DNS log");
  expect(sentences).toContain("private addresses count as local");
  expect(sentences).toContain("after the warm-up of 23 hours");
  expect(sentences).not.toContain("shorter than a day");
  expect(unseenOf({...found, calibrationDays: 0, days: 0.4}).join("\n")).toMatch(
    /shorter than a day[\s\S]*other networks alone/
  );
});
