import {flowModelSentence} from "./flow-model-sentence.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {SiteModelsPage} from "../../core/schema/site-models.js";
import type {Today} from "../../core/schema/published.js";
import {jointHistogram} from "../charts/joint-histogram.js";
import {element} from "../kit/element.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {ProvenanceLineOptions} from "../provenance/provenance-line.js";
import {traced} from "../provenance/traced-sentence.js";
import {verdictModelsSentence} from "../records/verdict-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pageHref} from "../site/url-state.js";
import {agreementTable, disagreementTable} from "./agreement-tables.js";
import {featureTable} from "./feature-table.js";
import {metricsTable} from "./metrics-table.js";
import {modelExports} from "./model-exports.js";
import type {ModelExports} from "./model-exports.js";
import {modelSentence} from "./model-sentence.js";
import {siteModelsSection} from "./site-models-section.js";
import {modelTable} from "./model-table.js";
import {modelHistograms} from "./score-histograms.js";

/** The data of the page Models. */
export interface ModelsPageData {
  page: ModelsPage;

  /** The models that the site can score with. */
  siteModels: SiteModelsPage;

  /** The run, for what its verdicts say of each model. */
  today: Pick<Today, "verdictSummary">;
}

/** Returns what each model found, what it is, and where the models agree and differ. */
export function modelsPage(
  {page, today, siteModels}: ModelsPageData,
  {headline, files}: PageContext
): HTMLElement {
  setHeadline(headline, traced(modelSentence(page.models), "models.headline"));
  const exports = modelExports(page);
  const source = (options: ProvenanceLineOptions): HTMLElement =>
    provenanceLine(page.provenance, {data: files["models.json"], ...options});
  return element(
    "div",
    {class: "models"},
    element("div", {class: "column"}, ...modelSections(page, today, exports, source)),
    element("div", {class: "column"}, ...scoreSections(page, exports, source)),
    siteModelsSection(siteModels, files["site-models.json"]),
    ...wideSections(page, exports, source)
  );
}

type Source = (options: ProvenanceLineOptions) => HTMLElement;

/** Returns the metrics of the models, and what the models are. */
function modelSections(
  page: ModelsPage,
  {verdictSummary}: ModelsPageData["today"],
  exports: ModelExports,
  source: Source
): HTMLElement[] {
  const {models} = page;
  return [
    section(
      {
        title: "Found, on the same events",
        about: element(
          "span",
          {},
          `${flowModelSentence(page)} `,
          element("a", {href: pageHref("evaluation")}, "All detectors are on Evaluation"),
          "."
        )
      },
      metricsTable(models),
      source({n: eventsOf(models), exports: exports.metrics}),
      element("p", {class: "about measured"}, verdictModelsSentence(verdictSummary))
    ),
    section(
      {title: "What they are"},
      modelTable(models),
      source({n: models.length, phase: "training", exports: exports.models})
    )
  ];
}

/** Returns the histograms of the scores, and how far the two models agree. */
function scoreSections(
  {models, agreement}: ModelsPage,
  exports: ModelExports,
  source: Source
): HTMLElement[] {
  const n = eventsOf(models);
  const names = models.map(({name}) => name);
  const scores = responsive((width) => modelHistograms(models, {width}));
  const joint = responsive((width) =>
    jointHistogram(agreement, {width: Math.min(width, 520), names})
  );
  return [
    section(
      {
        title: "Their scores",
        about:
          "Counts by powers of ten, on one axis. A score of one model is not a score of the other: only ranks compare.",
        attributes: {id: "scores"}
      },
      element("figure", {}, scores),
      source({n, exports: exports.histograms})
    ),
    section(
      {
        title: "Do they agree?",
        about:
          "Each square is a pair of scores; the stronger its ink, the more events, by powers of ten. If the squares form a line, both models order events the same way.",
        attributes: {id: "agreement"}
      },
      element("figure", {}, joint),
      source({n, exports: exports.joint}),
      agreementTable(agreement),
      source({n, exports: exports.agreement})
    )
  ];
}

/** Returns the disagreements and the features, each over the full width. */
function wideSections(
  {models, agreement, features}: ModelsPage,
  exports: ModelExports,
  source: Source
): HTMLElement[] {
  const names = models.map(({name}) => name);
  return [
    section(
      {
        title: "Where the two disagree most",
        about: "Events that one ranks far above the other. Rank 1 is the most anomalous.",
        class: "wide"
      },
      disagreementTable(agreement, {names}),
      source({n: eventsOf(models), exports: exports.disagreements})
    ),
    section(
      {
        title: "Their features",
        about: `Both see these ${features.length} numbers of an event and nothing else: no address, no name. Typical: the middle 90 % of the training rows, and the median.`,
        class: "wide"
      },
      featureTable(features),
      source({n: models[0].trainingRows, phase: "training", exports: exports.features})
    )
  ];
}

function eventsOf(models: ModelsPage["models"]): number {
  return models[0].metrics[0]?.events ?? 0;
}
