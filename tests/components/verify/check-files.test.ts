import {cp, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, beforeAll, beforeEach, expect, it, vi} from "vitest";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {openSiteFile, readSiteFile} from "../../../pipeline/site/serve/site-file.js";
import {checkFiles} from "../../../src/components/verify/check-files.js";
import type {CheckedFiles} from "../../../src/components/verify/check-files.js";
import {seeded} from "../../../src/core/forest/random.js";
import {mutateSite, treeOf} from "../../pipeline/proof/mutate-site.js";
import {makeSmallSite} from "../../pipeline/proof/small-site.js";

const count = Number(process.env.ATALAYA_TEST_MUTATIONS ?? 80);
const signer = readSigner(newPrivateKey(), "signer");
const base = "http://atalaya.test/";

let folder: string;
let kept: string;
let older: string;
let site: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-files-"));
  [kept, older, site] = ["kept", "older", "site"].map((name) => join(folder, name));
  await makeSmallSite(kept, {signer, run: "20261123-130400-aaaa", second: 30});
  await makeSmallSite(older, {signer, run: "20261122-130400-bbbb", second: 10});
});

beforeEach(async () => {
  await rm(site, {recursive: true, force: true});
  await cp(kept, site, {recursive: true});
  vi.stubGlobal("fetch", (url: string) => serve(new URL(url)));
});

afterEach(() => vi.unstubAllGlobals());
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Answers as `atalaya serve` does. */
async function serve({pathname}: URL): Promise<Response> {
  const file = await openSiteFile(site, pathname);
  if (!file) return new Response("", {status: 404});
  try {
    return new Response(new Uint8Array(await readSiteFile(file)));
  } finally {
    await file.handle.close();
  }
}

/** Returns what the page names. */
function named({files, lines}: CheckedFiles): string[] {
  return [
    ...files.filter(({ok}) => !ok).map(({path}) => path),
    ...lines.filter(({ok}) => !ok).map(({what}) => what)
  ];
}

async function check(): Promise<string[]> {
  try {
    return named(await checkFiles({base, tamper: null, onProgress() {}}));
  } catch (error) {
    return [(error as Error).message]; // there is no list
  }
}

it("checkFiles({base}) finds nothing in a site as it was built", async () => {
  const checked = await checkFiles({base, tamper: null, onProgress() {}});
  expect(named(checked)).toEqual([]);
  expect(checked.documents).toMatchObject({keyId: signer.key.keyId});
  expect(checked.notes).toEqual([]);
});

it("checkFiles({base}) names whatever a mutator changes that a browser can see", async () => {
  const before = await treeOf(kept);
  const missed: string[] = [];
  for (let seed = 1; seed <= count; ++seed) {
    await rm(site, {recursive: true, force: true});
    await cp(kept, site, {recursive: true});
    const {what, inBrowser} = await mutateSite({folder: site, older, random: seeded(seed)});
    if ((await treeOf(site)) === before) continue;
    const found = await check();
    if (inBrowser && found.length === 0) missed.push(`seed ${seed}: ${what}`);
  }
  expect(missed).toEqual([]);
}, 600_000);

it("checkFiles({base}) names a list and a statement that nobody signed, which were notes before", async () => {
  const path = join(site, "site-manifest.json");
  const list = await readFile(path, "utf8");
  await writeFile(path, list.replace(/"signatures":\[.*\]/, '"signatures":[]'));
  expect(await check()).toEqual(["signature of the list of files"]);
  const proofPath = join(site, "data/proof.json");
  const proof = JSON.parse(await readFile(proofPath, "utf8")) as object;
  await writeFile(proofPath, JSON.stringify({...proof, envelope: null, key: null}));
  expect(await check()).toEqual([
    "data/proof.json",
    "data/proof.json",
    "signature of the list of files"
  ]);
});

it("checkFiles({base}) names what is served in the place of a page", async () => {
  await cp(join(site, "index.html"), join(site, "alert")); // a file of the list, if another
  expect(await check()).toEqual([]);
  await writeFile(join(site, "alert"), "<h1>No alerts</h1>");
  expect(await check()).toEqual(["served at ./alert"]);
});
