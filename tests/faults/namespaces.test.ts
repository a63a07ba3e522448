import {chmod, cp, mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {normalFlows, smallLog} from "../pipeline/small-log.js";
import {describeWith} from "../services/available.js";
import {drawRound, playRound} from "./container-rounds.js";
import {isComplete} from "./matrix.js";
import {missingNamespaces} from "./namespaces.js";
import {placeIn} from "./places.js";
import type {Place} from "./places.js";
import {atalayaAt, loaderAt} from "./processes.js";
import type {Ending} from "./processes.js";
import {findHalfWritten, listRuns, readAudit, readDigests} from "./published.js";
import type {Digests} from "./published.js";

// How many rounds of killed containers, and from which seed: 50 take half an hour. `npm test` has each kind of it in a test of its own.
const rounds = Number(process.env.ATALAYA_TEST_ROUNDS ?? Number(isComplete));
const seed = Number(process.env.ATALAYA_TEST_SEED ?? 20261129);
const minutes = 60_000;
const nobody = 65_534;

/** A lease of who is alone, and dies; that of the others is longer than a busy machine keeps a thread waiting. */
const brief = {ATALAYA_LEASE: "2"};
const roundLease = Number(process.env.ATALAYA_LEASE ?? 5);

let folder: string;
let args: string[];
let made: Place;
let undisturbed: {digests: Digests; seconds: number};

/** Returns a place of its own with what one run has made. */
async function copyOfMade(name: string): Promise<Place> {
  const place = placeIn(join(folder, name));
  await cp(made.workspace, place.workspace, {recursive: true, preserveTimestamps: true});
  return place;
}

async function expectSame(place: Place, what = ""): Promise<void> {
  expect(await readDigests(place), what).toEqual(undisturbed.digests);
  expect(await findHalfWritten(place), what).toEqual([]);
  expect((await readAudit(place)).breaches, what).toEqual([]);
}

/** Returns what is wrong with an ending that should be of code 0. */
function complaint({code, stderr}: Ending): string {
  return code === 0 && !stderr.includes("    at ") ? "" : `${code}: ${stderr}`;
}

describeWith("with namespaces:", missingNamespaces(), () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "atalaya-namespaces-"));
    await chmod(folder, 0o755); // another user reads in it
    const log = join(folder, "conn.log");
    await writeFile(log, smallLog(normalFlows(600)));
    args = ["run", log, "--trees", "10", "--sample-size", "32", "--json"];
    made = placeIn(join(folder, "made"));
    const ending = await atalayaAt(made, args);
    expect(complaint(ending)).toBe("");
    undisturbed = {digests: await readDigests(made), seconds: ending.seconds};
  }, 2 * minutes);

  afterAll(() => rm(folder, {recursive: true, force: true}));

  it(
    "a run that is killed with its container blocks no run of another for longer than a lease",
    {timeout: 2 * minutes},
    async () => {
      const place = placeIn(join(folder, "killed"));
      const moment = {kind: "line", line: "ingestion: ", delay: 0} as const;
      const first = await atalayaAt(place, args, {container: {host: "pod-a"}, env: brief, moment});
      expect(first.code).not.toBe(0);
      const second = await atalayaAt(place, args, {container: {host: "pod-b"}, env: brief});
      expect(complaint(second)).toBe("");
      expect(second.stderr).toContain("waiting for process 1 on pod-a");
      await expectSame(place);
    }
  );

  it(
    "two runs of one host name, each with pids of its own, break no lock of each other",
    {timeout: 2 * minutes},
    async () => {
      const place = placeIn(join(folder, "twins"));
      const container = {host: "twin"};
      const runs = await Promise.all([0, 1].map(() => atalayaAt(place, args, {container})));
      expect(runs.map(complaint)).toEqual(["", ""]);
      await expectSame(place);
      expect((await listRuns(place)).map(({status}) => status)).toEqual(["succeeded", "succeeded"]);
    }
  );

  it(
    "process 1 of a container that is told to end does so, and leaves neither lock nor work in progress",
    {timeout: 2 * minutes},
    async () => {
      const place = placeIn(join(folder, "told"));
      const ending = await atalayaAt(place, args, {
        container: {host: "pod-a"},
        moment: {kind: "line", line: "transformation: ", delay: 0},
        signal: "SIGTERM"
      });
      expect(ending.code).toBe(143);
      expect(await readdir(join(place.workspace, "scratch"))).toEqual([]);
      const names = await readdir(place.workspace);
      expect(names.filter((name) => name.includes("partial"))).toEqual([]);
      const second = await atalayaAt(place, args, {container: {host: "pod-b"}});
      expect([complaint(second), second.stderr]).toEqual([
        "",
        expect.not.stringContaining("waiting")
      ]);
      const runs = await listRuns(place);
      expect(runs.map(({status, error}) => [status, error])).toEqual([
        ["succeeded", null],
        ["failed", "interrupted by SIGTERM"]
      ]);
      await expectSame(place);
    }
  );

  it(
    "readers work where the workspace is read-only, and as another user, and write nothing",
    {timeout: 4 * minutes},
    async () => {
      const place = await copyOfMade("read");
      const before = await readdir(place.workspace, {recursive: true});
      const readOnly = {host: "reader", readOnly: place.workspace};
      const another = {host: "reader", user: nobody};
      const endings = await Promise.all([
        atalayaAt(place, ["verify"], {container: readOnly}),
        atalayaAt(place, ["reproduce"], {container: readOnly}),
        atalayaAt(place, ["verdicts", "list"], {container: readOnly}),
        loaderAt(place, "run-pairs.json.ts", {container: readOnly}),
        atalayaAt(place, ["verify"], {container: another}),
        atalayaAt(place, ["runs"], {container: another})
      ]);
      expect(endings.map(complaint).filter(Boolean)).toEqual([]);
      expect(endings[0].stdout).toContain("everything is what it was when the run ended");
      expect(await readdir(place.workspace, {recursive: true})).toEqual(before);
      const verdict = {
        ...{format: "atalaya-verdict/1", file: "a".repeat(64), line: 1},
        ...{verdict: "true", note: "", by: "ana", at: "2026-11-29T00:00:00.000Z"}
      };
      const file = join(folder, "verdicts.jsonl");
      await writeFile(file, `${JSON.stringify(verdict)}\n`);
      const {code, stderr} = await atalayaAt(place, ["verdicts", "import", file], {
        container: readOnly
      });
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining("the workspace cannot be written")
      ]);
    }
  );

  it(
    "what a reader may not read could not be checked, and is no difference",
    {timeout: 2 * minutes},
    async () => {
      const place = await copyOfMade("secret");
      await chmod(join(place.workspace, "audit"), 0o700);
      const container = {host: "reader", user: nobody};
      for (const words of [["verify"], ["audit", "verify"]]) {
        const {code, stdout, stderr} = await atalayaAt(place, words, {container});
        expect([code, stdout]).toEqual([4, ""]);
        expect(stderr).toContain(`could not be checked: cannot read the audit ${place.workspace}`);
      }
    }
  );

  it.skipIf(rounds === 0)(
    `containers that are killed at random on one workspace lose nothing and block nobody: ${rounds} rounds`,
    {timeout: (1 + 3 * rounds) * minutes},
    async () => {
      const blocked: number[] = [];
      for (let i = 0; i < rounds; ++i) {
        const round = drawRound(seed + i);
        const place = round.isNew
          ? placeIn(join(folder, `round-${i}`))
          : await copyOfMade(`round-${i}`);
        const what = `round ${i} of seed ${seed}: ${JSON.stringify(round)}`;
        const played = await playRound(place, args, round, {
          undisturbed: undisturbed.seconds,
          env: {ATALAYA_LEASE: String(roundLease)}
        });
        expect(played.complaints, what).toEqual([]);
        await expectSame(place, what);
        const {runs} = await readAudit(place);
        const ended = new Set(
          runs.filter(({status}) => status === "succeeded").map(({run}) => run)
        );
        expect(
          played.runs.filter((run) => !ended.has(run)),
          what
        ).toEqual([]);
        expect(
          runs.filter(({status}) => status === "running"),
          what
        ).toEqual([]);
        blocked.push(played.blocked);
        if (rounds > 5)
          process.stderr.write(`${i + 1} of ${rounds}: blocked ${played.blocked.toFixed(1)} s\n`);
        await rm(place.workspace, {recursive: true});
      }
      const longest = Math.max(...blocked);
      process.stderr.write(
        `${rounds} rounds: the longest wait for the dead ${longest.toFixed(1)} s, by a lease of ${roundLease} s\n`
      );
      expect(longest).toBeLessThan(2 * roundLease + 20); // a busy machine: without leases it is half an hour
    }
  );
});
