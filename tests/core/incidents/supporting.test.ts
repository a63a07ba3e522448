import {beforeAll, expect, it} from "vitest";
import {findEntityDetector} from "../../../src/core/detectors/entity/registry.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {groupEvidence} from "../../../src/core/incidents/group-evidence.js";
import {at, evidenceOf, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

const host = "10.0.0.3";
const usual = quietOffice(6).map((flow) =>
  flow.port === 443 ? {...flow, service: "ssl", client: "ja4-common"} : flow
);
const planted: Flow[] = [
  {t: at(5, 7200), src: host, dst: "203.0.113.5", port: 443, service: "ssh", client: "SSH-2.0-rare", seconds: 9000}, // prettier-ignore
  {t: at(5, 7300), src: "10.0.0.4", dst: host, port: 4444, in: 500}
];
const scan: Flow[] = Array.from({length: 200}, (_, i) => ({
  t: at(5, 7400 + i),
  src: host,
  dst: "10.0.1.20",
  port: 1000 + i,
  state: "REJ"
}));

let evidence: Evidence[];
beforeAll(async () => {
  ({evidence} = await evidenceOf([...usual, ...planted, ...scan], 4));
});

it.each([
  ["long-connection", {m: 9000, record: 0}, "a connection of 2.50 h from 10.0.0.3 to 203.0.113.5"],
  ["port-mismatch", {m: 1, hosts: 1, k: 0}, "1 connection of ssh from 10.0.0.3 to 1 host at HTTPS"],
  ["new-port", {m: 1, sources: 1, k: 0}, "10.0.0.3 answered at port 4444 for the first time"],
  ["rare-client", {m: 1, k: 0}, "10.0.0.3 called 203.0.113.5 with a client that 0 of 12 local"]
])("%s finds what was planted, and says it in numbers", (name, facts, sentence) => {
  const pieces = evidence.filter((piece) => piece.detector === name && piece.entity === host);
  expect(pieces).toHaveLength(1);
  expect(pieces[0].facts).toMatchObject(facts);
  expect(findEntityDetector(name)!.sentence(pieces[0])).toContain(sentence);
});

it("supporting evidence opens no incident and does not change its rate, and is listed last", () => {
  const supports = ({detector}: Evidence) => findEntityDetector(detector)!.supporting === true;
  const incidents = groupEvidence(evidence);
  const without = groupEvidence(evidence.filter((piece) => !supports(piece)));
  const told = ({id, ratePerDay, severity}: (typeof incidents)[number]) => [id, ratePerDay, severity]; // prettier-ignore
  expect(incidents.map(told)).toEqual(without.map(told));
  const [first] = incidents;
  expect(first).toMatchObject({entity: host, role: "actor"});
  const names = first.evidence.filter(supports).map(({detector}) => detector);
  expect(names).toEqual(first.evidence.slice(-names.length).map(({detector}) => detector));
  expect(names).toContain("port-mismatch");
});
