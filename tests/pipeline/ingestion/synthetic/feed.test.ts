import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import type {SyntheticOptions} from "../../../../pipeline/ingestion/synthetic/options.js";
import {attackOf} from "../../../../src/core/schema/labels.js";
import {column, readFeed} from "./read.js";
import type {ReadFeed} from "./read.js";

const feed = readFeed({flows: 60_000});

function sha256(options: SyntheticOptions): string {
  const hash = createHash("sha256");
  for (const bytes of syntheticFeed(options)) hash.update(bytes);
  return hash.digest("hex");
}

/** The values of *name* as numbers; unset ones are NaN. */
function numbers(feed: ReadFeed, name: string): number[] {
  return column(feed, name).map((text) => (text === "-" ? NaN : Number(text)));
}

it.each([
  {flows: 1_000},
  {flows: 5_000},
  {flows: 30_001, days: 1},
  {flows: 1_000, days: 365},
  {flows: 20_000, days: 3, seed: 7, start: "2026-10-24T13:37:11+02:00"}
])(
  "syntheticFeed(%j) has exactly as many lines as flows, in ascending order of time",
  (options) => {
    const feed = readFeed(options);
    expect(feed.rows.length).toBe(options.flows);
    const times = column(feed, "ts"); // all of the same width, so that text sorts as numbers do
    expect(times.findIndex((time, i) => i > 0 && time < times[i - 1])).toBe(-1);
    const start = Date.parse(options.start ?? "2026-03-02T00:00:00Z") / 1000;
    expect(Number(times[0])).toBeGreaterThanOrEqual(start);
    expect(Number(times.at(-1))).toBeLessThan(start + 86_400 * (options.days ?? 14));
  }
);

it("syntheticFeed(options) begins and ends as Zeek’s TSV does", () => {
  expect(feed.comments).toEqual([
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    "#open\t2026-03-02-00-00-00",
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\tlabel\tdetailed-label\ttechnique",
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\tstring\tstring\tstring",
    "#close\t2026-03-16-00-00-00"
  ]);
});

