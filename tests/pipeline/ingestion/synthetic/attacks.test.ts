import {expect, it} from "vitest";
import {planAttacks} from "../../../../pipeline/ingestion/synthetic/attacks.js";
import {readSettings} from "../../../../pipeline/ingestion/synthetic/options.js";
import {column, readFeed} from "./read.js";

const kinds: Record<string, string> = {
  "port scan": "T1046",
  "SSH brute force": "T1110",
  "C2 beacon": "T1071",
  "DNS tunnel": "T1071.004",
  exfiltration: "T1048",
  "lateral movement": "T1021"
};

const feed = readFeed({flows: 100_000});
const details = column(feed, "detailed-label");
const times = column(feed, "ts").map(Number);
const start = Date.parse("2026-03-02T00:00:00Z") / 1000;
const middle = start + 7 * 86_400;

/** The values of a field in the flows of one kind. */
function of(kind: string, name: string): string[] {
  return column(feed, name).filter((_, i) => details[i] === kind);
}

it.each([{flows: 1_000}, {flows: 5_000}, {flows: 40_000, days: 1}, {flows: 20_000, days: 60}])(
  "syntheticFeed(%j) has every kind of attack, each with its technique",
  (options) => {
    const feed = readFeed(options);
    const labels = column(feed, "label");
    const techniques = column(feed, "technique");
    const found = new Map<string, string>();
    column(feed, "detailed-label").forEach((detail, i) => {
      if (labels[i] === "Malicious") found.set(detail, techniques[i]);
      else if (techniques[i] !== "-")
        throw new Error(`a benign flow has technique ${techniques[i]}`);
    });
    expect(Object.fromEntries(found)).toEqual(kinds);
  }
);

it.each([[5_000], [100_000], [250_000], [10_000_000], [100_000_000]])(
  "planAttacks(settings) makes from 0.5 to 1.5 in 100 of %d flows malicious",
  (flows) => {
    const malicious = planAttacks(readSettings({flows})).reduce((sum, {flows}) => sum + flows, 0);
    expect(malicious / flows).toBeGreaterThan(0.005);
    expect(malicious / flows).toBeLessThan(0.015);
  }
);

it("syntheticFeed(options) has as many malicious flows as planAttacks(settings) says", () => {
  const planned: Record<string, number> = {};
  for (const {mark, flows} of planAttacks(readSettings({flows: 100_000}))) {
    planned[mark.detail] = (planned[mark.detail] ?? 0) + flows;
  }
  for (const kind of Object.keys(kinds)) expect(of(kind, "label").length).toBe(planned[kind]);
});

it.each([{}, {days: 1}, {days: 2}, {days: 365}, {start: "2026-03-07T00:00:00Z", days: 2}])(
  "planAttacks(readSettings(%j)) keeps within the feed",
  (options) => {
    const settings = readSettings({...options, flows: 10_000_000});
    for (const attack of planAttacks(settings)) {
      expect(attack.from).toBeGreaterThanOrEqual(settings.from);
      expect(attack.from + attack.flows * attack.step).toBeLessThanOrEqual(settings.until);
    }
  }
);

it("syntheticFeed(options) keeps DNS tunnels and lateral movement for the second half", () => {
  const early = new Set(details.filter((detail, i) => times[i] < middle && kinds[detail]));
  expect([...early].sort()).toEqual(["C2 beacon", "SSH brute force", "exfiltration", "port scan"]);
  const late = details.filter((detail, i) => times[i] >= middle && kinds[detail]);
  expect(new Set(late).size).toBe(6);
  expect(late.length).toBeGreaterThan(details.filter((detail) => kinds[detail]).length / 2);
});

it("syntheticFeed(options) calls home every minute, but for three seconds", () => {
  const calls = new Map<string, number[]>();
  const at = of("C2 beacon", "ts");
  of("C2 beacon", "id.orig_h").forEach((host, i) => {
    calls.set(host, [...(calls.get(host) ?? []), Number(at[i])]);
  });
  expect(calls.size).toBe(3);
  for (const host of calls.values()) {
    const gaps = host.slice(1).map((time, i) => time - host[i]);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(57);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(63);
  }
});

it("syntheticFeed(options) scans many ports of few hosts, and few ports of many hosts", () => {
  const ports = new Map<string, Set<string>>();
  const hosts = new Map<string, Set<string>>();
  const [dst, port] = [of("port scan", "id.resp_h"), of("port scan", "id.resp_p")];
  of("port scan", "id.orig_h").forEach((src, i) => {
    ports.set(src, (ports.get(src) ?? new Set()).add(port[i]));
    hosts.set(src, (hosts.get(src) ?? new Set()).add(dst[i]));
  });
  const seen = [...ports.keys()].map((src) => [
    hosts.get(src)?.size ?? 0,
    ports.get(src)?.size ?? 0
  ]);
  expect(seen.length).toBe(3);
  expect(seen.filter(([hosts, ports]) => hosts <= 2 && ports > 25).length).toBe(2);
  expect(seen.filter(([hosts, ports]) => hosts > 50 && ports <= 4).length).toBe(1);
  const states = of("port scan", "conn_state");
  expect(states.filter((state) => state === "REJ" || state === "S0").length).toBeGreaterThan(
    0.9 * states.length
  );
});

it("syntheticFeed(options) exfiltrates by large uploads", () => {
  const sizes = of("exfiltration", "orig_bytes").map(Number);
  expect(Math.min(...sizes)).toBeGreaterThan(4e6);
  expect(Math.max(...sizes)).toBeGreaterThan(3e8);
  expect(Math.max(...sizes)).toBeLessThan(8e9);
});

it("planAttacks(settings) exfiltrates outside working hours, for any seed and size", () => {
  for (let seed = 0; seed < 50; ++seed) {
    const settings = readSettings({seed, flows: seed % 2 ? 250_000 : 10_000_000});
    for (const {mark, from, flows, step} of planAttacks(settings)) {
      if (mark.detail !== "exfiltration") continue;
      for (const time of [from, from + (flows - 1) * step]) {
        const local = new Date(time / 1000 + 3_600_000); // the office keeps UTC+1
        const atDesk = local.getUTCHours() >= 8 && local.getUTCHours() < 18;
        expect(atDesk && local.getUTCDay() % 6 > 0).toBe(false);
      }
    }
  }
});

it("syntheticFeed(options) moves laterally to hosts that the source never calls otherwise", () => {
  const src = column(feed, "id.orig_h");
  const dst = column(feed, "id.resp_h");
  const pairs = (lateral: boolean) =>
    src.flatMap((host, i) =>
      (details[i] === "lateral movement") === lateral ? [`${host} ${dst[i]}`] : []
    );
  const usual = new Set(pairs(false));
  const moved = new Set(pairs(true));
  expect(moved.size).toBeGreaterThan(20);
  const ports = new Set(of("lateral movement", "id.resp_p"));
  expect([...ports].sort()).toEqual(["22", "3389", "445", "5985"]);
  // A slow sweep may touch the same hosts; nothing ordinary does.
  expect([...moved].filter((pair) => usual.has(pair))).toEqual([]);
});
