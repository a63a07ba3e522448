import {expect, it} from "vitest";
import {attacksOf, groundTruth} from "../../../../pipeline/ingestion/synthetic/describe.js";
import type {SyntheticOptions} from "../../../../pipeline/ingestion/synthetic/options.js";
import {techniques} from "../../../../pipeline/ingestion/synthetic/scenarios.js";
import {column, readFeed} from "./read.js";

const feed = readFeed({flows: 60_000, difficulty: 0});
const details = column(feed, "detailed-label");
const numbers = column(feed, "label").map((label) => Number(/^Malicious#(\d+)$/.exec(label)?.[1]));
const times = column(feed, "ts").map(Number);
const middle = Date.parse("2026-03-09T00:00:00Z") / 1000;

/** The values of a field in the flows of one kind. */
function of(kind: string, name: string): string[] {
  return column(feed, name).filter((_, i) => details[i] === kind);
}

it.each<SyntheticOptions>([
  {flows: 1_000},
  {flows: 5_000, difficulty: 0},
  {flows: 20_000, days: 1, difficulty: 2},
  {flows: 20_000, days: 60, difficulty: 3}
])("syntheticFeed(%j) has every kind of attack, each with its technique", (options) => {
  const feed = readFeed(options);
  const labels = column(feed, "label");
  const technique = column(feed, "technique");
  const found = new Map<string, string>();
  column(feed, "detailed-label").forEach((detail, i) => {
    if (labels[i].startsWith("Malicious")) found.set(detail, technique[i]);
    else if (technique[i] !== "-") throw new Error(`benign flow with technique ${technique[i]}`);
  });
  expect(Object.fromEntries(found)).toEqual(techniques);
});

it.each([
  [5_000, 0.06],
  [60_000, 0.03],
  [250_000, 0.015],
  [1_000_000, 0.01]
])(
  "attacksOf({flows: %d}) makes at most so few of them malicious, in every tier",
  (flows, share) => {
    for (const difficulty of [0, 1, 2, 3]) {
      const attacks = attacksOf({flows, difficulty});
      const malicious = attacks.reduce((sum, {times}) => sum + times.length, 0);
      expect(malicious / flows).toBeGreaterThan(0.001);
      expect(malicious / flows).toBeLessThan(share);
    }
  }
);

it("syntheticFeed(options) labels the flows of each attack with its number", () => {
  const counts = new Map<number, number>();
  for (const number of numbers) if (number) counts.set(number, (counts.get(number) ?? 0) + 1);
  const planned = attacksOf({flows: 60_000, difficulty: 0});
  expect(planned.length).toBeGreaterThan(15);
  expect([...counts].sort(([a], [b]) => a - b)).toEqual(
    planned.map(({number, times}) => [number, times.length])
  );
});

it("groundTruth(options) names each attack’s hosts, times and flows as the log has them", () => {
  const {attacks} = JSON.parse(groundTruth({flows: 60_000, difficulty: 0})) as {
    attacks: {
      id: number;
      kind: string;
      actors: string[];
      from: string;
      to: string;
      flows: number;
    }[];
  };
  const sources = column(feed, "id.orig_h");
  for (const {id, kind, actors, from, to, flows} of attacks) {
    const rows = numbers.flatMap((number, i) => (number === id ? [i] : []));
    expect(rows.length).toBe(flows);
    expect(new Set(rows.map((i) => sources[i]))).toEqual(new Set(actors));
    expect(new Set(rows.map((i) => details[i]))).toEqual(new Set([kind]));
    expect(Math.abs(times[rows[0]] - Date.parse(from) / 1000)).toBeLessThan(0.01);
    expect(Math.abs(times[rows.at(-1)!] - Date.parse(to) / 1000)).toBeLessThan(0.01);
  }
});

it.each<SyntheticOptions>([{}, {days: 1}, {days: 365}, {start: "2026-03-07T00:00:00Z", days: 2}])(
  "attacksOf(%j) keeps within the feed, in order",
  (options) => {
    for (const difficulty of [0, 3]) {
      const attacks = attacksOf({...options, flows: 100_000, difficulty});
      const from = Date.parse(options.start ?? "2026-03-02T00:00:00Z") * 1000;
      for (const {times} of attacks) {
        expect(times.length).toBeGreaterThan(0);
        expect(times[0]).toBeGreaterThanOrEqual(from);
        expect(times.at(-1)).toBeLessThan(from + (options.days ?? 14) * 86_400e6);
        expect(times).toEqual(times.toSorted());
      }
      expect(attacks.map(({number}) => number)).toEqual(attacks.map((_, i) => i + 1));
    }
  }
);

it("attacksOf(options) has a few in the first half, most in the second, and kill chains on one host", () => {
  for (const difficulty of [0, 1, 2, 3]) {
    const attacks = attacksOf({difficulty});
    const late = attacks.filter(({times}) => times[0] / 1e6 >= middle);
    expect(attacks.length - late.length).toBe(4);
    expect(new Set(late.map(({kind}) => kind)).size).toBe(Object.keys(techniques).length);
    for (const chain of [1, 2]) {
      const stages = attacks.filter((attack) => attack.chain === chain);
      expect(stages.length).toBe(4);
      expect(new Set(stages.map(({actors}) => actors[0])).size).toBe(1);
    }
  }
});

it("attacksOf({difficulty}) is slower and smaller the harder it is", () => {
  const [loud, quiet, slow, hardest] = [0, 1, 2, 3].map((difficulty) => attacksOf({difficulty}));
  const median = (attacks: typeof loud, kind: string) => {
    const gaps = attacks.flatMap((attack) =>
      attack.kind === kind
        ? Array.from(attack.times.subarray(1), (t, i) => t - attack.times[i])
        : []
    );
    return gaps.sort((a, b) => a - b)[gaps.length >> 1];
  };
  for (const kind of ["port scan", "SSH brute force", "C2 beacon", "DNS tunnel"]) {
    expect(median(loud, kind)).toBeLessThan(median(quiet, kind));
    expect(median(quiet, kind)).toBeLessThan(median(slow, kind));
    expect(median(slow, kind)).toBeLessThan(median(hardest, kind));
  }
  const hours = hardest.filter(({kind}) => kind === "C2 beacon").map(({times}) => (times.at(-1)! - times[0]) / 3600e6); // prettier-ignore
  expect(Math.max(...hours)).toBeGreaterThan(48);
  const uploads = hardest.filter(({kind}) => kind === "exfiltration");
  expect(uploads.every(({times}) => times.length === 1)).toBe(true);
  const hops = hardest.filter(({kind}) => kind === "lateral movement");
  expect(hops.every(({actors}) => actors.length >= 2)).toBe(true);
});

it("attacksOf({attacks: false}) is empty, and the feed is benign", () => {
  expect(attacksOf({attacks: false})).toEqual([]);
  const labels = column(readFeed({flows: 5_000, attacks: false}), "label");
  expect(new Set(labels)).toEqual(new Set(["Benign", "Background"]));
});

it("syntheticFeed({difficulty: 0}) calls home every minute, but for three seconds", () => {
  const calls = new Map<number, number[]>();
  numbers.forEach((number, i) => {
    if (details[i] !== "C2 beacon") return;
    calls.set(number, [...(calls.get(number) ?? []), times[i]]);
  });
  expect(calls.size).toBe(5);
  for (const beacon of calls.values()) {
    const gaps = beacon.slice(1).map((time, i) => time - beacon[i]);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(57);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(63);
  }
});

it("syntheticFeed(options) scans many ports of few hosts, and one port of many hosts", () => {
  const [ports, hosts] = [new Set(of("port scan", "id.resp_p")), new Set(of("port scan", "id.resp_h"))]; // prettier-ignore
  expect(ports.size).toBeGreaterThan(25);
  expect(hosts.size).toBeLessThanOrEqual(3);
  expect(new Set(of("horizontal scan", "id.resp_p")).size).toBe(2);
  expect(new Set(of("horizontal scan", "id.resp_h")).size).toBeGreaterThan(40);
  const states = [...of("port scan", "conn_state"), ...of("horizontal scan", "conn_state")];
  const failed = states.filter((state) => state === "REJ" || state === "S0");
  expect(failed.length).toBeGreaterThan(0.9 * states.length);
});

it("syntheticFeed(options) exfiltrates by large uploads", () => {
  const sizes = of("exfiltration", "orig_bytes").map(Number);
  expect(Math.min(...sizes)).toBeGreaterThan(4e6);
  expect(Math.max(...sizes)).toBeGreaterThan(1e8);
});

it("syntheticFeed(options) moves laterally to hosts that the source hardly calls otherwise", () => {
  const src = column(feed, "id.orig_h");
  const dst = column(feed, "id.resp_h");
  const moved = new Set<string>();
  details.forEach((detail, i) => {
    if (detail === "lateral movement") moved.add(`${src[i]} ${dst[i]}`);
  });
  expect(moved.size).toBeGreaterThan(20);
  expect(new Set(of("lateral movement", "id.resp_p"))).toEqual(new Set(["22", "3389", "445", "5985"])); // prettier-ignore
  const usual = src.filter((host, i) => details[i] === "-" && moved.has(`${host} ${dst[i]}`));
  expect(usual.length).toBeLessThan(moved.size);
});
