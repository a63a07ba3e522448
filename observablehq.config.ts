import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {promisify} from "node:util";
import {evaluationHtml} from "./src/components/evaluation/evaluation-noscript.js";
import {evaluationSentence} from "./src/components/evaluation/evaluation-sentence.js";
import {entitiesSentence} from "./src/components/entity/entity-sentence.js";
import {exploreSentence} from "./src/components/explore/explore-sentence.js";
import {headline} from "./src/components/site/sentence.js";
import type {SentencePart} from "./src/components/site/sentence.js";
import {modelSentence} from "./src/components/models/model-sentence.js";
import {rulesSentence} from "./src/components/rules/rules-sentence.js";
import {runsSentence} from "./src/components/runs/runs-sentence.js";
import {lineageSentence} from "./src/components/lineage/lineage-sentence.js";
import {pageHead, pageHeader} from "./src/components/site/shell.js";
import {traced} from "./src/components/provenance/traced-sentence.js";
import {thresholdHtml} from "./src/components/threshold/threshold-noscript.js";
import {countsAtThreshold} from "./src/components/threshold/threshold-counts.js";
import {thresholdSentence} from "./src/components/threshold/threshold-sentence.js";
import {verifyQuestion} from "./src/components/verify/verification.js";
import {
  alertHtml,
  entitiesHtml,
  exploreHtml,
  lineageHtml,
  modelsHtml,
  rulesHtml,
  runsHtml,
  sentenceHtml,
  todayHtml
} from "./src/components/site/noscript.js";
import type {LineagePage} from "./src/core/schema/lineage.js";
import type {ModelsPage} from "./src/core/schema/models-page.js";
import type {RunsPage} from "./src/core/schema/runs.js";
import type {Today} from "./src/core/schema/published.js";
import type {EntitiesPage} from "./src/core/schema/entities.js";
import type {ThresholdPage} from "./src/core/schema/threshold.js";

const fonts = [
  {family: "Inter", weights: "100 900", path: "/fonts/inter.woff2"},
  {family: "Source Serif 4", weights: "200 900", path: "/fonts/source-serif.woff2"},
  {family: "JetBrains Mono", weights: "100 800", path: "/fonts/jetbrains-mono.woff2"}
].map((font) => ({...font, hash: hashOf(`src${font.path}`)}));

// The first alone: on a new workspace, it makes what the others find.
const today = await readLoaded<Today>("today.json");
const [threshold, models, runs, lineage, entities] = await Promise.all([
  readLoaded<ThresholdPage>("threshold.json"),
  readLoaded<ModelsPage>("models.json"),
  readLoaded<RunsPage>("runs.json"),
  readLoaded<LineagePage>("lineage.json"),
  readLoaded<EntitiesPage>("entities.json")
]);

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
  header: ({path}: {path: string}) => pageHeader(path, today),
  footer: "Atalaya · every number here leads to its data, its query and the digest of its artifact",
  markdownIt: prerenderNumbers
};

/**
 * Puts the key numbers of a page into its HTML, where it says `<!-- today: headline -->` or the like. They
 * are rendered after Framework has looked for code, so that nothing in a log can become a placeholder.
 */
function prerenderNumbers(md: MarkdownIt): MarkdownIt {
  const {rules} = md.renderer;
  Object.assign(rules, {
    today_headline: () =>
      heading(today ? traced(headline(today), "index.headline") : "What deserves a look"),
    today_digest: () => (today ? todayHtml(today) : ""),
    alert_digest: () => (today ? alertHtml(today) : ""),
    threshold_headline: () =>
      heading(
        threshold
          ? traced(
              thresholdSentence(threshold, countsAtThreshold(threshold, threshold.threshold)),
              "threshold.headline"
            )
          : "What a line catches"
      ),
    threshold_digest: () => (threshold ? thresholdHtml(threshold) : ""),
    evaluation_headline: () =>
      heading(
        threshold
          ? traced(evaluationSentence(threshold), "evaluation.headline")
          : "How good is it, honestly?"
      ),
    evaluation_digest: () => (threshold ? evaluationHtml(threshold) : ""),
    entity_headline: () =>
      heading(
        entities
          ? traced(entitiesSentence(entities), "entity.headline")
          : "Which host is unlike itself"
      ),
    entity_digest: () => (entities ? entitiesHtml(entities) : ""),
    explore_headline: () => heading(today ? exploreSentence(today) : "Where the unusual flows are"),
    explore_digest: () => (today ? exploreHtml(today) : ""),
    rules_headline: () =>
      heading(
        today
          ? traced(rulesSentence(today), "rules.headline")
          : "What each sees that the other does not"
      ),
    rules_digest: () => (today ? rulesHtml(today) : ""),
    models_headline: () => heading(models ? traced(modelSentence(models.models), "models.headline") : "Which model, and by how much"), // prettier-ignore
    models_digest: () => (models ? modelsHtml(models) : ""),
    lineage_headline: () =>
      heading(lineage ? lineageSentence(lineage) : "Which bytes made these numbers"),
    lineage_digest: () => (lineage ? lineageHtml(lineage) : ""),
    verify_headline: () => heading(today ? verifyQuestion(today) : "Is it true?"),
    runs_headline: () =>
      heading(
        runs ? traced(runsSentence(runs.runs), "runs.headline") : "What changed since the last run"
      ),
    runs_digest: () => (runs ? runsHtml(runs) : "")
  });
  md.core.ruler.push("prerendered", ({tokens}) => {
    for (const token of tokens) {
      const [, page, part] = /^<!-- (\w+): (\w+) -->\s*$/.exec(token.content) ?? [];
      if (token.type === "html_block" && `${page}_${part}` in rules) token.type = `${page}_${part}`;
    }
  });
  return md;
}

function heading(sentence: SentencePart[] | string): string {
  const parts = typeof sentence === "string" ? [{text: sentence}] : sentence;
  return `<h1 class="headline">${sentenceHtml(parts)}</h1>`;
}

/**
 * Returns what a loader gives, so that the HTML of a page and its figures say the same; null if there
 * is no such loader or it fails, which Framework then reports when it runs the loader itself.
 */
async function readLoaded<T>(name: string): Promise<T | null> {
  const file = `data-loaders/${name}`;
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as T;
  try {
    const args = ["--import", "tsx", `${file}.ts`];
    const {stdout} = await promisify(execFile)(process.execPath, args, {maxBuffer: 1e9});
    return JSON.parse(stdout) as T;
  } catch (error) {
    process.stderr.write((error as {stderr?: string}).stderr ?? String(error));
    return null;
  }
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 8);
}
