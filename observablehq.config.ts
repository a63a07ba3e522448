import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {promisify} from "node:util";
import {pageHead, pageHeader} from "./src/components/site/shell.js";
import type {Today} from "./src/core/schema/published.js";
import {prerendered, prerenderedHtml} from "./src/pages.js";

const fonts = [
  {family: "Inter", weights: "100 900", path: "/fonts/inter.woff2"},
  {family: "Source Serif 4", weights: "200 900", path: "/fonts/source-serif.woff2"},
  {family: "JetBrains Mono", weights: "100 800", path: "/fonts/jetbrains-mono.woff2"}
].map((font) => ({...font, hash: hashOf(`src${font.path}`)}));

/** Whether the pages are built without data, which `atalaya build` fills in: see pipeline/site/fill/. */
const isSkeleton = process.env.ATALAYA_SKELETON !== undefined;

const documents = new Map<string, unknown>();
if (!isSkeleton) {
  // The first alone: on a new workspace, it makes what the others find.
  documents.set("today.json", await readLoaded("today.json"));
  const files = new Set(Object.values(prerendered).flatMap(({files}) => files));
  await Promise.all(
    [...files].map(async (file) =>
      documents.set(file, documents.get(file) ?? (await readLoaded(file)))
    )
  );
}

/** The part of markdown-it that is used here. */
interface MarkdownIt {
  core: {ruler: {push(name: string, rule: (state: {tokens: MarkdownToken[]}) => void): void}};
  renderer: {rules: Record<string, () => string>};
}

interface MarkdownToken {
  type: string;
  content: string;
}

export default {
  title: "Atalaya",
  root: "src",
  output: process.env.ATALAYA_OUT || "dist",
  style: "style/atalaya.css",
  globalStylesheets: [],
  dynamicPaths: ["/data/proof.json"], // no page needs it to be there
  preserveExtension: true, // a server that knows nothing of clean addresses finds every page
  duckdb: {extensions: {json: null, parquet: null}},
  search: false,
  sidebar: false,
  pager: false,
  toc: false,
  head: ({path}: {path: string}) => pageHead(path, fonts),
  header: ({path}: {path: string}) =>
    pageHeader(path, (documents.get("today.json") ?? null) as Today | null),
  footer: "Atalaya · every number here leads to its data, its query and the digest of its artifact",
  markdownIt: (md: MarkdownIt) => (isSkeleton ? md : prerenderNumbers(md))
};

/**
 * Puts the sentence and the fallback of a page into its HTML, where it says `<!-- index: headline -->` or
 * `<!-- index: fallback -->`. They are rendered after Framework has looked for code, so that nothing in a log
 * can become a placeholder.
 */
function prerenderNumbers(md: MarkdownIt): MarkdownIt {
  const {rules} = md.renderer;
  for (const [mark, html] of prerenderedHtml(documents)) rules[mark] = () => html;
  md.core.ruler.push("prerendered", ({tokens}) => {
    for (const token of tokens) {
      const [, mark = ""] = /^<!-- ([\w-]+: \w+) -->\s*$/.exec(token.content) ?? [];
      if (token.type === "html_block" && mark in rules) token.type = mark;
    }
  });
  return md;
}

/**
 * Returns the output of a loader, so that the HTML of a page and its figures show the same; null if there
 * is no such loader or it fails, which Framework then reports when it runs the loader itself.
 */
async function readLoaded(name: string): Promise<unknown> {
  const file = `data-loaders/${name}`;
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8"));
  try {
    const args = ["--import", "tsx", `${file}.ts`];
    const {stdout} = await promisify(execFile)(process.execPath, args, {maxBuffer: 1e9});
    return JSON.parse(stdout);
  } catch (error) {
    process.stderr.write((error as {stderr?: string}).stderr ?? String(error));
    return null;
  }
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 8);
}
