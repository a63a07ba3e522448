import {execFileSync} from "node:child_process";
import {cp, mkdtemp, readdir, readFile, rm, symlink} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLatest} from "../../pipeline/run/latest.js";
import {findManifest} from "../../pipeline/artifacts/artifacts.js";
import {siteManifestPath} from "../../src/core/proof/site.js";
import {sha256OfFile} from "../../pipeline/artifacts/digest.js";
import {openStores} from "../../pipeline/storage/open.js";
import {shortRun} from "./logs.js";
import {embeddedPlaces} from "./places.js";
import type {Place} from "./places.js";
import {atalayaAt} from "./processes.js";
import {findHalfWritten, readAudit} from "./published.js";

/** Returns the digests of the files that the latest run of *place* published, in order. */
async function publishedBy(place: Place): Promise<string[]> {
  const stores = openStores(place.settings());
  const latest = await findLatest(stores);
  if (!latest) throw new Error("latest run not found");
  const manifest = await findManifest(stores, "evaluation", latest.evaluation);
  const files = manifest?.files.filter(({path}) => path.startsWith("published/")) ?? [];
  return files.map(({sha256}) => sha256).sort();
}

/** Returns the digests of the data files of the site in *folder*, but for those that loaders make of the audit, in order. */
async function publishedIn(folder: string): Promise<string[]> {
  const data = join(folder, "_file", "data");
  const names = (await readdir(data)).filter(
    (name) => !/^(runs|run-pairs|lineage|proof)\./.test(name)
  );
  const digests = await Promise.all(names.map((name) => sha256OfFile(join(data, name))));
  return digests.map(({sha256}) => sha256).sort();
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Returns path and digest of every file of the site *name* in *folder*, in order. */
async function digestsIn(name: string): Promise<string[]> {
  const entries = await readdir(join(folder, name), {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Promise.all(
    paths.map(
      async (path) =>
        `${path.slice(join(folder, name).length)} ${(await sha256OfFile(path)).sha256}`
    )
  );
}

/** Copies the code to *folder*, as another container has it: the same files, elsewhere, later, with no cache. */
async function copyCode(folder: string): Promise<void> {
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", listed, {cwd: root, encoding: "utf8"}).split("\0");
  for (const path of paths.filter((name) => name && !name.startsWith("tests/")))
    await cp(join(root, path), join(folder, path), {verbatimSymlinks: true}).catch(() => {}); // removed, not committed
  try {
    execFileSync("cp", ["-al", join(root, "node_modules"), folder], {stdio: "ignore"});
  } catch {
    await rm(join(folder, "node_modules"), {recursive: true, force: true});
    await symlink(join(root, "node_modules"), join(folder, "node_modules")); // on another file system
  }
}

/** Starts `atalaya dev` in *place*; returns when it shows pages. */
async function openPreview(place: Place) {
  const closing = new AbortController();
  let show = () => {};
  const shown = new Promise<void>((resolve) => (show = resolve));
  const onProgress = (text: string) => text.includes("http://") && show();
  const ended = atalayaAt(place, ["dev"], {until: closing.signal, onProgress});
  await Promise.race([shown, ended]);
  return {ended, close: () => closing.abort()};
}

let folder: string;
let place: Place;
let args: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atalaya-build-"));
  place = await embeddedPlaces().fresh();
  args = await shortRun(join(folder, "conn.log"));
  expect((await atalayaAt(place, args)).code).toBe(0);
});
afterAll(async () => {
  await place.remove();
  await rm(folder, {recursive: true, force: true});
});

it(
  "a build of a run is equal to the byte to one that fills the pages of an earlier run’s, of another code folder at another time",
  {timeout: 10 * 60_000},
  async () => {
    const out = (name: string) => ["build", "--out", join(folder, name)];
    const copying = copyCode(join(folder, "elsewhere"));
    expect(await atalayaAt(place, out("first"))).toMatchObject({code: 0}); // of the run before
    expect(await atalayaAt(place, [...args, "--budget", "4"])).toMatchObject({code: 0});
    const first = atalayaAt(place, out("first"));
    await copying;
    const env = {TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8"};
    const second = atalayaAt(place, out("second"), {env, code: join(folder, "elsewhere")});
    for (const {code, stderr} of await Promise.all([first, second]))
      expect([code, stderr]).toEqual([0, stderr]);
    const [one, two] = await Promise.all(["first", "second"].map(digestsIn));
    expect(one.length).toBeGreaterThan(100);
    expect(two).toEqual(one);
    const manifest = await readFile(join(folder, "first", siteManifestPath), "utf8");
    expect(manifest).toContain('"keyid"'); // its signature is of the same bytes, too
  }
);

it(
  "atalaya build waits for atalaya dev, and beside an atalaya run makes a site of one run, whole",
  {timeout: 10 * 60_000},
  async () => {
    const before = await publishedBy(place);
    const preview = await openPreview(place);
    const out = join(folder, "site");
    let running: ReturnType<typeof atalayaAt> | undefined;
    const onProgress = (text: string) => {
      if (text.includes("waiting for process")) preview.close();
      if (/^build …/m.test(text)) running ??= atalayaAt(place, [...args, "--budget", "3"]);
    };
    const build = await atalayaAt(place, ["build", "--out", out], {onProgress});
    const run = await running;
    preview.close();
    expect(await preview.ended).toMatchObject({code: 143});
    expect(build.stderr).toMatch(/waiting for process \d+ .* the cache of the pages/);
    expect([build.code, build.stderr]).toEqual([0, build.stderr]);
    expect(run, "a run began while the site was built").toMatchObject({code: 0});

    expect(await publishedBy(place)).not.toEqual(before);
    const data = await publishedIn(out);
    expect(data.length).toBeGreaterThan(2);
    expect(before).toEqual(expect.arrayContaining(data));
    expect(await findHalfWritten(place)).toEqual([]);
    expect((await readAudit(place)).breaches).toEqual([]);
  }
);
