import {expect, it} from "vitest";
import type {Feed} from "../../../pipeline/feeds/feed.js";
import {runSchedule} from "../../../pipeline/feeds/scheduler.js";
import type {LastRun, SchedulerEffects} from "../../../pipeline/feeds/scheduler.js";
import {auditLedger} from "../../../pipeline/feeds/tick-records.js";
import type {Action} from "../../../pipeline/audit/decisions.js";
import type {Records} from "../../../pipeline/audit/audit.js";
import type {Snapshot} from "../../../pipeline/watch/snapshot.js";

const feedOf = (name: string, fields: Partial<Feed>): Feed => ({
  ...{name, key: null, input: [`${name}.log`], options: {}, site: null, retention: null},
  ...{schedule: null, trigger: null},
  ...fields
});

/** What remains of feeds when a scheduler ends: the actions in the audit of each, and the files. */
class World {
  readonly actions = new Map<string, Action[]>();
  readonly runs: string[] = [];
  readonly events: string[] = [];
  files = new Map<string, Snapshot>();
  now: number;

  constructor(start: string) {
    this.now = Date.parse(start);
  }

  ledger({name}: Feed) {
    const actions = this.actions.get(name) ?? [];
    this.actions.set(name, actions);
    const audit = {
      actions: async () => actions,
      recordAction: async (action: Action) => void actions.push(action),
      close: async () => undefined
    };
    return auditLedger(async () => audit as unknown as Records);
  }

  setFiles(feed: string, ...sizes: number[]) {
    const files = sizes.map((bytes, i) => [`${i}.log`, bytes, 0] as const);
    this.files.set(feed, {files, missing: null});
  }
}

/** How a scheduler is run over a world. */
interface Sitting {
  until: string;
  /** The minutes that a run takes; defaults to none. */
  minutes?: number;
  parallel?: number;
  lastRun?: LastRun;
  /** Called whenever the scheduler waits. */
  onPause?(now: Date): void;
  fail?: boolean;
}

/** Runs a scheduler of *feeds* until a time, by the clock of *world*, which its pauses move. */
async function sit(world: World, feeds: Feed[], sitting: Sitting): Promise<void> {
  const {until, minutes = 0, parallel = 1, lastRun = "ended", onPause, fail} = sitting;
  const end = Date.parse(until);
  const stopping = new AbortController();
  const ends: {at: number; finish: () => void}[] = [];
  const settle = async () => {
    for (let i = 0; i < 50; ++i) await Promise.resolve();
  };
  const effects: SchedulerEffects = {
    now: () => new Date(world.now),
    async sleep(ms) {
      await settle();
      world.now = Math.min(world.now + ms, end);
      for (const {at, finish} of ends) if (at <= world.now) finish();
      await settle();
      onPause?.(new Date(world.now));
      if (world.now >= end) stopping.abort();
    },
    ledger: (feed) => world.ledger(feed),
    look: async ({name}) => world.files.get(name) ?? {files: [], missing: "none"},
    lastRun: async () => lastRun,
    async run(_, id) {
      world.runs.push(id);
      if (fail) throw new Error("disk full; make room");
      if (minutes > 0)
        await new Promise<void>((finish) => ends.push({at: world.now + minutes * 60_000, finish}));
    },
    report: ({feed, what, tick, note}) =>
      world.events.push([feed, what, tick?.slice(11, 16), note].filter(Boolean).join(" ")),
    check: () => undefined
  };
  await runSchedule(feeds, {parallel}, effects, stopping.signal);
}

const hourly = feedOf("a", {schedule: {cron: "0 * * * *", timeZone: "UTC"}});
const run = (feed: string, time: string) => `${feed}/2026-12-01T${time}:00.000Z`;

it("runSchedule(feeds) starts a run of each feed whenever it is due, and not before", async () => {
  const world = new World("2026-12-01T00:30:10Z");
  const often = feedOf("b", {schedule: {everyMinutes: 30}});
  await sit(world, [hourly, often, feedOf("c", {})], {until: "2026-12-01T02:00:30Z"});
  expect(world.runs).toEqual([
    run("a", "01:00"),
    run("b", "01:00"),
    run("b", "01:30"),
    run("a", "02:00"),
    run("b", "02:00")
  ]);
  expect(world.actions.has("c")).toBe(false);
});

it("runSchedule(feeds) makes up for the last time that passed without it, late, and records the others as missed", async () => {
  const world = new World("2026-12-01T00:30:00Z");
  await sit(world, [hourly], {until: "2026-12-01T01:10:00Z"});
  world.now = Date.parse("2026-12-01T05:20:00Z");
  world.events.length = 0;
  await sit(world, [hourly], {until: "2026-12-01T06:10:00Z"});
  expect(world.runs).toEqual([run("a", "01:00"), run("a", "05:00"), run("a", "06:00")]);
  expect(world.events).toEqual([
    "a missed 04:00 3 missed: 2026-12-01T02:00:00.000Z, 2026-12-01T03:00:00.000Z, 2026-12-01T04:00:00.000Z",
    "a started 05:00 late: it is made up for",
    "a done 05:00",
    "a started 06:00",
    "a done 06:00"
  ]);
});

it("runSchedule(feeds) does not make up for what was due before a feed was first seen", async () => {
  const world = new World("2026-12-01T00:30:00Z");
  await sit(world, [hourly], {until: "2026-12-01T00:40:00Z"});
  world.now = Date.parse("2026-12-01T01:20:00Z"); // seen, and due meanwhile
  await sit(world, [hourly], {until: "2026-12-01T01:30:00Z"});
  expect(world.runs).toEqual([run("a", "01:00")]);
});

