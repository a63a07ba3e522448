import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {describeWith} from "../services/available.js";
import {missingMinio} from "../services/minio.js";
import {missingPostgres} from "../services/postgres.js";
import {shortRun} from "./logs.js";
import {isComplete} from "./matrix.js";
import {drawMoments} from "./moments.js";
import {embeddedPlaces, servedPlaces} from "./places.js";
import type {Place, Places} from "./places.js";
import {atalayaAt, readTouches} from "./processes.js";
import type {Moment, StartOptions} from "./processes.js";
import {findHalfWritten, listPartitions, listRuns, readAudit, readDigests} from "./published.js";
import type {Digests} from "./published.js";

// How many moments a mode is killed at, and from which seed they are drawn: 50 take a quarter of an hour. Three
// are one of each kind; with servers, where a run takes longest, `npm test` has one.
const few = 3;
const asked = Number(process.env.ATALAYA_TEST_KILLS ?? (isComplete ? 50 : few));
const seed = Number(process.env.ATALAYA_TEST_SEED ?? 20261123);
const minutes = 60_000;

let folder: string;
let args: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atalaya-crash-"));
  args = await shortRun(join(folder, "conn.log"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** What a run does if nobody disturbs it. */
interface Undisturbed {
  digests: Digests;
  moments: Moment[];
  seconds: number;
  /** How many partitions it makes. */
  partitions: number;
}

function describeCrashes(open: () => Promise<Places>, kills = asked): void {
  let places: Places;
  beforeAll(async () => (places = await open()));
  afterAll(() => places.stop());

  it(
    "atalaya run that is killed at any moment leaves nothing half-written, and the next one makes the same",
    {timeout: (2 + kills) * minutes},
    async () => {
      const undisturbed = await runUndisturbed(places, kills);
      const outcomes: string[] = [];
      for (const [i, moment] of undisturbed.moments.entries()) {
        outcomes.push(await crashInTime(places, moment, undisturbed));
        if (kills > few)
          process.stderr.write(`${i + 1} of ${kills}: ${JSON.stringify(moment)}: ${outcomes[i]}\n`);
      }
      process.stderr.write(`${places.kind}: ${summaryOf(outcomes)}\n`);
      const killed = outcomes.filter((outcome) => outcome !== "not killed");
      expect(killed.length, "kills that came in time").toBeGreaterThan(0.7 * kills);
    }
  );
}

async function runUndisturbed({fresh}: Places, kills: number): Promise<Undisturbed> {
  const place = await fresh();
  try {
    const touches = join(folder, "touches.json");
    const {code, seconds, stdout, stderr} = await atalayaAt(place, args, {touches});
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("    at ")]);
    expect(await findHalfWritten(place)).toEqual([]);
    const moments = drawMoments(kills, await readTouches(touches), seed);
    const {made: partitions} = partitionsOf(stdout);
    expect((await listPartitions(place)).length).toBe(partitions);
    return {digests: await readDigests(place), moments, seconds, partitions};
  } finally {
    await place.remove();
  }
}

/** Does as crash does, in a fresh place, and again if the run had ended before the moment came. */
async function crashInTime(
  {fresh}: Places,
  moment: Moment,
  undisturbed: Undisturbed
): Promise<string> {
  for (let tries = 1; ; ++tries) {
    const place = await fresh();
    try {
      const outcome = await crash(place, moment, undisturbed);
      if (outcome !== "not killed" || tries === 3) return outcome;
    } finally {
      await place.remove();
    }
  }
}

/** Kills a run in *place*, looks, and runs again; returns as what the killed run was listed. */
async function crash(place: Place, moment: Moment, undisturbed: Undisturbed): Promise<string> {
  const {digests, seconds} = undisturbed;
  const when = JSON.stringify(moment);
  const options: StartOptions = {moment, undisturbed: seconds};
  const first = await atalayaAt(place, args, options);
  expect([null, 0], `${when}: ${first.stderr}`).toContain(first.code);
  expect(await findHalfWritten(place), when).toEqual([]);
  const there = await listPartitions(place);
  const before = await listRuns(place);
  const listed = before[0]?.status ?? "not begun";
  const whatMayBe = first.signal === null ? ["succeeded"] : ["not begun", "dead", "succeeded"];
  expect(whatMayBe, when).toContain(listed);

  const again = await atalayaAt(place, args);
  expect([again.code, again.stderr], when).toEqual([0, expect.not.stringContaining("    at ")]);
  expect(await readDigests(place), when).toEqual(digests);
  expect(await findHalfWritten(place), when).toEqual([]);
  const missing = undisturbed.partitions - there.length;
  expect(partitionsOf(again.stdout), when).toEqual({made: missing, reused: there.length});
  const {runs: after, breaches} = await readAudit(place);
  expect(breaches, when).toEqual([]);
  expect(after.slice(1).map(({run, status, error}) => ({run, status, error}))).toEqual(
    before.map(({run, status, error}) =>
      status === "dead" ? {run, status: "failed", error: "interrupted"} : {run, status, error}
    )
  );
  expect(after[0], when).toMatchObject({
    run: (JSON.parse(again.stdout) as {run: string}).run,
    status: "succeeded"
  });
  if (first.signal !== null) return listed;
  undisturbed.seconds = first.seconds; // the machine has less to do than it had
  return "not killed";
}

/** Returns how many partitions a run made, and how many were there, by what it printed. */
function partitionsOf(stdout: string): {made: number; reused: number} {
  return (JSON.parse(stdout) as {partitions: {made: number; reused: number}}).partitions;
}

function summaryOf(outcomes: string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  return `${outcomes.length} moments, and a run after each (${parts.join(", ")})`;
}

describe("embedded:", () => {
  describeCrashes(() => Promise.resolve(embeddedPlaces()));
});

describeWith("with MinIO and PostgreSQL:", missingMinio() ?? missingPostgres(), () => {
  describeCrashes(servedPlaces, asked === few ? 1 : asked);
});
