import {spawnSync} from "node:child_process";
import {chmodSync, mkdirSync, symlinkSync} from "node:fs";
import {cp, mkdtemp, readFile, readdir, rename, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, beforeEach, expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {makeKey, maybeCurrentSigner} from "../../../pipeline/proof/key-folder.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {copySite, publishSite} from "../../../pipeline/site/publish/publish-site.js";
import {verifySite} from "../../../pipeline/proof/verify-site.js";
import type {VerifySiteOptions} from "../../../pipeline/proof/verify-site.js";
import {seeded} from "../../../src/core/forest/random.js";
import {atalayaInProcess as atalaya} from "../cli/in-process.js";
import {mutateSite, treeOf} from "./mutate-site.js";
import {makeSmallSite, recordRuns} from "./small-site.js";
import type {SmallSite} from "./small-site.js";
import {silent} from "./small-run.js";

const count = Number(process.env.ATALAYA_TEST_MUTATIONS ?? 80);
const signer = readSigner(newPrivateKey(), "signer");
const other = readSigner(newPrivateKey(), "other");

let folder: string;
let kept: string;
let older: string;
let site: string;
let nowhere: Settings;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verify-site-"));
  [kept, older, site] = ["kept", "older", "site"].map((name) => join(folder, name));
  nowhere = readSettings({workspace: join(folder, "none"), threads: 1}, {});
  await makeSmallSite(kept, {signer, run: "20261123-130400-aaaa", second: 30});
  await makeSmallSite(older, {signer, run: "20261122-130400-bbbb", second: 10});
}, 300_000);

beforeEach(async () => {
  await rm(site, {recursive: true, force: true});
  await cp(kept, site, {recursive: true});
});

afterAll(() => rm(folder, {recursive: true, force: true}));

async function verify(options: Partial<VerifySiteOptions> = {}, settings = nowhere) {
  const asked = {site, key: signer.key, hasWorkspace: false, ...options};
  const verification = await verifySite(settings, asked, silent);
  const found = verification.parts.flatMap((part) => part.findings);
  expect(verification.ok).toBe(found.length === 0);
  const findings = found.map(({what, expected, found: is}) => `${what}: ${expected} → ${is}`);
  return {...verification, findings};
}

it("verifySite(settings, {site, key}) finds nothing in a site as it was built, in a folder that is read only", async () => {
  const {stdout} = spawnSync("find", [site], {encoding: "utf8"});
  for (const path of stdout.trim().split("\n").reverse())
    chmodSync(path, path.includes(".") ? 0o444 : 0o555);
  const found = await verify();
  expect(found.findings).toEqual([]);
  expect(found).toMatchObject({
    run: "20261123-130400-aaaa",
    finishedAt: "2026-11-23T13:04:30.000Z",
    keyId: signer.key.keyId,
    keyOrigin: "given",
    newest: null,
    compressed: 0
  });
  spawnSync("chmod", ["-R", "u+w", site]);
});

it("verifySite(settings, {site, key}) names whatever a mutator without the key changes in a site", async () => {
  const before = await treeOf(kept);
  const missed: string[] = [];
  for (let seed = 1; seed <= count; ++seed) {
    await rm(site, {recursive: true, force: true});
    await cp(kept, site, {recursive: true});
    const {what} = await mutateSite({folder: site, older, random: seeded(seed)});
    const isChanged = (await treeOf(site)) !== before;
    const {ok} = await verify();
    if (ok === isChanged) missed.push(`seed ${seed}: ${what}`);
  }
  expect(missed).toEqual([]);
}, 600_000);

it("verifySite(settings, {site, key}) names an added file, a hidden one, a link and an empty folder", async () => {
  await writeFile(join(site, ".hidden"), "x");
  await writeFile(join(site, "z.html"), "x");
  symlinkSync("index.html", join(site, "link.html"));
  mkdirSync(join(site, "empty"));
  expect((await verify()).findings.sort()).toEqual([
    ".hidden: nothing → a file that is not listed",
    "empty: nothing → an empty folder",
    "link.html: nothing → a link",
    "z.html: nothing → a file that is not listed"
  ]);
});

