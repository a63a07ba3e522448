import {expect, it} from "vitest";
import {findEntityDetector} from "../../../src/core/detectors/entity/registry.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {groupEvidence} from "../../../src/core/incidents/group-evidence.js";
import {at, evidenceOf, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

const quiet = quietOffice(8);

/** What is compared of evidence: all but its position in the list. */
const told = ({id: _, ...evidence}: Evidence) => evidence;

/** Returns the most severe incident of the quiet office with *flows* in its last days. */
async function firstIncident(flows: Flow[]) {
  const {evidence} = await evidenceOf([...quiet, ...flows], 4);
  return groupEvidence(evidence)[0];
}

const many = (n: number, flow: (i: number) => Flow): Flow[] =>
  Array.from({length: n}, (_, i) => flow(i));

it.each<[string, string, string, Flow[]]>([
  [
    "scan",
    "10.0.0.3",
    "actor",
    many(200, (i) => ({
      t: at(6, 3600 + i),
      src: "10.0.0.3",
      dst: "10.0.1.20",
      port: 1000 + i,
      state: "REJ"
    }))
  ],
  [
    "beacon",
    "10.0.0.4",
    "actor",
    many(200, (i) => ({
      t: at(6, 3600 + 60 * i),
      src: "10.0.0.4",
      dst: "203.0.113.9",
      port: 8443,
      out: 300
    }))
  ],
  [
    "dns-tunnel",
    "10.0.0.5",
    "actor",
    many(300, (i) => ({
      t: at(6, 7 * i + (i % 5)),
      src: "10.0.0.5",
      dst: "10.0.1.53",
      port: 53,
      proto: "udp",
      out: 220
    }))
  ],
  [
    "lateral",
    "10.0.0.6",
    "actor",
    many(8, (i) => ({
      t: at(6, 200 * i),
      src: "10.0.0.6",
      dst: `10.0.0.${7 + (i % 6)}`,
      port: [3389, 5985][i % 2]
    }))
  ],
  [
    "exfiltration",
    "10.0.0.7",
    "actor",
    many(3, (i) => ({
      t: at(6, 900 * i),
      src: "10.0.0.7",
      dst: "203.0.113.77",
      port: 443,
      out: 4e9,
      in: 1e5
    }))
  ],
  [
    "guessing",
    "10.0.1.20",
    "target",
    many(120, (i) => ({
      t: at(6, 60 * i),
      src: "192.0.2.5",
      dst: "10.0.1.20",
      port: 22,
      out: 1500,
      in: 2100
    }))
  ]
])(
  "the most severe incident of an office with a planted %s is of %s as %s",
  async (name, entity, role, flows) => {
    const incident = await firstIncident(flows);
    expect(incident).toMatchObject({entity, role});
    expect(incident.evidence.map(({detector}) => detector)).toContain(name);
    expect(incident.severity).not.toBe("low");
  }
);

it("collectEvidence(…) says the same of the past whatever comes after it", async () => {
  const until = at(6, 0);
  const flows = [
    ...quiet,
    ...many(90, (i) => ({
      t: at(5, 40 * i),
      src: "10.0.0.3",
      dst: "10.0.0.9",
      port: i + 1,
      state: "S0"
    }))
  ];
  const past = flows.filter(({t}) => t < until);
  const other = quietOffice(8, 2).filter(({t}) => t >= until);
  const hours = until / 3600;
  const before = async (all: Flow[]) =>
    (await evidenceOf(all, 4)).evidence.filter(({to}) => to < hours).map(told);
  const expected = await before(flows);
  expect(expected.length).toBeGreaterThan(3);
  expect(await before(past)).toEqual(expected);
  expect(await before([...past, ...other])).toEqual(expected);
});

it("collectEvidence(…) does not depend on the order of events", async () => {
  const reversed = [...quiet].reverse();
  expect((await evidenceOf(reversed, 4)).evidence).toEqual((await evidenceOf(quiet, 4)).evidence);
});

it("every sentence of evidence holds the measure of its facts", async () => {
  const {evidence} = await evidenceOf(quiet, 4);
  for (const piece of evidence.slice(0, 200)) {
    const sentence = findEntityDetector(piece.detector)!.sentence(piece);
    expect(sentence).not.toMatch(/NaN|undefined|null/);
  }
});
