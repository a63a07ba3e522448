import {appendFile, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, symlink, truncate, writeFile} from "node:fs/promises"; // prettier-ignore
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {newPrivateKey, readSigner} from "../../../../pipeline/proof/keys.js";
import {writeList} from "../../../../pipeline/proof/site-manifest.js";
import {checkBuilt} from "../../../../pipeline/site/publish/check-built.js";
import {mayReplace} from "../../../../pipeline/site/publish/live-site.js";
import {copySite, publishSite} from "../../../../pipeline/site/publish/publish-site.js";
import type {PublishOptions} from "../../../../pipeline/site/publish/publish-site.js";
import {makeSmallSite} from "../../proof/small-site.js";
import {silent} from "../../proof/small-run.js";

const signer = readSigner(newPrivateKey(), "a key");
const other = readSigner(newPrivateKey(), "another key");
const runs = [1, 2, 3, 4].map((n) => `20261129-12000${n}-abcd`);
let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "publish-"));
  for (const [i, run] of runs.entries())
    await makeSmallSite(at("built", run), {signer, run, second: i});
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Publishes the site of the run number *n*, from 1, to the folder *to*. */
async function publish(n: number, to: string, options: Partial<PublishOptions> = {}) {
  const build = await copySite(at("built", runs[n - 1]));
  const latestRun = () => Promise.resolve(undefined);
  return publishSite({to: at(to), build, latestRun, ...options}, silent);
}

const liveSite = (to: string) => at(to, "live", "site");
const liveRun = async (to: string) => (await checkBuilt(liveSite(to))).manifest.run;
const releases = (to: string) => readdir(at(to, "releases"));

it("publishSite(options) makes a site live, keeps the one before, and removes older ones", async () => {
  const names: string[] = [];
  for (const n of [1, 2, 3]) {
    const {live, outcome} = await publish(n, "kept");
    expect([outcome, await readlink(at("kept", "live"))]).toEqual([
      "published",
      `releases/${live}`
    ]);
    expect(await liveRun("kept")).toBe(runs[n - 1]);
    names.push(live);
  }
  expect((await releases("kept")).sort()).toEqual(names.slice(1).sort());
  const map = (name: string) => readFile(at("kept", "live", `${name}.map`), "utf8");
  expect(await map("previous")).toBe(`previous "${at("kept", "releases", names[1])}/site";\n`);
  expect(await map("root")).toBe(`live "${at("kept", "releases", names[2])}/site";\n`);
  expect((await readdir(at("kept"))).sort()).toEqual(["live", "publish.lock", "releases"]);
});

it("publishSite(options) does nothing to an equal site that is live, and replaces one that is damaged", async () => {
  const first = await publish(1, "same");
  expect(await publish(1, "same")).toMatchObject({outcome: "same", live: first.live});
  await truncate(join(liveSite("same"), "index.html"), 5);
  const again = await publish(1, "same");
  expect(again.outcome).toBe("published");
  expect(again.live).not.toBe(first.live);
  expect(await liveRun("same")).toBe(runs[0]);
});

it("publishSite(options) lets no site of an older run take the place of a newer one, unless it is forced", async () => {
  await publish(3, "older");
  expect(await publish(2, "older")).toMatchObject({outcome: "older"});
  expect(await liveRun("older")).toBe(runs[2]);
  const latest = (n: number) => ({latestRun: () => Promise.resolve(runs[n - 1])});
  expect(await publish(2, "older", latest(3))).toMatchObject({outcome: "older"});
  expect(await publish(2, "older", {force: true})).toMatchObject({outcome: "published"});
  expect(await liveRun("older")).toBe(runs[1]);
  expect(await publish(1, "older", latest(1))).toMatchObject({outcome: "published"});
});

it("mayReplace(next, live, latest) goes by the latest run, then by the end, then by the beginning", () => {
  const site = (run: string, finishedAt: string | null = null) => ({run, finishedAt});
  expect(mayReplace(site("a"), site("a"), "b")).toBe(true);
  expect(mayReplace(site("a", "2026-01-02T00:00:00Z"), site("b", "2026-01-01T00:00:00Z"), "c")).toBe(true); // prettier-ignore
  expect(mayReplace(site("b", "2026-01-01T00:00:00Z"), site("a", "2026-01-02T00:00:00Z"), "c")).toBe(false); // prettier-ignore
  expect(mayReplace(site("b", "2026-01-01T00:00:00Z"), site("a", "2026-01-02T00:00:00Z"), "b")).toBe(true); // prettier-ignore
  expect(mayReplace(site("b", "2026-01-02T00:00:00Z"), site("a", "2026-01-01T00:00:00Z"), "a")).toBe(false); // prettier-ignore
  expect(mayReplace(site("b"), site("a", "2026-01-02T00:00:00Z"), undefined)).toBe(true);
  expect(mayReplace(site("a", "no time"), site("b", "no time"), undefined)).toBe(false);
});