it("verifySite(settings, {site, key}) names a site of which the list is not signed", async () => {
  await rm(site, {recursive: true});
  await makeSmallSite(site, {signer, run: "20261123-130400-cccc", signed: false});
  expect((await verify()).findings).toEqual([
    `site-manifest.json: signature of the list of files: ${signer.key.keyId.slice(0, 16)} → no signature`
  ]);
});

it("verifySite(settings, {site, key}) names everything that was signed again with another key", async () => {
  await rm(site, {recursive: true});
  await makeSmallSite(site, {signer: other, run: "20261123-130400-aaaa", second: 30});
  const {findings, keyId} = await verify();
  expect(keyId).toBeNull();
  expect(findings.map((line) => line.split(" → ")[0])).toEqual([
    `data/proof.json: signature of the statement: ${signer.key.keyId.slice(0, 16)}`,
    `site-manifest.json: signature of the list of files: ${signer.key.keyId.slice(0, 16)}`
  ]);
  expect(await verify({key: undefined})).toMatchObject({ok: true, keyOrigin: "site"}); // no other key is known
});

it.each<[what: string, sql: string, named: string]>([
  ["a view for a table", "CREATE VIEW published.alerts AS SELECT 1 AS x", "a view: alerts"],
  [
    "a view that depends on the platform",
    "CREATE VIEW published.ranks AS FROM published.events WHERE (SELECT count(*) FROM pragma_platform() WHERE platform LIKE 'wasm%') = 0",
    "a view: ranks"
  ],
  ["a macro", "CREATE MACRO published.count(x) AS 0", "a macro: count"],
  ["a table macro", "CREATE MACRO published.f() AS TABLE SELECT 1", "a macro: f"],
  ["a schema", "CREATE SCHEMA published.other", "a schema: other"],
  ["a type", "CREATE TYPE published.mood AS ENUM ('a')", "a type: mood"],
  ["a sequence", "CREATE SEQUENCE published.s", "a sequence: s"],
  ["an index", "CREATE INDEX i ON published.events (rank)", "a index: i"],
  [
    "a computed column",
    "CREATE TABLE published.ranks (x INTEGER, y INTEGER GENERATED ALWAYS AS (x + 1))",
    "a default or generated column: ranks.y"
  ],
  [
    "a default",
    "CREATE TABLE published.ranks (x INTEGER DEFAULT 3)",
    "a default or generated column: ranks.x"
  ],
  ["a check", "CREATE TABLE published.ranks (x INTEGER CHECK (x > 0))", "a constraint: ranks"]
])(
  "verifySite(settings, {site, key}) accepts plain tables alone: not %s",
  async (_, sql, named) => {
    const tables = ["CREATE TABLE published.events AS SELECT 1 AS rank, 2 AS incident", sql];
    await rm(site, {recursive: true});
    await makeSmallSite(site, {signer, run: "20261123-130400-cccc", tables});
    const {findings} = await verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(named);
  }
);

it("verifySite(settings, {site, key}) accepts the gzip of a file beside it, and names one that holds more", async () => {
  const html = await readFile(join(site, "index.html"));
  await writeFile(join(site, "index.html.gz"), gzipSync(html, {level: 9}));
  expect(await verify()).toMatchObject({ok: true, compressed: 1});
  await writeFile(join(site, "index.html.gz"), gzipSync(Buffer.concat([html, Buffer.from(" ")])));
  expect((await verify()).findings).toEqual([
    "index.html.gz: the gzip of index.html → the gzip of other bytes"
  ]);
});

