import {expect, it} from "vitest";
import {findEntityDetector} from "../../../src/core/detectors/entity/registry.js";
import {collectEvidence} from "../../../src/core/incidents/evidence.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {createCover} from "../../../src/core/incidents/cover.js";
import {groupEvidence} from "../../../src/core/incidents/group-evidence.js";
import {at, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

/** Calls of one name whose addresses rotate: each address alone is called too seldom to be a rhythm. */
const calls: Flow[] = Array.from({length: 200}, (_, i) => ({
  t: at(6, 3600 + 60 * i),
  src: "10.0.0.4",
  dst: `203.0.113.${1 + (i % 50)}`,
  port: 8443,
  out: 300,
  domain: "rotating.example"
}));

async function found(flows: Flow[]): Promise<{evidence: Evidence[]; covered: Map<number, number>}> {
  const session = await openOffice([...quietOffice(8), ...flows]);
  try {
    const {evidence} = await collectEvidence(session, {
      events: "events",
      trainedUntil: at(4, 0) * 1e6
    });
    const groups = groupEvidence(evidence);
    await createCover(session, groups, {events: "events"});
    const rows = await session.rows<{id: number; n: number}>(
      "SELECT id, count(*)::DOUBLE AS n FROM evidence_cover GROUP BY id"
    );
    return {
      evidence: groups.flatMap((group) => group.evidence),
      covered: new Map(rows.map(({id, n}) => [id, n]))
    };
  } finally {
    session.close();
  }
}

it("evidence of a destination is by its domain where there is one, with how many addresses it has", async () => {
  const {evidence, covered} = await found(calls);
  const beacon = evidence.find(({detector}) => detector === "beacon")!;
  expect(beacon).toMatchObject({
    src: "10.0.0.4",
    dst: null,
    domain: "rotating.example",
    port: 8443
  });
  expect(beacon.facts).toMatchObject({calls: 200, addresses: 50});
  expect(findEntityDetector("beacon")!.sentence(beacon)).toContain(
    "10.0.0.4 called rotating.example (50 addresses) at port 8443 200 times"
  );
  expect(covered.get(beacon.id)).toBe(200);
  const fanOut = evidence.filter(({detector, src}) => detector === "fan-out" && src === "10.0.0.4");
  expect(fanOut.every(({to}) => to < at(6, 0) / 3600)).toBe(true); // one new name is no fan-out
});

it("evidence of a destination is by its address without a domain, and inside", async () => {
  const nameless = calls.map(({domain: _, ...flow}) => ({...flow, dst: "203.0.113.1"}));
  const named = nameless.map((flow) => ({...flow, dst: "10.0.1.99", domain: "inside.example"}));
  for (const [flows, dst] of [
    [nameless, "203.0.113.1"],
    [named, "10.0.1.99"]
  ] as const) {
    // prettier-ignore
    const {evidence} = await found(flows);
    const beacon = evidence.find(({detector}) => detector === "beacon")!;
    expect(beacon).toMatchObject({dst, domain: null});
    expect(beacon.facts).not.toHaveProperty("addresses");
  }
});
