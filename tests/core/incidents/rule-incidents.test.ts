import {expect, it} from "vitest";
import type {Level} from "../../../src/core/sigma/rule.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {groupEvidence} from "../../../src/core/incidents/group-evidence.js";
import type {EntityIncident} from "../../../src/core/incidents/incidents.js";
import {publishIncident} from "../../../src/core/incidents/publish-incidents.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Role} from "../../../src/core/schema/incidents.js";

interface Where {
  entity?: string;
  role?: Role;
  rate?: number;
  to?: number;
}

/** Returns evidence of the detector of scans, *id* of it, in the hours from *from* on. */
function detected(
  id: number,
  from: number,
  {entity = "a", role = "actor", rate = 0.2, to = from}: Where = {}
): Evidence {
  // prettier-ignore
  return {
    ...{id, entity, role, from, to, ratePerDay: rate, detector: "scan", magnitude: 1},
    ...{src: role === "actor" ? entity : null, dst: role === "actor" ? null : entity},
    ...{domain: null, port: null, proto: null, stratum: "new", facts: {m: 9, hosts: 1, ports: 9}}
  };
}

/** Returns the hits of the rule *rule* of *level*. */
function hit(
  id: number,
  from: number,
  level: Level,
  where: Where & {rule?: number} = {}
): Evidence {
  const {rule = 1} = where;
  const facts = {hits: 3, records: 3, flows: 3, unlinked: 0, sources: 1, targets: 2, ports: 1};
  const said = {rule, id: `id-${rule}`, title: `T${rule}`, level, techniques: ["T1110"], falsePositives: []}; // prettier-ignore
  return {
    ...detected(id, from, where),
    ...{detector: "rule", facts, hits: {rule: said, kind: "rule", logs: "ssh", isOutside: false}}
  };
}

const told = ({id, severity, foundBy, evidence}: EntityIncident) => [id, severity, foundBy, evidence.map((piece) => piece.id)]; // prettier-ignore

it.each([
  ["in the same hours", hit(1, 10, "low"), ["a/actor/10", "medium", "both", [0, 1]]],
  ["an hour before", hit(1, 9, "low"), ["a/actor/10", "medium", "both", [0, 1]]],
  ["an hour after", hit(1, 13, "low"), ["a/actor/10", "medium", "both", [0, 1]]],
  ["of a higher level", hit(1, 11, "critical"), ["a/actor/10", "critical", "both", [0, 1]]],
  ["of a frequent rule", hit(1, 11, "critical", {rate: 3.1}), ["a/actor/10", "medium", "both", [0, 1]]], // prettier-ignore
  ["that only inform", hit(1, 11, "informational"), ["a/actor/10", "medium", "both", [0, 1]]],
  ["in the other role", hit(1, 11, "high", {role: "target"}), ["a/actor/10", "high", "both", [0, 1]]] // prettier-ignore
])(
  "groupEvidence(evidence) adds hits to the incident of their entity: those %s",
  (_, piece, expected) => {
    // prettier-ignore
    const incidents = groupEvidence([detected(0, 10, {to: 12}), piece]);
    expect(incidents.map(told)).toEqual([expected]);
    expect(incidents[0]).toMatchObject({from: 10, to: 12, ratePerDay: 0.2});
  }
);

it("groupEvidence(evidence) makes incidents of their level of hits that join none", () => {
  const incidents = groupEvidence([
    detected(0, 10),
    hit(1, 8, "high"),
    hit(2, 9, "low", {entity: "b", rule: 1, rate: 0.3}),
    hit(3, 10, "high", {entity: "b", rule: 2, rate: 0.4}),
    hit(4, 10, "informational", {entity: "b", rule: 3}),
    hit(5, 20, "informational", {entity: "b", rule: 3}),
    hit(6, 10, "medium", {entity: "b", role: "target", rate: 9})
  ]);
  expect(incidents.map(told)).toEqual([
    ["a/actor/8", "high", "rules", [1]],
    ["b/actor/9", "high", "rules", [3, 2, 4]],
    ["a/actor/10", "medium", "models", [0]],
    ["b/target/10", "medium", "rules", [6]]
  ]);
  expect(incidents[1]).toMatchObject({ratePerDay: 0.3, from: 9, to: 10});
});

it("groupEvidence(evidence) adds hits of an outside source to the incident of the one host that it reaches", () => {
  const victim = detected(0, 10, {entity: "b", role: "target"});
  const from = (changes: Partial<Evidence>, isOutside: boolean) => {
    const piece = hit(1, 10, "high");
    const hits = {...piece.hits!, isOutside};
    return groupEvidence([victim, {...piece, ...changes, hits}]).map(told);
  };
  expect(from({dst: "b"}, true)).toEqual([["b/target/10", "high", "both", [0, 1]]]);
  const apart = [["a/actor/10", "high", "rules", [1]], ["b/target/10", "medium", "models", [0]]]; // prettier-ignore
  expect(from({dst: "b"}, false)).toEqual(apart);
  expect(from({dst: null}, true)).toEqual(apart);
});

