import {expect, it} from "vitest";
import {behavioursOf, groupIncidents} from "../../../src/components/today/incident-groups.js";
import {incidentWith} from "./incidents-fixture.js";

const beacon = (host: number, seconds: number) =>
  incidentWith({
    id: `10.0.0.${host}/actor/${seconds}`,
    entity: `10.0.0.${host}`,
    severity: "medium",
    name: `Beacon to 192.0.2.${seconds} at HTTPS (port 443), every ${seconds} s`
  });

it("behavioursOf(name) is the same whatever the numbers, the addresses and the order", () => {
  expect(
    behavioursOf("Fan-out to 252 new destinations; Beacon to 192.0.2.1 at HTTPS (port 443)")
  ).toBe(
    behavioursOf(
      "Beacon to 198.51.100.7 at NTP (port 123), every 34 min; Fan-out to 3 new destinations"
    )
  );
  expect(behavioursOf("Port scan: 75 ports")).not.toBe(behavioursOf("Scan of 10 hosts on 1 port"));
});

it("behavioursOf(name) keeps the title of a rule as it is, and tells rules apart", () => {
  expect(behavioursOf("Rule ‘3 logins by root; 2: to x’ and 2 other rules")).toBe(
    "Rule ‘3 logins by root; 2: to x’"
  );
  expect(behavioursOf("Port scan: 75 ports; Rule ‘a: b’")).toBe("Port scan; Rule ‘a: b’");
});

it("groupIncidents(incidents) makes one group of the same behaviour of one host", () => {
  const second = incidentWith({id: "10.0.0.5/actor/475345", name: "Port scan: 9 ports on 1 host"});
  const [{count, groups}] = groupIncidents([incidentWith(), second]);
  expect([count, groups.length, groups[0].alike]).toEqual([2, 1, [second]]);
});

it("groupIncidents(incidents) keeps three hosts that behave alike apart, and makes one group of more", () => {
  const three = [beacon(1, 60), beacon(2, 61), beacon(3, 62)];
  expect(groupIncidents(three)[0].groups).toHaveLength(3);
  const [{groups}] = groupIncidents([...three, beacon(4, 63)]);
  expect(groups).toHaveLength(1);
  expect(groups[0].alike).toHaveLength(3);
});

it("groupIncidents(incidents) orders by severity and loses none", () => {
  const incidents = [beacon(1, 60), incidentWith(), beacon(1, 61), incidentWith({severity: "low"})];
  const groups = groupIncidents(incidents);
  expect(groups.map(({severity}) => severity)).toEqual(["critical", "medium", "low"]);
  const all = groups.flatMap(({groups: own}) => own.flatMap(({first, alike}) => [first, ...alike]));
  expect(all).toHaveLength(4);
});