it("verifySite(settings, {site, key}) accepts a site that was published", async () => {
  const served = join(folder, "served");
  const build = await copySite(site);
  await publishSite({to: served, build, latestRun: () => Promise.resolve(undefined)}, silent);
  const live = join(served, "live", "site");
  const found = await verify({site: live});
  expect(found).toMatchObject({findings: [], compressed: 6});
  await expect(verify({site: served})).rejects.toThrow(`try ${live}`);
  await rename(join(live, "index.html.gz"), join(live, "alert.html.gz"));
  expect((await verify({site: live})).findings).toEqual([
    "alert.html.gz: the gzip of alert.html → the gzip of other bytes"
  ]);
}, 120_000);

/** Returns the settings of a workspace whose audit has *sites*, with its key *name*. */
async function workspaceOf(sites: readonly SmallSite[], name: string): Promise<Settings> {
  const settings = readSettings({workspace: join(folder, name), threads: 1}, {});
  await recordRuns(settings, sites, signer.key.keyId);
  return settings;
}

it("verifySite(settings, {site, hasWorkspace}) names an earlier site that was put back", async () => {
  const made = [
    await makeSmallSite(join(folder, "1"), {signer, run: "20261120-130400-0001", second: 1}),
    await makeSmallSite(join(folder, "2"), {signer, run: "20261121-130400-0002", second: 2})
  ];
  const settings = await workspaceOf(made, "workspace");
  const asked = {hasWorkspace: true};
  const now = await verify({...asked, site: made[1].folder}, settings);
  expect(now).toMatchObject({findings: [], newest: {run: made[1].run}});
  const before = await verify({...asked, site: made[0].folder}, settings);
  expect(before.findings).toEqual([
    `run that the site shows: the newest, ${made[1].run} → ${made[0].run}, an older one`
  ]);
  const unknown = await verify(asked, settings);
  expect(unknown.findings).toEqual([
    "run that the site shows: a run of the audit that succeeded → 20261123-130400-aaaa"
  ]);
}, 120_000);

it("verifySite(settings, {site}) believes the keys of the workspace, if it has any", async () => {
  const settings = readSettings({workspace: join(folder, "keys"), threads: 1}, {});
  await makeKey(settings.keys, "own");
  const own = (await maybeCurrentSigner(settings.keys))!;
  const {findings, keyOrigin} = await verify({key: undefined}, settings);
  expect([findings.length, keyOrigin]).toEqual([2, "workspace"]);
  await rm(site, {recursive: true});
  await makeSmallSite(site, {signer: own, run: "20261123-130400-dddd"});
  expect(await verify({key: undefined}, settings)).toMatchObject({findings: [], keyOrigin: "workspace"}); // prettier-ignore
});

it("atalaya verify --site exits with 0, with 1 for a change, and with 2 where there is no site", async () => {
  const pem = join(folder, "signer.pem");
  await writeFile(pem, signer.key.pem);
  const call = (...args: string[]) => atalaya(["verify", ...args], {cwd: folder});
  const good = await call("--site", "site", "--key", pem);
  expect([good.code, good.stdout]).toEqual([0, expect.stringContaining("everything is as it was")]);
  expect(good.stdout).toContain("the run 20261123-130400-aaaa, which ended at 2026-11-23T13:04:30");
  expect((await call("--site", "site")).stdout).toContain("the key that the site itself carries");
  await writeFile(join(site, "index.html"), "<h1>No alerts</h1>");
  const bad = await call("--site", "site", "--key", pem, "--json");
  expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([1, {ok: false, site: "site"}]);
  expect((await call("--site", "site")).stdout).toMatch(/files +DIFFERS[^]*index\.html +\d+ bytes/);
  for (const [args, message] of [
    [["--site", "none"], "site not found: none (ENOENT)"],
    [["--site", "signer.pem"], "signer.pem is no folder"],
    [["--site", "."], "there is no site in ."],
    [["--site", "site", "20261123-130400-aaaa"], "unexpected argument"],
    [["--site", "site", "--workspace", "nowhere"], "workspace not found"]
  ] as [string[], string][]) {
    const {code, stderr} = await call(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(await readdir(folder)).not.toContain(".atalaya");
});
