import {expect, it} from "vitest";
import {warningsOf} from "../../../src/core/evaluation/warnings.js";
import type {WarningFacts} from "../../../src/core/evaluation/warnings.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import type {TrainingSignals} from "../../../src/core/schema/warnings.js";

const day = 86_400_000;

function metrics(window: "all" | "test", changes: Partial<Metrics>): Metrics {
  const empty = {labelled: 0, attacks: 0, baseRate: null, ap: null, auroc: null, events: 5000};
  return {model: "isolation-forest", window, ...empty, ...changes} as Metrics;
}

function facts(changes: Partial<WarningFacts> = {}): WarningFacts {
  return {
    synthetic: false,
    files: [{name: "conn.log"}],
    setAside: [],
    rejected: 0,
    stray: null,
    events: 10_000,
    first: 0,
    last: 2 * day,
    days: 2,
    metrics: [metrics("all", {}), metrics("test", {})],
    training: {elsewhere: false, from: 0, until: day, signals: null},
    drift: null,
    calibration: null,
    ...changes
  };
}

const codes = (changes: Partial<WarningFacts>) => warningsOf(facts(changes)).map(({code}) => code);

const measured = (all: Partial<Metrics>, test: Partial<Metrics>) => ({
  metrics: [metrics("all", all), metrics("test", test)]
});

it("warningsOf(facts) says nothing of a plain log", () => {
  expect(warningsOf(facts())).toEqual([]);
});

it("warningsOf(facts) says what a run goes on without, at most five partitions by name", () => {
  const setAside = Array.from({length: 7}, (_, i) => ({partition: `day=${i}`, task: "a", error: "no disk"})); // prettier-ignore
  const [{code, message}] = warningsOf(facts({setAside}));
  expect(code).toBe("set-aside");
  expect(message).toMatch(/^The run is partial: 7 partitions were set aside, since the task failed: day=0 \(no disk\); .*day=4 \(no disk\); and 2 more\./); // prettier-ignore
});

it("warningsOf(facts) names what is wrong with the input, at most ten files by name", () => {
  const files = Array.from({length: 12}, (_, i) => ({name: `${i}.log`, partial: "it ends early"}));
  const found = warningsOf(facts({synthetic: true, files, rejected: 1, events: 999, days: 0.99}));
  expect(found.filter(({code}) => code === "partial-file")).toHaveLength(11);
  expect(found.map(({code}) => code)).toEqual(
    expect.arrayContaining(["synthetic", "rejected-lines", "few-events", "short-log"])
  );
  expect(found.find(({code}) => code === "rejected-lines")!.message).toMatch(
    /^1 line was rejected/
  );
});

it("warningsOf(facts) looks for inversion in the test window, and over all events only where that has not both classes", () => {
  expect(codes(measured({auroc: 0.7}, {auroc: 0.41}))).toEqual(["inverted"]);
  expect(codes(measured({auroc: 0.41}, {auroc: 0.7}))).toEqual([]);
  expect(codes(measured({auroc: 0.41}, {auroc: null}))).toEqual(["inverted"]);
});

it("warningsOf(facts) warns of many attacks in the whole log or in the training window, unless trained elsewhere", () => {
  const rare = measured({labelled: 1000, attacks: 200}, {labelled: 500, attacks: 100});
  expect(codes(rare)).toEqual([]);
  const all = measured({labelled: 1000, attacks: 630}, {labelled: 500, attacks: 320});
  expect(warningsOf(facts(all))[0]).toMatchObject({code: "mostly-attack"});
  expect(warningsOf(facts(all))[0].message).toContain(
    "63 % of the labelled events are attacks, 62 %"
  );
  const training = measured({labelled: 1000, attacks: 180}, {labelled: 500, attacks: 30});
  expect(codes(training)).toEqual(["mostly-attack"]);
  const elsewhere = {elsewhere: true, from: -day, until: 0, signals: null};
  expect(codes({...all, training: elsewhere})).toEqual([]);
});

it("warningsOf(facts) says when the past overlaps with the log, or nothing is held out", () => {
  const from = (from: number, until: number) =>
    codes({training: {elsewhere: true, from, until, signals: null}});
  expect([from(-day, 0), from(-day, 1), from(3 * day, 4 * day)]).toEqual([[], ["overlap"], []]);
  expect(codes(measured({}, {events: 0}))).toEqual(["no-test-window"]);
});

/** Shares failed of those that could be answered, of one destination, from outside, of one pair, per thousand: as measured. */
const real: [string, [number, number, number, number], boolean][] = [
  ["the feed", [18, 188, 62, 80], false],
  ["hard office 0", [20, 156, 46, 63], false],
  ["a trojan among 582 flows (rat-001)", [283, 345, 660, 345], true],
  ["a public web server", [100, 990, 990, 100], false],
  ["conn.log.labeled", [641, 629, 629, 100], true],
  ["multiday", [631, 943, 944, 159], true],
  ["a scan (nmap-conn)", [898, 39, 0, 39], true],
  ["a heartbeat", [0, 900, 0, 900], true]
];

it.each(real)(
  "warningsOf(facts) judges a training window without labels: %s",
  (_, shares, warned) => {
    const [failed, destination, outside, pair] = shares;
    const signals: TrainingSignals = {events: 1000, answerable: 1000, failed, destination, outside, outsideSources: 9, pair}; // prettier-ignore
    const training = {elsewhere: false, from: 0, until: day, signals};
    expect(codes({training})).toEqual(warned ? ["looks-mostly-attack"] : []);
    const few = measured({labelled: 1000, attacks: 40}, {labelled: 900, attacks: 40});
    expect(codes({...few, training})).toEqual([]);
  }
);

it("warningsOf(facts) says how many lines were set apart for their time, and how to keep them", () => {
  const stray = {lines: 2, from: "2024-04-19 00:00:00 UTC", to: "2024-04-20 00:00:00 UTC"};
  const [{code, message}] = warningsOf(facts({stray}));
  expect(code).toBe("stray-times");
  expect(message).toMatch(/^2 lines of another time were set apart: .* --time-bounds off\.$/);
  expect(codes({stray: {...stray, lines: 0}})).toEqual([]);
});
