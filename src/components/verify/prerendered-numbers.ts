import {walkValues} from "../../core/proof/compare.js";
import type {LineagePage} from "../../core/schema/lineage.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {RunsPage} from "../../core/schema/runs.js";
import type {Today} from "../../core/schema/published.js";
import {exploreSentence} from "../explore/explore-sentence.js";
import {headline} from "../site/sentence.js";
import type {SentencePart} from "../site/sentence.js";
import {lineageSentence} from "../lineage/lineage-sentence.js";
import {modelSentence} from "../models/model-sentence.js";
import {runsSentence} from "../runs/runs-sentence.js";
import {thresholdHtml} from "../threshold/threshold-noscript.js";
import {countsAtThreshold} from "../threshold/threshold-counts.js";
import {thresholdSentence} from "../threshold/threshold-sentence.js";
import {figureTitle} from "../site/file-dependents.js";
import type {FigureCheck} from "./verification.js";
import {
  exploreHtml,
  lineageHtml,
  modelsHtml,
  runsHtml,
  sentenceHtml,
  todayHtml
} from "../site/noscript.js";

/** What the HTML of a page says before any script runs. */
interface Baked {
  path: string;
  page: string;
  sentence: SentencePart[] | string;

  /** The rest, as HTML of ours. */
  rest: string;
}

/**
 * Compares what the HTML of the *pages* says, sentence and tables, with what the *published* files give. Of a
 * page that cannot be compared, because its data cannot be read, nothing is said: its data is a mismatch.
 */
export function comparePrerendered(
  pages: readonly {path: string; html: string}[],
  published: ReadonlyMap<string, unknown>
): FigureCheck[] {
  return prerenderedOf(published).flatMap((baked) => {
    const html = pages.find(({path}) => path === baked.path)?.html;
    return html === undefined ? [] : [compare(baked, html)];
  });
}

function prerenderedOf(published: ReadonlyMap<string, unknown>): Baked[] {
  const today = published.get("today.json") as Today | undefined;
  const models = published.get("models.json") as ModelsPage | undefined;
  const runs = published.get("runs.json") as RunsPage | undefined;
  const made: (() => Baked)[] = [];
  const add = (page: string, sentence: () => Baked["sentence"], rest: () => string) =>
    made.push(() => ({page, path: `${page}.html`, sentence: sentence(), rest: rest()}));
  if (today) {
    add(
      "index",
      () => headline(today),
      () => todayHtml(today)
    );
    add(
      "explore",
      () => exploreSentence(today),
      () => exploreHtml(today)
    );
  }
  if (models)
    add(
      "models",
      () => modelSentence(models.models),
      () => modelsHtml(models)
    );
  const lineage = published.get("lineage.json") as LineagePage | undefined;
  const threshold = published.get("threshold.json") as ThresholdPage | undefined;
  if (lineage)
    add(
      "lineage",
      () => lineageSentence(lineage),
      () => lineageHtml(lineage)
    );
  if (threshold)
    add(
      "threshold",
      () => thresholdSentence(threshold, countsAtThreshold(threshold, threshold.threshold)),
      () => thresholdHtml(threshold)
    );
  if (runs)
    add(
      "runs",
      () => runsSentence(runs.runs),
      () => runsHtml(runs)
    );
  return made.flatMap(maybeMade);
}

function maybeMade(make: () => Baked): Baked[] {
  try {
    return [make()];
  } catch {
    return []; // a file that was changed so that its parts are missing
  }
}

function compare({page, path, sentence, rest}: Baked, html: string): FigureCheck {
  const parts = typeof sentence === "string" ? [{text: sentence}] : sentence;
  const due = new DOMParser().parseFromString(
    `<h1>${sentenceHtml(parts)}</h1>${rest}`,
    "text/html"
  );
  const found = new DOMParser().parseFromString(html, "text/html");
  const check: FigureCheck = {
    figure: figureTitle({page, title: "what its HTML says without a script"}),
    file: path,
    how: "the published files, by the function that wrote the page",
    numbers: 0,
    words: 0,
    taken: 0,
    differing: 0,
    mismatches: []
  };
  walkValues(wordsOf(found), wordsOf(due), {
    compared(place, published, expected) {
      check[/\d/.test(String(published)) ? "numbers" : "words"] += 1;
      if (published === expected) return;
      check.differing += 1;
      if (check.mismatches.length < 100)
        check.mismatches.push({path: place, expected: String(expected), found: String(published)});
    },
    taken() {}
  });
  return check;
}

/** Returns the words of the sentence, and of what stands for readers without scripts. */
function wordsOf(document: Document): {sentence: string[]; rest: string[]} {
  const words = (nodes: Iterable<Element>) =>
    [...nodes].flatMap((node) =>
      (node.textContent ?? "").split(/\s+/).filter((word) => word !== "")
    );
  return {
    sentence: words(document.querySelectorAll("h1")),
    rest: words(document.querySelectorAll("noscript"))
  };
}