it("groupEvidence(evidence) prefers the incident of the same role, then the rarest", () => {
  const incidents = groupEvidence([
    detected(0, 10, {rate: 0.4}),
    detected(1, 12, {rate: 0.3}),
    detected(2, 11, {role: "target", rate: 0.01}),
    hit(3, 11, "low")
  ]);
  expect(incidents.filter(({foundBy}) => foundBy === "both").map(told)).toEqual([
    ["a/actor/12", "medium", "both", [1, 3]]
  ]);
});

it("groupEvidence(evidence) names each incident once, orders by severity, rate, time and id, and is the same in any order of the evidence", () => {
  const random = seeded(5);
  const draw = (n: number) => Math.floor(n * random());
  const levels: Level[] = ["informational", "low", "medium", "high", "critical"];
  for (let round = 0; round < 60; ++round) {
    const evidence = Array.from({length: 40}, (_, id) => {
      const from = draw(60);
      const where = {entity: "ab"[draw(2)], role: (["actor", "target"] as const)[draw(2)], rate: [0.005, 0.2, 2, 5][draw(4)], to: from + draw(3)}; // prettier-ignore
      return draw(2)
        ? detected(id, from, where)
        : hit(id, from, levels[draw(5)], {...where, rule: draw(4)});
    });
    const incidents = groupEvidence(evidence);
    expect(new Set(incidents.map(({id}) => id)).size).toBe(incidents.length);
    const places = incidents.map(({severity, ratePerDay, from, id}) => [levels.length - levels.indexOf(severity), ratePerDay, from, id] as const); // prettier-ignore
    const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (a[3] < b[3] ? -1 : 1)); // prettier-ignore
    expect(places).toEqual(sorted);
    const shuffled = [...evidence].sort((a, b) => ((a.id * 7) % 40) - ((b.id * 7) % 40));
    expect(groupEvidence(shuffled).map(told)).toEqual(incidents.map(told));
    for (const {evidence: pieces, foundBy} of incidents) {
      const ofRules = pieces.filter(({hits}) => hits).length;
      expect(foundBy === "models").toBe(ofRules === 0);
    }
  }
});

it("publishIncident(incident) says in name and sentence which rule raises the severity", () => {
  const events = {byEvidence: new Map(), events: 0, totals: [], uids: [], linked: []};
  const [raised] = groupEvidence([detected(0, 10), hit(1, 10, "high")]);
  const {name, evidence, found_by: foundBy} = publishIncident(raised, events, 0);
  expect(name).toContain("; Rule ‘T1’");
  expect(foundBy).toBe("both");
  expect(evidence[1]).toMatchObject({detector: "rule", technique: "T1110", rule: {rule: 1, level: "high"}}); // prettier-ignore
  expect(evidence[1].sentence).toBe("Rule ‘T1’ (high) matched 3 records of ssh, to 2 hosts; it raises the severity from medium to high"); // prettier-ignore
  const [alone] = groupEvidence([hit(1, 10, "low", {rule: 1}), hit(2, 10, "high", {rule: 2})]);
  const published = publishIncident(alone, events, 0);
  expect(published).toMatchObject({name: "Rule ‘T2’ and 1 other rule", found_by: "rules"});
  expect(published.evidence[0].sentence).not.toContain("raises");
});

it("groupEvidence(evidence) makes low incidents of the hits of a rule that is frequent here and makes over five a day, or is over the alert budget", () => {
  const hosts = (n: number, rate: number) =>
    Array.from({length: n}, (_, i) => hit(i, 10 + i, "critical", {entity: `h${i}`, rate}));
  const severities = (evidence: Evidence[]) => [
    ...new Set(groupEvidence(evidence).map(({severity}) => severity))
  ];
  expect(severities(hosts(6, 5.1))).toEqual(["low"]);
  expect(severities(hosts(5, 5.1))).toEqual(["critical"]);
  expect(severities(hosts(6, 5))).toEqual(["critical"]);
  expect(severities(hosts(1, 50))).toEqual(["critical"]);
  expect(severities(hosts(1, 50.1))).toEqual(["low"]);
  const other = hit(6, 10, "medium", {entity: "h0", rate: 1, rule: 2});
  expect(severities([...hosts(6, 5.1), other])).toEqual(["medium", "low"]);
});
