import type {Regime} from "../../core/evaluation/suite/measured.js";
import type {Suite, SuiteRanks} from "../../core/evaluation/suite/summary.js";
import type {SuitePage} from "../../core/evaluation/suite/suite-page.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {criticalDifference} from "./critical-difference.js";
import {suiteExports} from "./suite-exports.js";
import {suiteLine} from "./suite-line.js";
import type {SuiteLineOptions} from "./suite-line.js";
import {ranksSentence, suiteCommand, suiteSentence} from "./suite-sentence.js";
import {measureNames, parityTable, resultTable, setTable, unmeasuredTable} from "./suite-tables.js";

const regimeNames: Record<Regime, string> = {
  all: "trained on all rows",
  novel: "trained on normal rows"
};

/** Returns how every detector does on labelled sets, and the Isolation Forest beside published figures; or how to measure that. */
export function benchmarksPage(page: SuitePage, {headline, files}: PageContext): HTMLElement {
  setHeadline(headline, traced(suiteSentence(page), "benchmarks.headline"));
  const {suite} = page;
  if (!suite) return element("div", {class: "benchmarks"}, empty());
  const line: Line = (options) => suiteLine(page, files["suite.json"], options);
  return element(
    "div",
    {class: "benchmarks"},
    ...paritySection(suite, line),
    ranksSection(suite, line),
    resultSection(suite, line),
    ...setSections(suite, line),
    limits()
  );
}

type Line = (options: SuiteLineOptions) => HTMLElement;

function empty(): HTMLElement {
  return section(
    {title: "Measure labelled sets"},
    element(
      "p",
      {},
      "Put labelled sets into a folder (CSV, Parquet, npz, NSL-KDD, labelled logs of flows), run ",
      element("code", {}, suiteCommand),
      " and build the site once more. Public sets whose figures were published are compared with these."
    )
  );
}

function paritySection(suite: Suite, line: Line): HTMLElement[] {
  const {parity} = suite.summary;
  if (parity.length === 0) return [];
  return [
    section(
      {
        title: "Beside published figures",
        about: `100 trees of 256 rows, trained and tested on the same rows, mean ± standard error of ${formatCount(suite.seeds.length)} ${plural(suite.seeds.length, "seed")}, beside the figures of linkedin/isolation-forest. A figure passes within three standard errors of the difference, or within 0.02 where no error was published.` // prettier-ignore
      },
      parityTable(parity),
      line({n: parity.length, exports: suiteExports(suite).parity, figure: "benchmarks.beside-published-figures"}) // prettier-ignore
    )
  ];
}

function ranksSection(suite: Suite, line: Line): HTMLElement {
  const figures = suite.summary.ranks.map((ranks) => rankFigure(suite, ranks, line));
  return section(
    {
      title: "Do the detectors differ?",
      about: "Average ranks over the sets; 1 is the best. Detectors beside one bar do not differ at 5 % (Nemenyi’s critical difference)." // prettier-ignore
    },
    element("div", {class: "ranks"}, ...figures)
  );
}

function rankFigure(suite: Suite, ranks: SuiteRanks, line: Line): HTMLElement {
  const {regime, measure, sets, test} = ranks;
  const {detectors} = suite;
  const id = `ranks-${regime}-${measure}`;
  return element(
    "div",
    {id},
    element("h3", {}, `By ${measureNames[measure]}, ${regimeNames[regime]}`),
    element("p", {class: "about"}, ranksSentence(ranks, detectors)),
    test &&
      element(
        "figure",
        {},
        responsive((width) => criticalDifference(test, {width, detectors}))
      ),
    test && line({n: sets.length, exports: suiteExports(suite).ranks(ranks, id), figure: "benchmarks.do-the-detectors-differ"}) // prettier-ignore
  );
}

function resultSection(suite: Suite, line: Line): HTMLElement {
  const n = suite.summary.figures.length;
  return section(
    {
      title: "By set",
      about: "Average precision, and AUROC below it: mean ± standard error over the seeds, the best of a set strong. A random order has the base rate as average precision; AUROC flatters where anomalies are rare." // prettier-ignore
    },
    ...(["all", "novel"] as const).flatMap((regime) => [
      element("h3", {}, capital(regimeNames[regime])),
      resultTable(suite, regime)
    ]),
    line({n, exports: suiteExports(suite).results, figure: "benchmarks.by-set"})
  );
}

function setSections(suite: Suite, line: Line): HTMLElement[] {
  const {sets, damaged, skipped, results} = suite;
  const failed = results.filter(({error}) => error !== null).length;
  const exports = suiteExports(suite);
  return [
    section(
      {title: "The sets"},
      setTable(suite),
      line({n: sets.length, exports: exports.sets, figure: "benchmarks.the-sets"})
    ),
    section(
      {title: "Not measured"},
      unmeasuredTable(suite),
      line({n: damaged.length + skipped.length + failed, exports: exports.unmeasured, figure: "benchmarks.not-measured"}) // prettier-ignore
    )
  ];
}

function limits(): HTMLElement {
  const points = [
    "Every detector runs at its defaults: none was tuned to a set, and each might do better tuned.",
    "Published figures are of other implementations: parity says that ours is like them, not that it is right.",
    "Sets of one source (KDD99, NSL-KDD) are not independent, and the test takes them for more than they are.",
    "A labelled set is not your network: which detector ranks first here need not do so there."
  ];
  return section(
    {title: "What this does not show"},
    element("ul", {}, ...points.map((point) => element("li", {}, point)))
  );
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
