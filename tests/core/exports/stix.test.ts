import {expect, it} from "vitest";
import {stixBundle} from "../../../src/core/exports/stix.js";
import type {StixObject} from "../../../src/core/exports/stix-objects.js";
import {eventRows} from "./rows.js";

const source = {evaluation: "ab".repeat(32), threshold: 0.69};
const bundle = JSON.parse(stixBundle(eventRows, source).text) as StixObject & {
  objects: StixObject[];
};
const of = (type: string) => bundle.objects.filter((object) => object.type === type);

/** STIX 2.1: what each type must have, beside type, spec_version and id. */
const required: {[type: string]: string[]} = {
  identity: ["created", "modified", "name"],
  "observed-data": ["created", "modified", "first_observed", "last_observed", "number_observed"],
  note: ["created", "modified", "content", "object_refs"],
  "attack-pattern": ["created", "modified", "name"],
  sighting: ["created", "modified", "sighting_of_ref"],
  "network-traffic": ["protocols"],
  "ipv4-addr": ["value"],
  "ipv6-addr": ["value"]
};

it("stixBundle(rows) gives every object its required properties and an id of its type", () => {
  expect(bundle.type).toBe("bundle");
  for (const object of bundle.objects) {
    expect(Object.keys(required)).toContain(object.type);
    expect(object).toHaveProperty("spec_version", "2.1");
    for (const name of required[object.type]) expect(object).toHaveProperty(name);
    expect(object.id).toMatch(
      new RegExp(
        `^${object.type}--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
      )
    );
  }
});

it("stixBundle(rows) refers only to what is in the bundle, once each", () => {
  const ids = bundle.objects.map(({id}) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const object of bundle.objects) {
    const refs = Object.entries(object).flatMap(([name, value]) =>
      /_refs?$/.test(name) ? [value].flat() : []
    );
    for (const ref of refs) expect(ids).toContain(ref);
  }
});

it("stixBundle(rows) writes times in UTC, none of them by the clock, the end not before the start", () => {
  for (const object of bundle.objects) {
    for (const name of ["created", "modified", "first_observed", "last_observed", "start", "end"]) {
      if (name in object)
        expect(object[name]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/);
    }
  }
  const [first] = of("observed-data");
  expect(first.first_observed).toBe("2026-03-02T03:04:05.678Z");
  expect(first.last_observed).toBe("2026-03-02T03:04:07.178Z");
  expect(first.created).toBe("2026-03-02T03:04:07.178Z");
});

// The id that the Python library stix2 3.0.2 gives the same address; tests/core/exports/stix-ids.py.
it("stixBundle(rows) names observables as the specification does", () => {
  const address = of("ipv4-addr").find(({value}) => value === "192.0.2.1");
  expect(address?.id).toBe("ipv4-addr--8dded90c-40c0-545a-8027-5b212bb37e8e");
  const [traffic] = of("network-traffic");
  expect(traffic.id).toBe("network-traffic--721b7c46-3757-5146-9ae9-9a38ef6a8716");
});

it("stixBundle(rows) leaves out ports of ICMP and words that are no protocol", () => {
  const [first, second, third] = of("network-traffic");
  expect(first.protocols).toEqual(["ipv4", "tcp", "ssl", "http"]);
  expect(second.protocols).toEqual(["ipv6", "icmp"]);
  expect(second).not.toHaveProperty("src_port");
  expect(third.protocols).toEqual(["ipv4", "tcp"]);
});

it("stixBundle(rows) puts score and explanation into a note, and a label’s technique into a sighting", () => {
  expect(of("note")).toHaveLength(3);
  expect(of("note")[0].content).toContain("0.7312");
  expect(of("note")[0].content).toContain("upload 13× download");
  expect(of("indicator")).toEqual([]);
  expect(of("attack-pattern").map(({name}) => name)).toEqual(["T1071.001", "T1046"]);
  expect(of("sighting")).toHaveLength(3);
  expect(of("attack-pattern")[0].external_references).toEqual([
    {
      source_name: "mitre-attack",
      external_id: "T1071.001",
      url: "https://attack.mitre.org/techniques/T1071/001"
    }
  ]);
});

it("stixBundle(rows) gives the same bytes for the same alerts, and another bundle for others", () => {
  expect(stixBundle(eventRows, source).text).toBe(stixBundle(eventRows, source).text);
  const other = JSON.parse(stixBundle(eventRows.slice(1), source).text);
  expect(other.id).not.toBe(bundle.id);
});

it("stixBundle(rows) says what it leaves out, and throws where nothing is left", () => {
  const hostile = {...eventRows[0], src: "<b>", dst: "x"};
  expect(stixBundle([...eventRows, hostile]).remarks).toEqual([
    "1 events skipped: neither end is an IP address"
  ]);
  expect(() => stixBundle([hostile])).toThrow("no IP address in 1 rows");
});

const rules = JSON.stringify([
  {rule: 3, id: "r-3", title: "A scan", level: "high", techniques: ["T1046"]},
  {rule: 4, id: "r-4", title: "Not published", level: "low", techniques: []}
]);

it("stixBundle(rows) makes a rule that matches an indicator with its document, sighted, and related to its techniques", () => {
  const patterns = new Map([[3, "title: A scan\ndetection: {}\n"]]);
  const matched = eventRows.map((row, i) => (i < 2 ? {...row, rules} : row));
  const {objects} = JSON.parse(stixBundle(matched, {...source, patterns}).text) as {
    objects: StixObject[];
  };
  const found = (type: string) => objects.filter((object) => object.type === type);
  const [indicator, ...others] = found("indicator");
  expect(others).toEqual([]);
  expect(indicator).toMatchObject({
    name: "A scan",
    pattern: patterns.get(3),
    pattern_type: "sigma",
    valid_from: indicator.created
  });
  const sightings = found("sighting").filter((one) => one.sighting_of_ref === indicator.id);
  expect(sightings).toHaveLength(2);
  const technique = found("attack-pattern").find(({name}) => name === "T1046")!;
  expect(found("relationship")).toMatchObject([
    {relationship_type: "indicates", source_ref: indicator.id, target_ref: technique.id}
  ]);
  expect(found("note")[0].content).toContain(
    "Rules that match: A scan (high); Not published (low)."
  );
  const ids = objects.map(({id}) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
