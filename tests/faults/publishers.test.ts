import {mkdtemp, readdir, readlink, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import {seeded} from "../../src/core/forest/random.js";
import {newPrivateKey, readSigner} from "../../pipeline/proof/keys.js";
import {checkBuilt} from "../../pipeline/site/publish/check-built.js";
import {makeSmallSite} from "../pipeline/proof/small-site.js";
import {describeWith} from "../services/available.js";
import {missingNamespaces} from "./namespaces.js";
import {embeddedPlaces} from "./places.js";
import type {Place} from "./places.js";
import {atalayaAt, readTouches} from "./processes.js";
import type {Ending, Moment} from "./processes.js";

// Fifty rounds take ten minutes; ATALAYA_TEST_SEED draws others.
const rounds = Number(process.env.ATALAYA_TEST_ROUNDS ?? 2);
const seed = Number(process.env.ATALAYA_TEST_SEED ?? 20261129);

/** For how long the lock of a publisher that was killed is kept, in seconds. */
const lease = rounds > 2 ? 30 : 4;

const signer = readSigner(newPrivateKey(), "key");
let folder: string;
let place: Place;
let site: string;
let built = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atalaya-publishers-"));
  place = await embeddedPlaces().fresh();
  site = join(folder, "site");
});
afterAll(async () => {
  await place.remove();
  await rm(folder, {recursive: true, force: true});
});

/** Builds the site of another run, later than all before; returns its folder. */
async function build(): Promise<string> {
  const number = String(++built);
  const path = join(folder, `built-${number}`);
  await makeSmallSite(path, {
    signer,
    run: `20261129-${number.padStart(6, "0")}-abcd`,
    second: built
  });
  return path;
}

/** Publishes the site in *path*, in a container called *host*. */
function publish(
  path: string,
  host: string,
  options: {moment?: Moment; undisturbed?: number} = {}
) {
  const args = ["publish", "--to", site, "--built", path, "--json"];
  return atalayaAt(place, args, {
    container: {host},
    env: {ATALAYA_LEASE: String(lease)},
    ...options
  });
}

/** Returns the run that is live, once every file of its site has been compared with its signed manifest. */
async function liveRun(): Promise<string | undefined> {
  for (;;) {
    const link = await readlink(join(site, "live")).catch(() => undefined);
    if (link === undefined) return undefined;
    try {
      const {manifest} = await checkBuilt(join(site, link, "site"));
      if (manifest.signatures.length !== 1) throw new Error("the live site is not signed");
      return manifest.run;
    } catch (error) {
      if ((await readlink(join(site, "live"))) === link) throw error; // it is live, and broken
    }
  }
}

/** Looks at what is live until it is told to stop; returns how often, and the runs that it saw, in order. */
function watchLive() {
  const seen: string[] = [];
  let looks = 0;
  let isDone = false;
  const watching = (async () => {
    for (; !isDone; ++looks) {
      const run = await liveRun();
      if (run !== undefined && run !== seen.at(-1)) seen.push(run);
      await sleep(10);
    }
  })();
  watching.catch(() => {}); // said by stop
  return {
    async stop() {
      isDone = true;
      await watching;
      return {looks, seen};
    }
  };
}

const publishedRun = ({code, stdout}: Ending, path: string) =>
  code === 0 ? (JSON.parse(stdout) as {site: {outcome: string; run: string}}).site : {outcome: "none", run: path}; // prettier-ignore

/** Lets two to four publishers be killed, or not, at moments drawn by *random*; then publishes undisturbed. */
async function playRound(random: () => number, seconds: number, touches: number) {
  const n = 2 + Math.floor(random() * 3);
  const paths = [];
  for (let i = 0; i < n; ++i) paths.push(await build());
  const moments = paths.map((): Moment | undefined => {
    const kind = random();
    const share = random();
    const side = random() < 0.5 ? "before" : "after";
    if (kind < 0.3) return undefined;
    if (kind < 0.5) return {kind: "time", share: share * n};
    return {kind: "touch", touch: "file", number: Math.floor(share * touches), side};
  });
  const order = paths.map((path, i) => ({path, at: random(), i})).sort((a, b) => a.at - b.at);
  const endings = await Promise.all(
    order.map(async ({path, i}) => ({
      path,
      ending: await publish(path, random() < 0.5 ? "pod" : `pod-${i}`, {moment: moments[i], undisturbed: seconds}), // prettier-ignore
      isKilled: moments[i] !== undefined
    }))
  );
  for (const {ending, isKilled} of endings) {
    if (!isKilled || ending.code === 2) expect([ending.code, ending.stderr]).toSatisfy(isWell);
    expect(ending.stderr).not.toMatch(/unexpected|^ {4}at /m);
  }
  const done = endings.map(({ending, path}) => publishedRun(ending, path));
  const best = done.filter(({outcome}) => outcome === "published").map(({run}) => run).sort().at(-1); // prettier-ignore
  if (best)
    expect(((await liveRun()) as string) >= best, "nothing that was published is lost").toBe(true);
  const last = await build();
  const ending = await publish(last, "last");
  expect([ending.code, ending.stderr]).toEqual([0, ending.stderr]);
  expect(await liveRun()).toBe(publishedRun(ending, last).run);
  return {killed: endings.filter(({ending: {code}}) => code === null || code === 137).length, waited: ending.seconds}; // prettier-ignore
}

/** Returns whether a publisher that nobody killed ended well: it published, or the live site is of a newer run. */
function isWell([code, stderr]: [number | null, string]): boolean {
  return code === 0 || (code === 2 && stderr.includes("the live site shows a newer run"));
}

describeWith("publishers in containers:", missingNamespaces(), () => {
  it(
    "publishers in containers of their own, killed at any moment, leave a complete, signed site live, and block nobody for longer than a lease",
    {timeout: (2 + rounds) * 2 * 60_000},
    async () => {
      const report = join(folder, "touches");
      const first = await atalayaAt(place, ["publish", "--to", site, "--built", await build()], {touches: report}); // prettier-ignore
      expect([first.code, first.stderr]).toEqual([0, first.stderr]);
      const {file} = await readTouches(report);
      const random = seeded(seed);
      const watch = watchLive();
      const waits: number[] = [];
      let killed = 0;
      for (let round = 0; round < rounds; ++round) {
        const played = await playRound(random, first.seconds, file);
        killed += played.killed;
        waits.push(played.waited);
        if (rounds > 2) process.stderr.write(`round ${round + 1}: ${JSON.stringify(played)}\n`);
      }
      const {looks, seen} = await watch.stop();
      process.stderr.write(`${rounds} rounds: ${killed} publishers killed, ${built} sites built, ${seen.length} seen live in ${looks} looks, the longest publication after a round ${Math.max(...waits).toFixed(1)} s, undisturbed ${first.seconds.toFixed(1)} s\n`); // prettier-ignore
      expect(Math.max(...waits)).toBeLessThan(lease + 10 * first.seconds + 10);
      expect(seen, "no older run took the place of a newer one").toEqual([...seen].sort());
      expect(killed).toBeGreaterThan(0);

      await sleep((lease + 1) * 1000);
      expect((await publish(await build(), "cleaner")).code).toBe(0);
      const names = (await readdir(site)).filter((name) => !name.startsWith("now-")); // empty, removed after a minute
      expect(names.sort()).toEqual(["live", "publish.lock", "releases"]);
      expect((await readdir(join(site, "releases"))).length).toBe(2);
    }
  );
});