it("runSchedule(feeds) skips a feed whose run is still at work, and says so", async () => {
  const world = new World("2026-12-01T00:30:00Z");
  await sit(world, [hourly], {until: "2026-12-01T04:30:00Z", minutes: 90});
  expect(world.runs).toEqual([run("a", "01:00"), run("a", "03:00")]);
  expect(world.events.filter((event) => event.includes("skipped"))).toEqual([
    "a skipped 02:00 the run before it is still at work",
    "a skipped 04:00 the run before it is still at work"
  ]);
});

it("runSchedule(feeds) runs one feed after the other, or as many at once as it may", async () => {
  for (const [parallel, expected] of [
    [1, "a started, a done, b started, b done"],
    [2, "a started, b started, a done, b done"]
  ] as const) {
    const world = new World("2026-12-01T00:30:00Z");
    const other = {...hourly, name: "b"};
    await sit(world, [hourly, other], {until: "2026-12-01T01:50:00Z", minutes: 20, parallel});
    const events = world.events.map((event) => event.split(" ").slice(0, 2).join(" "));
    expect(events.join(", ")).toBe(expected);
  }
});

it("runSchedule(feeds) by two schedulers, of which neither knows that the other acts, starts each run once", async () => {
  const world = new World("2026-12-01T00:30:00Z");
  await sit(world, [hourly], {until: "2026-12-01T00:31:00Z"});
  const other = new World("2026-12-01T00:31:00Z");
  other.actions.set("a", world.actions.get("a")!);
  for (const one of [world, other]) await sit(one, [hourly], {until: "2026-12-01T03:10:00Z"});
  expect(world.runs).toHaveLength(3);
  expect(other.runs).toEqual([]);
  const started = world.actions.get("a")!.filter(({details}) => details.outcome === "started");
  expect(started).toHaveLength(3);
});

it.each<[LastRun, string[]]>([
  ["ended", []],
  ["none", [run("a", "01:00")]],
  ["interrupted", [run("a", "01:00")]]
])(
  "runSchedule(feeds) that takes over makes up for a run that is %s: %j",
  async (lastRun, runs) => {
    const world = new World("2026-12-01T00:30:00Z");
    await sit(world, [hourly], {until: "2026-12-01T01:10:00Z"});
    world.runs.length = 0;
    await sit(world, [hourly], {until: "2026-12-01T01:20:00Z", lastRun});
    expect(world.runs).toEqual(runs);
  }
);

it("runSchedule(feeds) reports a run that fails, and starts the next one when it is due", async () => {
  const world = new World("2026-12-01T00:30:00Z");
  await sit(world, [hourly], {until: "2026-12-01T02:10:00Z", fail: true});
  expect(world.runs).toHaveLength(2);
  expect(world.events).toContain("a failed 01:00 disk full; make room");
});

it("runSchedule(feeds) follows clocks that change: a day of 23 hours, one of 25, each night once", async () => {
  const nightly = feedOf("a", {schedule: {cron: "30 2 * * *", timeZone: "Europe/Berlin"}});
  const spring = new World("2026-03-28T12:00:00Z");
  await sit(spring, [nightly], {until: "2026-03-30T12:00:00Z"});
  expect(spring.runs).toEqual(["a/2026-03-29T01:00:00.000Z", "a/2026-03-30T00:30:00.000Z"]);
  const autumn = new World("2026-10-24T12:00:00Z");
  await sit(autumn, [nightly], {until: "2026-10-26T12:00:00Z"});
  expect(autumn.runs).toEqual(["a/2026-10-25T00:30:00.000Z", "a/2026-10-26T01:30:00.000Z"]);
});

const triggered = feedOf("a", {trigger: {every: 60, settle: 120}});

it("runSchedule(feeds) starts a run once files are new and quiet, and none for the same files, not even later", async () => {
  const world = new World("2026-12-01T00:00:00Z");
  const startedAt: string[] = [];
  const onPause = (now: Date) => {
    const time = now.toISOString().slice(11, 16);
    if (time === "00:05") world.setFiles("a", 10);
    if (time === "00:07") world.setFiles("a", 20); // still growing
    if (world.runs.length > startedAt.length) startedAt.push(time);
  };
  await sit(world, [triggered], {until: "2026-12-01T00:20:00Z", onPause});
  expect(startedAt).toEqual(["00:10"]);
  await sit(world, [triggered], {until: "2026-12-01T00:30:00Z"});
  expect(world.runs).toHaveLength(1);
  world.setFiles("a", 20, 5);
  await sit(world, [triggered], {until: "2026-12-01T00:40:00Z"});
  expect(world.runs).toHaveLength(2);
});

it("runSchedule(feeds) waits for no log that is always written to, and starts one more run for what changed meanwhile", async () => {
  const world = new World("2026-12-01T00:00:00Z");
  let size = 1;
  const onPause = () => world.setFiles("a", ++size);
  await sit(world, [triggered], {until: "2026-12-01T01:00:00Z", onPause, minutes: 5});
  expect(world.runs.length).toBeGreaterThanOrEqual(2);
  expect(world.runs.length).toBeLessThanOrEqual(3);
  expect(world.events.filter((event) => event.includes("skipped"))).toEqual([]);
});

it("runSchedule(feeds) with schedule and trigger starts one run where both are due", async () => {
  const world = new World("2026-12-01T00:59:00Z");
  world.setFiles("a", 10);
  const both = {...hourly, trigger: {every: 60, settle: 60}};
  await sit(world, [both], {until: "2026-12-01T01:30:00Z", minutes: 3});
  expect(world.runs).toEqual([run("a", "01:00")]);
});
