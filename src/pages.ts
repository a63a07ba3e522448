import {alertHtml} from "./components/alert/alert-noscript.js";
import {suiteHtml} from "./components/benchmarks/benchmarks-noscript.js";
import {suiteSentence} from "./components/benchmarks/suite-sentence.js";
import {entitiesHtml} from "./components/entity/entity-noscript.js";
import {entitiesSentence} from "./components/entity/entity-sentence.js";
import {evaluationHtml} from "./components/evaluation/evaluation-noscript.js";
import {evaluationSentence} from "./components/evaluation/evaluation-sentence.js";
import {exploreHtml} from "./components/explore/explore-noscript.js";
import {exploreSentence} from "./components/explore/explore-sentence.js";
import {incidentsHtml} from "./components/incident/incident-noscript.js";
import {incidentsSentence} from "./components/incident/incident-sentence.js";
import {lineageHtml} from "./components/lineage/lineage-noscript.js";
import {lineageSentence} from "./components/lineage/lineage-sentence.js";
import {modelSentence} from "./components/models/model-sentence.js";
import {modelsHtml} from "./components/models/models-noscript.js";
import {traced} from "./components/provenance/traced-sentence.js";
import {rulesHtml} from "./components/rules/rules-noscript.js";
import {rulesSentence} from "./components/rules/rules-sentence.js";
import {runsHtml} from "./components/runs/runs-noscript.js";
import {runsSentence} from "./components/runs/runs-sentence.js";
import {noscript, sentenceHtml} from "./components/site/noscript.js";
import {prerenderedAlways, prerenderedFrom} from "./components/site/prerendered.js";
import type {Prerendered, PrerenderedText} from "./components/site/prerendered.js";
import {thresholdHtml} from "./components/threshold/threshold-noscript.js";
import {thresholdHeadline} from "./components/threshold/threshold-headline.js";
import {todayHtml} from "./components/today/today-noscript.js";
import {todaySentence} from "./components/today/today-sentence.js";
import {verifyQuestion} from "./components/verify/verification.js";
import {findPage} from "./core/pages/registry.js";
import type {PageName} from "./core/pages/registry.js";

/**
 * The sentence and the fallback without JavaScript of every page, by its name in `core/pages`; a page without
 * an entry is a type error. The text of a notebook stands in its Markdown.
 */
export const prerendered: Readonly<Record<Exclude<PageName, `notebooks/${string}`>, Prerendered>> =
  {
    index: prerenderedFrom(
      "incidents.json",
      (page) => traced(todaySentence(page), "index.headline"),
      (page, find) => todayHtml(page, find("today.json"))
    ),
    incident: prerenderedFrom(
      "incidents.json",
      (page) => traced(incidentsSentence(page), "incident.headline"),
      incidentsHtml
    ),
    threshold: prerenderedFrom(
      "threshold.json",
      (page, find) => thresholdHeadline(page, find("incidents.json")),
      thresholdHtml
    ),
    explore: prerenderedFrom("today.json", (today) => exploreSentence(today), exploreHtml),
    alert: prerenderedFrom("today.json", () => null, alertHtml),
    entity: prerenderedFrom(
      "entities.json",
      (page) => traced(entitiesSentence(page), "entity.headline"),
      entitiesHtml
    ),
    rules: prerenderedFrom(
      "rules.json",
      (page) => traced(rulesSentence(page), "rules.headline"),
      rulesHtml
    ),
    "your-log": prerenderedAlways(
      "Drop a log, and it is scored here. Nothing of it leaves your machine.",
      noscript(
        "<p>Your log is read, scored and explained by this page itself, which needs JavaScript. Without it, <code>npx atalaya run your.log</code> and then <code>npx atalaya build</code> do the same.</p>"
      )
    ),
    evaluation: prerenderedFrom(
      "threshold.json",
      (page, find) =>
        traced(evaluationSentence(page, find("detection.json")), "evaluation.headline"),
      (page, find) =>
        evaluationHtml({
          page,
          detection: find("detection.json"),
          today: find("today.json"),
          evaluation: find("evaluation.json")
        }),
      ["detection.json", "evaluation.json"]
    ),
    models: prerenderedFrom(
      "models.json",
      ({models}) => traced(modelSentence(models), "models.headline"),
      modelsHtml
    ),
    benchmarks: prerenderedFrom(
      "suite.json",
      (page) => traced(suiteSentence(page), "benchmarks.headline"),
      suiteHtml
    ),
    runs: prerenderedFrom(
      "runs.json",
      ({runs}) => traced(runsSentence(runs), "runs.headline"),
      runsHtml
    ),
    lineage: prerenderedFrom("lineage.json", lineageSentence, lineageHtml),
    verify: prerenderedFrom("today.json", verifyQuestion, () =>
      noscript(
        "<p>Checking needs JavaScript. Without it: <code>atalaya verify</code> checks the run, and <code>sha256sum</code> the files that <code>site-manifest.json</code> lists.</p>"
      )
    ),
    workbench: prerenderedAlways(
      "What else is in here?",
      noscript(
        "<p>The workbench runs a database in the browser, which needs JavaScript. The tables are in <code>events.duckdb</code>, which any DuckDB opens.</p>"
      )
    )
  };

/**
 * Returns the HTML that *documents*, the published files by name, put where a page says
 * `<!-- index: headline -->` or `<!-- index: fallback -->`, by such a mark: `index: headline`.
 */
export function prerenderedHtml(documents: ReadonlyMap<string, unknown>): Map<string, string> {
  const html = new Map<string, string>();
  for (const [name, page] of Object.entries(prerendered)) {
    const text = page.text(documents);
    const headline = text ? text.headline : findPage(name)!.question;
    html.set(`${name}: headline`, headline === null ? "" : heading(headline));
    html.set(`${name}: fallback`, text?.fallback ?? "");
  }
  return html;
}

function heading(sentence: NonNullable<PrerenderedText["headline"]>): string {
  const parts = typeof sentence === "string" ? [{text: sentence}] : sentence;
  return `<h1 class="headline">${sentenceHtml(parts)}</h1>`;
}