it.each<[string, RegExp, (site: string) => Promise<unknown>]>([
  [
    "a file that differs",
    /alert\.html.*expected/,
    (site) => writeFile(join(site, "alert.html"), "x")
  ],
  ["a file that is shorter", /events.*bytes expected/, async (site) => truncate(join(site, "_file/data", (await readdir(join(site, "_file/data"))).find((name) => name.startsWith("events")) as string), 100)], // prettier-ignore
  ["no database", /nothing was found/, async (site) => rm(join(site, "_file"), {recursive: true})],
  [
    "a file more",
    /added\.js.*not listed/,
    (site) => writeFile(join(site, "_import", "added.js"), "x")
  ],
  ["a hidden file", /\.hidden.*not listed/, (site) => writeFile(join(site, ".hidden"), "x")],
  ["an empty folder", /empty folder/, (site) => mkdir(join(site, "void"))],
  ["a link", /a link was found/, async (site) => rename(join(site, "alert.html"), join(site, "..", "alert.html")).then(() => symlink("../alert.html", join(site, "alert.html")))], // prettier-ignore
  [
    "a gzip of other bytes",
    /alert\.html\.gz/,
    (site) => writeFile(join(site, "alert.html.gz"), "x")
  ],
  ["a list of another run", /run of the list|signature/, (site) => writeList(site, "20270101-000000-ffff", other)], // prettier-ignore
  ["a list that was changed", /run of the list/, async (site) => { const path = join(site, "site-manifest.json"); await writeFile(path, (await readFile(path, "utf8")).replace(runs[3], runs[0])); }], // prettier-ignore
  ["no list", /site-manifest\.json.*nothing/, (site) => rm(join(site, "site-manifest.json"))],
  ["half a list", /site-manifest\.json/, (site) => truncate(join(site, "site-manifest.json"), 200)],
  ["a name that nginx could misread", /invalid file name/, (site) => writeFile(join(site, 'a";b.html'), "x").then(() => writeList(site, runs[3], undefined))] // prettier-ignore
])(
  "publishSite(options) leaves the live site alone if the built one has %s",
  async (what, message, change) => {
    const to = what.replaceAll(" ", "-");
    const {live} = await publish(1, to);
    const copy = await copySite(at("built", runs[3]));
    const build = async (site: string) => {
      await copy(site);
      await change(site);
    };
    await expect(publish(4, to, {build})).rejects.toThrow(message);
    expect(await readlink(at(to, "live"))).toBe(`releases/${live}`);
    expect(await liveRun(to)).toBe(runs[0]);
    expect((await readdir(at(to))).sort()).toEqual(["live", "publish.lock", "releases"]);
  }
);

it("publishSite(options) of a publisher that was stopped too long makes nothing live: another has taken its link", async () => {
  await publish(1, "fenced");
  const names = await readdir(at("fenced", "publish.lock"));
  const token = Math.max(0, ...names.map((name) => Number(name) || 0));
  const late = publish(2, "fenced", {
    async latestRun() {
      await appendFile(at("fenced", "publish.lock", String(token + 2)), ""); // the lock was taken from it
      expect(await publish(4, "fenced")).toMatchObject({outcome: "published"});
      return undefined;
    }
  });
  await expect(late).rejects.toThrow(/lost the site in .*stopped/);
  expect(await liveRun("fenced")).toBe(runs[3]);
  await publish(4, "fenced", {force: true});
  expect(await liveRun("fenced")).toBe(runs[3]);
});

it("publishSite(options) says first that a folder cannot be written, and copySite(built) that there is no site", async () => {
  await writeFile(at("file"), "");
  const build = () => Promise.reject(new Error("built nevertheless"));
  await expect(publish(1, "file/site", {build})).rejects.toThrow(/invalid --to: .*ENOTDIR/);
  await expect(copySite(at("nowhere"))).rejects.toThrow(
    /site not found: .*run atalaya build with --out/
  );
});
