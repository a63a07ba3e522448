import {spawnSync} from "node:child_process";
import type {StdioOptions} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import type {Today} from "./src/core/schema/published.js";
import {digestHtml, headlineHtml, pageHead, pageHeader} from "./src/components/shell.js";

const fonts = [
  {family: "Inter", weights: "100 900", path: "/fonts/inter.woff2"},
  {family: "Source Serif 4", weights: "200 900", path: "/fonts/source-serif.woff2"},
  {family: "JetBrains Mono", weights: "100 800", path: "/fonts/jetbrains-mono.woff2"}
].map((font) => ({...font, hash: hashOf(`src${font.path}`)}));

const today = readToday();

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
  duckdb: {extensions: {json: null, parquet: null}},
  search: false,
  sidebar: false,
  pager: false,
  toc: false,
  head: ({path}: {path: string}) => pageHead(path, fonts),
  header: ({path}: {path: string}) => pageHeader(path, today),
  footer: "Atalaya · every number here leads to its data, its query and the digest of its artifact",
  markdownIt: bakeToday
};

/**
 * Puts the key numbers of the front page into its HTML, where it says `<!-- today: … -->`. They are
 * rendered after Framework has looked for code, so that nothing in a log can become a placeholder.
 */
function bakeToday(md: MarkdownIt): MarkdownIt {
  const html: Record<string, () => string> = {
    today_headline: () => `<h1 class="headline">${today ? headlineHtml(today) : "What deserves a look"}</h1>`, // prettier-ignore
    today_digest: () => (today ? digestHtml(today) : "")
  };
  Object.assign(md.renderer.rules, html);
  md.core.ruler.push("today", ({tokens}) => {
    for (const token of tokens) {
      const name = /^<!-- today: (\w+) -->\s*$/.exec(token.content)?.[1];
      if (token.type === "html_block" && name) token.type = `today_${name}`;
    }
  });
  return md;
}

/**
 * Returns today.json as its loader gives it, so that the page’s HTML and its figures say the same; null
 * if there is no such loader or it fails, which Framework then reports when it runs the loader itself.
 */
function readToday(): Today | null {
  const loader = "data-loaders/today.json.ts";
  if (!existsSync(loader)) return existsSync("data-loaders/today.json") ? JSON.parse(readFileSync("data-loaders/today.json", "utf8")) : null; // prettier-ignore
  const stdio: StdioOptions = ["ignore", "pipe", "inherit"];
  const {status, stdout} = spawnSync(process.execPath, ["--import", "tsx", loader], {stdio, maxBuffer: 1e9}); // prettier-ignore
  return status === 0 ? JSON.parse(stdout.toString()) : null;
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 8);
}
