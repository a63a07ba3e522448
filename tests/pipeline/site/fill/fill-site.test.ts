import {createHash} from "node:crypto";
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLatest} from "../../../../pipeline/run/latest.js";
import type {Latest} from "../../../../pipeline/run/latest.js";
import {run} from "../../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {copyStatic, fillSite, readPages} from "../../../../pipeline/site/fill/fill-site.js";
import type {Skeleton} from "../../../../pipeline/site/fill/skeleton.js";
import {openStores} from "../../../../pipeline/storage/open.js";
import {labelledFlows} from "../../evaluation/small-evaluation.js";
import {smallLog} from "../../small-log.js";
import {newWorkspace, silent} from "../../proof/small-run.js";

const digestOf = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/** What Framework writes for a data file of a page, with the digest and size of the placeholder. */
const registered = (name: string, root: string) =>
  `registerFile("${root}data/${name}", {"name":"${root}data/${name}","mimeType":"application/json","path":"${root}_file/data/${name.replace(".", ".0a1b2c3d.")}","lastModified":1,"size":9});`;

const page = (root: string, names: string[], body: string) =>
  `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<link rel="modulepreload" href="${root}a.js">\n<script type="module">\n${names.map((name) => registered(name, root)).join("\n")}\n</script></head><body><span class="run"></span>${body}</body></html>\n`;

const sources: Record<string, string> = {
  "index.html": page(
    "./",
    ["today.json", "incidents.json", "events.duckdb"],
    "<!-- index: headline -->\n<!-- index: fallback --><!-- another: comment -->"
  ),
  "notebooks/card.html": page("../", ["today.json"], "<h1>Card</h1>"),
  "_import/page.0123abcd.js": "export {};\n",
  "_file/data/today.0a1b2c3d.json": '"today"\n',
  "_file/data/incidents.0a1b2c3d.json": '"incidents"\n',
  "_file/data/events.0a1b2c3d.duckdb": '"events"\n',
  "_file/data/runs.0a1b2c3d.json": '"runs"\n',
  "data/proof.json": '"proof"\n'
};

let workspace: Awaited<ReturnType<typeof newWorkspace>>;
let folder: string;
let skeleton: Skeleton;
let latest: Latest;

beforeAll(async () => {
  workspace = await newWorkspace();
  folder = await mkdtemp(join(tmpdir(), "fill-"));
  const log = join(workspace.folder, "conn.log");
  await writeFile(log, smallLog(labelledFlows()));
  const input = {kind: "files" as const, patterns: [log]};
  await run({...defaultRequest, trees: 10, sampleSize: 64, input}, workspace.settings, silent);
  latest = (await findLatest(openStores(workspace.settings)))!;
  const paths = Object.keys(sources).sort();
  for (const path of paths) {
    await mkdir(dirname(join(folder, "skeleton", path)), {recursive: true});
    await writeFile(join(folder, "skeleton", path), sources[path]);
  }
  const files = paths.map((path) => {
    const text = sources[path];
    return {path, sha256: digestOf(text), bytes: text.length};
  });
  skeleton = {folder: join(folder, "skeleton"), files};
});

afterAll(async () => {
  await rm(folder, {recursive: true, force: true});
});

async function fill(name: string) {
  const site = join(folder, name);
  await copyStatic(skeleton, site);
  const pages = await readPages(skeleton);
  await fillSite(site, {pages, files: skeleton.files}, {latest, settings: workspace.settings, reporter: silent}); // prettier-ignore
  return site;
}

it("fillSite(folder, skeleton, source) names each data file by its digest, and pages by these names", async () => {
  const site = await fill("one");
  const data = await readdir(join(site, "_file/data"));
  expect(data.map((name) => name.replace(/\.[0-9a-f]{8}/, "")).sort()).toEqual([
    "events.duckdb",
    "incidents.json",
    "runs.json",
    "today.json"
  ]);
  const html = await readFile(join(site, "index.html"), "utf8");
  const card = await readFile(join(site, "notebooks/card.html"), "utf8");
  for (const name of data) {
    const bytes = await readFile(join(site, "_file/data", name));
    expect(name).toContain(`.${digestOf(bytes).slice(0, 8)}.`);
    const file = `"path":"./_file/data/${name}","size":${bytes.length}}`;
    expect(html.includes(file)).toBe(!name.startsWith("runs."));
    if (name.startsWith("today.")) expect(card).toContain(`"path":"../_file/data/${name}"`);
  }
  expect(html).not.toContain("0a1b2c3d");
  const proof = JSON.parse(await readFile(join(site, "data/proof.json"), "utf8")) as Latest;
  expect(proof.run).toBe(latest.run);
});

it("fillSite(folder, skeleton, source) puts the sentence, the fallback and the mark of the run into a page", async () => {
  const site = await fill("two");
  const html = await readFile(join(site, "index.html"), "utf8");
  expect(html).toContain('<h1 class="headline">');
  expect(html).toContain("<noscript>");
  expect(html).not.toContain("<!-- index:");
  expect(html).toContain("<!-- another: comment -->");
  expect(html).toContain(`data-evaluation="${latest.evaluation}"`);
  expect(html).toContain('href="./lineage.html"');
  expect(html).toContain("Content-Security-Policy");
  const card = await readFile(join(site, "notebooks/card.html"), "utf8");
  expect(card).toContain('href="../lineage.html"');
});

it("copyStatic(skeleton, folder) and readPages(skeleton) throw of a file that was changed", async () => {
  const path = join(skeleton.folder, "_import/page.0123abcd.js");
  await writeFile(path, "export [];\n");
  await expect(copyStatic(skeleton, join(folder, "three"))).rejects.toThrow("changed in the cache");
  await writeFile(path, sources["_import/page.0123abcd.js"]);
  await writeFile(join(skeleton.folder, "index.html"), "<p>");
  await expect(readPages(skeleton)).rejects.toThrow(
    "changed in the cache of the pages: index.html"
  );
});
