import {describe, expect, it} from "vitest";
import type {Delivery, Message} from "../../../pipeline/watch/message.js";
import type {NotifiedIncident} from "../../../pipeline/watch/new-incidents.js";
import type {FileStamp, Snapshot} from "../../../pipeline/watch/snapshot.js";
import type {WatchState} from "../../../pipeline/watch/state.js";
import {watch} from "../../../pipeline/watch/watch.js";
import type {WatchedRun, WatchEffects, WatchOptions} from "../../../pipeline/watch/watch.js";
import type {Severity} from "../../../src/core/schema/incidents.js";

const options: WatchOptions = {
  command: "atalaya run -- logs",
  every: 10,
  settle: 5,
  once: false,
  failOn: "high"
};

const some = (...files: FileStamp[]): Snapshot => ({files, missing: null});
const none: Snapshot = {files: [], missing: "empty folder: logs"};

function incident(id: string, severity: Severity): NotifiedIncident {
  const times = {from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z"};
  const found = {found_by: "models", rate_per_day: 0.01, events: 1} as const;
  return {id, entity: id, role: "actor", ...times, severity, name: "Port scan", ...found};
}

/** A world without clock and disk: *files* is what is in the folder at a second. */
class World {
  second = 0;
  runs: {at: number; files: Snapshot}[] = [];
  builds = 0;
  sent: Message[] = [];
  reports: WatchedRun[] = [];
  warned: string[] = [];
  state: WatchState | undefined;
  incidents: NotifiedIncident[] = [];
  answers: Delivery[] = [];
  hidden: string[] = [];
  obstacle: string | null = null;
  failures = 0;
  buildFailures = 0;
  runSeconds = 0;
  end = Infinity;
  files: (second: number) => Snapshot;

  constructor(files: (second: number) => Snapshot) {
    this.files = files;
  }

  effects(): WatchEffects {
    return {
      look: async () => this.files(this.second),
      findObstacle: async () => this.obstacle,
      run: async () => {
        this.runs.push({at: this.second, files: this.files(this.second)});
        this.second += this.runSeconds;
        if (this.failures-- > 0) throw new Error("store is down");
        return {
          run: `run-${this.runs.length}`,
          incidents: this.incidents,
          partial: false,
          visible: async (found) => found.filter(({id}) => !this.hidden.includes(id))
        };
      },
      build: async () => {
        this.builds += 1;
        if (this.buildFailures-- > 0) throw new Error("build failed");
      },
      channels: [
        {
          name: "webhook",
          send: async (message) => {
            this.sent.push(message);
            return this.answers.shift() ?? {ok: true, answer: "status 200"};
          }
        }
      ],
      findState: async () => this.state,
      writeState: async (state) => void (this.state = JSON.parse(JSON.stringify(state))),
      sleep: async (seconds) => {
        this.second += seconds;
        if (this.second >= this.end) throw new Ended();
      },
      report: (run) => void this.reports.push(run),
      warn: (message) => void this.warned.push(message)
    };
  }

  once(changed: Partial<WatchOptions> = {}) {
    return watch({...options, once: true, ...changed}, this.effects());
  }

  /** Watches until *second*. */
  async until(second: number): Promise<void> {
    this.end = second;
    await expect(watch(options, this.effects())).rejects.toThrow(Ended);
  }
}

class Ended extends Error {}

const a: FileStamp = ["conn.1.log", 100, 1];
const b: FileStamp = ["conn.2.log", 100, 2];

describe("watch(options, effects)", () => {
  it("runs over new, grown and rotated files, once each, and builds after each run", async () => {
    const grown: FileStamp = ["conn.1.log", 200, 30];
    const rotated: FileStamp = ["conn.1.log.gz", 50, 50];
    const world = new World((second) => {
      if (second < 30) return some(a);
      if (second < 60) return some(grown);
      return second < 90 ? some(grown, b) : some(rotated, b);
    });
    await world.until(200);
    expect(world.runs.map(({files}) => files)).toEqual([
      some(a),
      some(grown),
      some(grown, b),
      some(rotated, b)
    ]);
    expect(world.builds).toBe(4);
  });

  it("waits until no file changed for --settle seconds", async () => {
    const world = new World((second) => some(["conn.log", Math.min(second, 22), 0]));
    await world.until(100);
    expect(world.runs).toEqual([{at: 30, files: some(["conn.log", 22, 0])}]);
  });

  it("runs all the same after twelve times --settle if a file never stops growing", async () => {
    const world = new World((second) => some(["conn.log", second, 0]));
    await world.once();
    expect(world.runs.map(({at}) => at)).toEqual([60]);
  });

  it("starts one more run after a run in which files changed, however often", async () => {
    const world = new World((second) => some(["conn.log", Math.min(second, 90), 0]));
    world.runSeconds = 100;
    await world.until(400);
    expect(world.runs).toHaveLength(2);
  });

  it("does not run again after a restart when nothing changed, and does with other options of the run", async () => {
    const world = new World(() => some(a));
    expect(await world.once()).toBe(0);
    expect(await world.once()).toBe(0);
    expect(world.runs).toHaveLength(1);
    await world.once({command: "atalaya run --trees 200 -- logs"});
    expect(world.runs).toHaveLength(2);
  });

  it("goes on with build and notification after it was killed between run and build", async () => {
    const world = new World(() => some(a));
    world.incidents = [incident("x", "critical")];
    const killed: WatchEffects = {
      ...world.effects(),
      async writeState(state) {
        world.state = state;
        throw new Ended();
      }
    };
    await expect(watch({...options, once: true}, killed)).rejects.toThrow(Ended);
    expect([world.builds, world.sent.length]).toEqual([0, 0]);
    expect(await world.once()).toBe(10);
    expect([world.runs.length, world.builds, world.sent.length]).toEqual([1, 1, 1]);
    expect(world.reports.map((report) => report.new)).toEqual([1]);
  });

  it("notifies of incidents at or above --fail-on that the run before did not have, or not as severe", async () => {
    let files = some(a);
    const world = new World(() => files);
    world.incidents = [incident("x", "critical"), incident("y", "medium"), incident("z", "low")];
    expect(await world.once()).toBe(10);
    files = some(a, b);
    expect(await world.once()).toBe(0);
    files = some(b);
    world.incidents = [incident("x", "critical"), incident("y", "high"), incident("v", "medium")];
    expect(await world.once()).toBe(10);
    expect(world.sent.map(({incidents}) => incidents.map(({id}) => id))).toEqual([["x"], ["y"]]);
    const [first] = world.reports;
    expect(first).toMatchObject({
      new: 1,
      incidents: {critical: 1, high: 0, medium: 1, low: 1},
      notified: {webhook: {ok: true, answer: "status 200"}}
    });
  });

  it("notifies of no incident that a suppression hides", async () => {
    const world = new World(() => some(a));
    world.incidents = [incident("x", "critical")];
    world.hidden = ["x"];
    expect(await world.once()).toBe(0);
    expect([world.sent, world.reports[0].notified]).toEqual([[], null]);
  });

  it("warns of a notification that failed, and sends it again after the next run, with what is new", async () => {
    let files = some(a);
    const world = new World(() => files);
    world.incidents = [incident("x", "high")];
    world.answers = [{ok: false, answer: "status 503"}];
    expect(await world.once()).toBe(10);
    expect(world.warned).toEqual([
      "notification by webhook failed: status 503; tried again after the next run"
    ]);
    files = some(a, b);
    world.incidents = [incident("x", "high"), incident("y", "critical")];
    await world.once();
    expect(world.sent[1]).toMatchObject({run: "run-2", new: 2});
    expect(world.sent[1].incidents.map(({id}) => id)).toEqual(["y", "x"]);
    files = some(b);
    expect(await world.once()).toBe(0);
    expect(world.sent).toHaveLength(2);
  });

  it("says once that there are no logs yet, and runs when there are", async () => {
    const world = new World((second) => (second < 50 ? none : some(a)));
    await world.until(100);
    expect(world.warned).toEqual(["no logs yet: empty folder: logs"]);
    expect(world.runs.map(({at}) => at)).toEqual([55]);
  });

  it("waits while no file is a log of connections; with --once, the exit code is 0", async () => {
    const world = new World(() => some(a));
    world.obstacle = "not a log of connections: a.txt is text";
    expect(await world.once()).toBe(0);
    expect(world.warned).toEqual(["no logs yet: not a log of connections: a.txt is text"]);
    expect(world.runs).toEqual([]);
  });

  it("goes on after a run that failed, later and later while no file changes", async () => {
    const world = new World((second) => (second < 1000 ? some(a) : some(a, b)));
    world.failures = 5;
    await world.until(1100);
    const gaps = world.runs.map(({at}, i) => (i > 0 ? at - world.runs[i - 1].at : at));
    expect(gaps.slice(0, 5)).toEqual([5, 25, 45, 85, 165]);
    expect(world.warned[0]).toBe("store is down; tried again later, or when a file changes");
    expect(world.builds).toBe(2);
  });

  it("with --once, throws what a run threw, and runs again the next time", async () => {
    const world = new World(() => some(a));
    world.failures = 1;
    await expect(world.once()).rejects.toThrow("store is down");
    expect(await world.once()).toBe(0);
    expect(world.runs).toHaveLength(2);
  });

  it("notifies even if the build failed, builds again, and notifies once", async () => {
    const world = new World(() => some(a));
    world.incidents = [incident("x", "high")];
    world.buildFailures = 1;
    await expect(world.once()).rejects.toThrow("build failed");
    expect(await world.once()).toBe(10);
    expect([world.runs.length, world.builds, world.sent.length]).toEqual([1, 2, 1]);
  });
});