it("syntheticFeed(options) writes every field in its type", () => {
  const count = /^(-|0|[1-9]\d*)$/;
  const port = /^(0|[1-9]\d{0,4})$/;
  const address = /^(\d{1,3}\.){3}\d{1,3}$/;
  const size = /^(0|[1-9]\d*)$/;
  const types: Record<string, RegExp> = {
    ts: /^\d{10}\.\d{6}$/,
    uid: /^C[0-9A-Za-z]{16}$/,
    "id.orig_h": address,
    "id.orig_p": port,
    "id.resp_h": address,
    "id.resp_p": port,
    proto: /^(tcp|udp|icmp)$/,
    service: /^(-|[a-z_]+(,[a-z_]+)*)$/,
    duration: /^(-|\d+\.\d{6})$/,
    orig_bytes: count,
    resp_bytes: count,
    conn_state: /^(SF|S0|S1|S3|REJ|RSTO|RSTR|OTH)$/,
    local_orig: /^[TF]$/,
    local_resp: /^[TF]$/,
    missed_bytes: /^0$/,
    history: /^(-|[ShAaDdFfRr]+)$/,
    orig_pkts: size,
    orig_ip_bytes: size,
    resp_pkts: size,
    resp_ip_bytes: size,
    tunnel_parents: /^-$/,
    label: /^(Benign|Background|Malicious#\d+)$/,
    "detailed-label": /^(-|[A-Za-z0-9 ]+)$/,
    technique: /^(-|T\d{4}(\.\d{3})?)$/
  };
  expect(Object.keys(types)).toEqual(feed.names);
  expect(feed.rows.every((row) => row.length === 24)).toBe(true);
  for (const [name, type] of Object.entries(types)) {
    expect(column(feed, name).find((text) => !type.test(text))).toBe(undefined);
  }
  expect(Math.max(...numbers(feed, "id.orig_p"), ...numbers(feed, "id.resp_p"))).toBeLessThan(
    65_536
  );
});

it("syntheticFeed(options) names no event twice", () => {
  expect(new Set(column(feed, "uid")).size).toBe(60_000);
});

it("syntheticFeed(options) gives the same bytes twice, and others for any other option", () => {
  const first = sha256({flows: 20_000});
  expect(sha256({flows: 20_000})).toBe(first);
  const defaults = {
    days: 14,
    seed: 42,
    difficulty: 1,
    attacks: true,
    start: "2026-03-02T00:00:00Z"
  };
  expect(sha256({flows: 20_000, ...defaults})).toBe(first);
  expect(sha256({flows: 20_000, difficulty: 2})).not.toBe(first);
  expect(sha256({flows: 20_000, attacks: false})).not.toBe(first);
  expect(sha256({flows: 20_000, seed: 43})).not.toBe(first);
  expect(sha256({flows: 20_001})).not.toBe(first);
  expect(sha256({flows: 20_000, days: 15})).not.toBe(first);
  expect(sha256({flows: 20_000, start: "2026-03-09T00:00:00Z"})).not.toBe(first);
});

it("syntheticFeed(options) can be read again, and left in the middle", () => {
  const feed = syntheticFeed({flows: 20_000});
  const [first] = feed;
  expect([...feed][0]).toEqual(first);
});

it("syntheticFeed(options) keeps payloads, packets and headers consistent", () => {
  const [origBytes, respBytes] = [numbers(feed, "orig_bytes"), numbers(feed, "resp_bytes")];
  const [origPackets, respPackets] = [numbers(feed, "orig_pkts"), numbers(feed, "resp_pkts")];
  const [origIp, respIp] = [numbers(feed, "orig_ip_bytes"), numbers(feed, "resp_ip_bytes")];
  const history = column(feed, "history");
  const state = column(feed, "conn_state");
  const duration = column(feed, "duration");
  const tcp = column(feed, "proto").map((proto) => proto === "tcp");
  const wrong = feed.rows.filter((_, i) => {
    const alone = origPackets[i] + respPackets[i] === 1;
    if (alone !== (duration[i] === "-")) return true;
    if (alone) return !Number.isNaN(origBytes[i]) || !Number.isNaN(respBytes[i]);
    const least = tcp[i] ? 40 : 28; // headers of IPv4 and TCP, or UDP or ICMP
    if (origIp[i] < origBytes[i] + least * origPackets[i]) return true;
    if (respIp[i] < respBytes[i] + least * respPackets[i]) return true;
    if (origBytes[i] > 1472 * origPackets[i] || respBytes[i] > 1472 * respPackets[i]) return true;
    if (state[i] === "S0" && (respPackets[i] > 0 || /[a-z]/.test(history[i]))) return true;
    if (state[i] === "REJ" && history[i] !== "Sr") return true;
    if (!tcp[i]) return false;
    return (
      history[i].includes("D") !== origBytes[i] > 0 || history[i].includes("d") !== respBytes[i] > 0
    );
  });
  expect(wrong.slice(0, 3)).toEqual([]);
});

it("syntheticFeed(options) is busy in working hours, quiet at night and at weekends", () => {
  const byHour = new Float64Array(24);
  const byDay = new Float64Array(7);
  for (const time of numbers(feed, "ts")) {
    const local = new Date((time + 3600) * 1000); // the office keeps UTC+1
    const weekday = local.getUTCDay();
    ++byDay[weekday];
    if (weekday >= 1 && weekday <= 5) ++byHour[local.getUTCHours()];
  }
  const mean = (hours: readonly number[]) =>
    hours.reduce((sum, n) => sum + byHour[n], 0) / hours.length;
  expect(mean([10, 11, 15, 16])).toBeGreaterThan(3 * mean([20, 21, 22, 23, 0]));
  expect(mean([12, 13])).toBeLessThan(0.95 * mean([10, 11, 15, 16])); // lunch
  const weekend = (byDay[0] + byDay[6]) / 2;
  for (const weekday of [1, 2, 3, 4, 5]) expect(byDay[weekday]).toBeGreaterThan(1.5 * weekend);
});

it("syntheticFeed(options) has more hosts the more flows, and names no real one outside", () => {
  const hosts = (feed: ReadFeed) =>
    new Set(column(feed, "id.orig_h").filter((address) => address.startsWith("10.20."))).size;
  expect(hosts(feed)).toBeGreaterThan(25);
  expect(hosts(feed)).toBeLessThan(50);
  expect(hosts(readFeed({flows: 60_000, days: 1}))).toBeGreaterThan(5 * hosts(feed));
  const known =
    /^(10\.20\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|198\.19\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|224\.0\.0\.251$)/;
  const all = [...column(feed, "id.orig_h"), ...column(feed, "id.resp_h")];
  expect(all.filter((address) => !known.test(address))).toEqual([]);
});

it("syntheticFeed(options) says of each flow whether either end is in the office", () => {
  const says = (name: string, host: string) => {
    const hosts = column(feed, host);
    return column(feed, name).every((flag, i) => (flag === "T") === hosts[i].startsWith("10.20."));
  };
  expect(says("local_orig", "id.orig_h") && says("local_resp", "id.resp_h")).toBe(true);
});

it("syntheticFeed(options) labels noise of the internet as benign, and keeps it modest", () => {
  const labels = column(feed, "label");
  const noise = labels.filter((label) => label === "Background").length / labels.length;
  expect(attackOf("Background")).toBe(0);
  expect(noise).toBeGreaterThan(0.001);
  expect(noise).toBeLessThan(0.08);
});

it("syntheticFeed(options) is as regular and as changing as real networks are", () => {
  const [src, dst, port] = ["id.orig_h", "id.resp_h", "id.resp_p"].map((name) =>
    column(feed, name)
  );
  const benign = column(feed, "label").map((label) => label === "Benign");
  const times = numbers(feed, "ts");
  const middle = (times[0] + times.at(-1)!) / 2;
  const pairs = new Map<string, number[]>();
  const [hostDays, early, late] = [new Set<string>(), new Set<string>(), new Set<string>()];
  times.forEach((time, i) => {
    if (!benign[i] || !src[i].startsWith("10.20.")) return;
    const day = Math.floor(time / 86_400);
    hostDays.add(`${src[i]} ${day}`);
    if (!dst[i].startsWith("10.20.")) (time < middle ? early : late).add(dst[i]);
    const key = `${src[i]} ${dst[i]} ${port[i]} ${day}`;
    pairs.set(key, [...(pairs.get(key) ?? []), time]);
  });
  const regular = [...pairs.values()].filter(isPeriodic).length;
  expect(regular / hostDays.size).toBeGreaterThan(0.9); // 1 to 5 of real host-days
  expect(regular / hostDays.size).toBeLessThan(5);
  const fresh = [...late].filter((address) => !early.has(address)).length / late.size;
  expect(fresh).toBeGreaterThan(0.42); // 0.42 to 0.84 of real captures
  expect(fresh).toBeLessThan(0.84);
});

/** Whether half of the gaps between *times*, at least eight of 30 s, are within 5 % of the median. */
function isPeriodic(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  const middle = median(gaps.slice());
  return gaps.length >= 8 && middle >= 30 && median(gaps.map((gap) => Math.abs(gap - middle))) <= 0.05 * middle; // prettier-ignore
}
