import {afterAll, beforeAll, expect, it} from "vitest";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {detectorsCalled, findEntityDetector} from "../../../src/core/detectors/entity/registry.js";
import {collectEvidence} from "../../../src/core/incidents/evidence.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../../src/core/incidents/find-incidents.js";
import {at, openOffice, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

/** A flow to the resolver, with the name that it asks for. */
interface Query extends Flow {
  query: string;
  domain?: undefined;
  registrable: string | null;
  qtype: string;
  rcode?: string;
}

const asked = {dst: "10.0.1.53", port: 53, proto: "udp", out: 60};
const letters = (n: number, length: number) => n.toString(36).padStart(length, "x");

/** Every host looks up what it receives: twenty names an hour under one domain, from the fifth day on three times as many. */
const reputation: Query[] = Array.from({length: 8 * 24 * 12}, (_, i) => i).flatMap((i) => {
  const [hour, host] = [Math.floor(i / 12), (i % 12) + 1];
  return Array.from({length: hour < 120 ? 1 : 3}, (_, k) => ({
    ...asked,
    t: at(0, 3600 * hour + 7 * host + k),
    src: `10.0.0.${host}`,
    query: `${letters(3 * i + k, 24)}.rep.guard.example`,
    registrable: null,
    qtype: "A"
  }));
});

/** 240 names of 40 letters under a domain that nobody else asks for, each twice; and look-ups of addresses. */
const tunnel: Query[] = Array.from({length: 480}, (_, i) => ({
  ...asked,
  t: at(6, 36_000 + 20 * i),
  src: "10.0.0.5",
  query: `${letters(i >> 1, 36)}.a.bcd.tunnel.net`,
  registrable: "tunnel.net",
  qtype: i % 4 === 0 ? "TXT" : "A",
  rcode: i % 3 === 0 ? "NXDOMAIN" : "NOERROR"
}));
const backwards: Query[] = Array.from({length: 300}, (_, i) => ({
  ...asked,
  t: at(6, 100 * i),
  src: "10.0.0.6",
  query: `${i}.113.0.203.${letters(i, 40)}.in-addr.arpa`,
  registrable: `${i % 3}.in-addr.arpa`,
  qtype: "PTR"
}));
const queries = [...reputation, ...tunnel, ...backwards];
const flows: Flow[] = [
  ...queries.map(({t, src, dst, port, proto, out}) => ({t, src, dst, port, proto, out})),
  ...quietOffice(8)
];

const options = {events: "events", trainedUntil: at(4, 0) * 1e6};
const detectors = detectorsCalled(["dns-tunnel", "dns-names", "beacon"]);
let session: Session;
let found: FoundIncidents;
let pieces: Evidence[];

beforeAll(async () => {
  session = await openOffice(flows);
  await session.run(
    `CREATE TABLE dns (event_id BIGINT, time TIMESTAMP, uid VARCHAR, src VARCHAR, dst VARCHAR, query VARCHAR, domain VARCHAR, qtype VARCHAR, rcode VARCHAR, answers INTEGER)`
  );
  await session.run(
    `INSERT INTO dns SELECT r.id, make_timestamp(r.us), 'C' || r.id, r.src, r.dst, r.query, r.registrable, r.qtype, r.rcode, 1
    FROM (SELECT unnest(from_json(?, '[{"id":"BIGINT","us":"BIGINT","src":"VARCHAR","dst":"VARCHAR","query":"VARCHAR","registrable":"VARCHAR","qtype":"VARCHAR","rcode":"VARCHAR"}]')) AS r)`,
    [JSON.stringify(queries.map((query, id) => ({...query, id, us: Math.round(query.t * 1e6)})))]
  );
  await session.run("CREATE TABLE no_dns AS FROM dns LIMIT 0");
  found = await findIncidents(session, {...options, dns: "dns"});
  pieces = found.evidence.flat().filter(({detector}) => detector === "dns-names");
});

afterAll(() => session.close());

it("a tunnel in names is the most severe incident, and what all hosts look up is none", () => {
  expect(found.incidents[0]).toMatchObject({entity: "10.0.0.5", role: "actor"});
  expect(found.incidents[0].name).toContain("DNS tunnel: 240 names under tunnel.net");
  expect(pieces.map(({src, domain}) => ({src, domain}))).toEqual([
    {src: "10.0.0.5", domain: "tunnel.net"}
  ]);
});

it("its sentence holds the numbers of the rows, and it covers their flows and no other", async () => {
  const [piece] = pieces;
  const m = new Set(tunnel.map(({query}) => query)).size * 40;
  const record = 72 * 27;
  expect(piece.facts).toMatchObject({m, record, names: 240, queries: 480, missing: 160, texts: 120, clients: 1}); // prettier-ignore
  expect(findEntityDetector("dns-names")!.sentence(piece)).toBe(
    "10.0.0.5 asked for 240 names under tunnel.net with 9,600 letters left of it, in 480 queries: 33 % do not exist, 25 % for TXT; 1 local host asked under it so far; the most letters under any domain on an earlier day: 1,944"
  );
  const covered = await session.rows<{id: number}>(
    `SELECT event_id::DOUBLE AS id FROM evidence_cover WHERE detector = 'dns-names' ORDER BY id`
  );
  expect(covered.map(({id}) => id)).toEqual(tunnel.map((_, i) => reputation.length + i));
});

it("without queries, or without their table, the evidence is that of the other detectors", async () => {
  const told = ({evidence}: {evidence: Evidence[]}) => evidence.map(({id: _, ...piece}) => piece);
  const without = told(await collectEvidence(session, {...options, detectors}));
  expect(without.length).toBeGreaterThan(0);
  expect(told(await collectEvidence(session, {...options, detectors, dns: "no_dns"}))).toEqual(
    without
  );
  const all = told(await collectEvidence(session, {...options, detectors, dns: "dns"}));
  expect(all.filter(({detector}) => detector !== "dns-names")).toEqual(without);
});

it("a clean past is compared with its own queries; without them there is no evidence of names", async () => {
  const past = {events: "(FROM events WHERE false)", until: options.trainedUntil};
  const names = async (dns?: string) => {
    const {evidence} = await collectEvidence(session, {...options, detectors, dns: "dns", past: {...past, dns}}); // prettier-ignore
    return evidence.filter(({detector}) => detector === "dns-names").map(({domain}) => domain);
  };
  expect(await names()).toEqual([]);
  expect(await names("no_dns")).toContain("tunnel.net");
});
