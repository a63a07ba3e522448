import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {at, incidentsOf} from "./office.js";
import type {Flow} from "./office.js";

/** The host that is infected, or attacked. */
const host = "192.168.1.100";

/** Returns *n* flows, evenly over *hours*, each jittered by up to half its share of the time. */
function over(hours: number, n: number, flow: (i: number, t: number) => Omit<Flow, "t">): Flow[] {
  const random = seeded(n);
  const gap = (3600 * hours) / n;
  return Array.from({length: n}, (_, i) => {
    const t = at(0, 32_400 + gap * (i + 0.25 + 0.5 * random()));
    return {t, ...flow(i, t)};
  });
}

/** What else a host does: it resolves names, asks for the time and browses; a ninth of the attack’s flows, 60 an hour at most. */
function everyday(hours: number, attack: number): Flow[] {
  const random = seeded(7);
  const n = Math.min(60 * hours, Math.ceil(attack / 9));
  return over(hours, n, (i) => {
    const site = Math.floor(30 * random());
    if (i % 2) return {src: host, dst: "192.168.1.1", port: 53, proto: "udp", out: 40, in: 120};
    if (i % 10 === 0) return {src: host, dst: "198.51.100.123", port: 123, proto: "udp", out: 48, in: 48}; // prettier-ignore
    return {src: host, dst: `198.51.100.${site}`, port: 443, out: 500 + 100 * site, in: 9000};
  });
}

/** An address outside, another for each *i*. */
const outside = (i: number) => `${11 + (i % 100)}.${i % 251}.${(i * 7) % 253}.${1 + (i % 250)}`;

const captures: [string, (hours: number) => Flow[], string, RegExp][] = [
  [
    "a heartbeat that nobody answers",
    (h) => over(h, 450 * h, () => ({src: host, dst: "203.0.113.9", port: 6667, state: "S0"})),
    "actor",
    /^Beacon to 203\.0\.113\.9 at port 6667, every (7\.\d\d|8\.\d\d) s/
  ],
  [
    "a remote-access trojan",
    (h) => over(h, 200 * h, (i) => ({src: host, dst: "203.0.113.9", port: 1177, state: i % 3 ? "REJ" : "S1", out: i % 3 ? 0 : 200})), // prettier-ignore
    "actor",
    /^Beacon to 203\.0\.113\.9 at port 1177, every 1[78]\.\d s/
  ],
  [
    "a flood outward",
    (h) => over(h / 4, 6000, () => ({src: host, dst: "203.0.113.9", port: 80, state: "S0"})),
    "actor",
    /^Flood of 6,000 connections to 203\.0\.113\.9/
  ],
  [
    "a flood inward",
    (h) => over(h / 4, 6000, (i) => ({src: outside(i), dst: host, port: 80, state: i % 3 ? "S0" : "SF"})), // prettier-ignore
    "target",
    /^Flooded from outside: 6,000 connections by [\d,]+ sources/
  ],
  [
    "a horizontal scan",
    (h) => over(h, 5000, (i) => ({src: host, dst: outside(i), port: 23, state: i % 50 ? "S0" : "SF"})), // prettier-ignore
    "actor",
    /^Scan of 4,\d\d\d hosts on 1 port/
  ],
  [
    "outside attackers",
    (h) => over(h, 2500, (i) => i % 2 ? {src: outside(i % 97), dst: host, port: 22, out: 1500, in: 2100} : {src: outside(i % 89), dst: host, port: i % 1999, state: "REJ"}), // prettier-ignore
    "target",
    /^Scanned from outside: [\d,]+ failed connections by \d+ sources; Brute-forced from outside at SSH/
  ]
];

it.each(captures)("a log that is mostly %s leads with it", async (_, attack, role, name) => {
  for (const hours of [1, 24]) {
    const flows = attack(hours);
    const incidents = await incidentsOf([...flows, ...everyday(hours, flows.length)]);
    const {severity, ...first} = incidents[0];
    expect(first).toMatchObject({entity: host, role});
    expect(first.name).toMatch(name);
    expect(severity).toBe("critical");
    expect(first.events).toBeGreaterThan(0.4 * flows.length);
  }
});
