import type {Metrics} from "../../core/schema/published.js";
import type {SiteModel, SiteModelsPage} from "../../core/schema/site-models.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatScore, formatShare, parameterText, plural, visible} from "../kit/format.js"; // prettier-ignore
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {modelId, modelLabel} from "../site-models/choice.js";
import {pageHref} from "../site/url-state.js";

/**
 * Returns the models of the site, that of the run first, each with what it finds among the same events at the same budget; or how to
 * build a site with others. *data* is the URL of site-models.json.
 */
export function siteModelsSection(page: SiteModelsPage, data: string): HTMLElement {
  const {models, events, provenance} = page;
  const title = "Models of this site";
  if (models.length < 2 || !provenance) return section({title, about: alone, class: "wide"});
  const exports: ExportSource = {name: "site-models", rows: () => models.map(exportedRow)};
  return section(
    {title, about: aboutOf(page), class: "wide"},
    siteModelTable(models),
    provenanceLine(provenance, {n: events, rows: models.length, data, exports})
  );
}

const alone =
  "This site scores with the model of its run alone. `atalaya build --models champion,challenger`, or any run, NAME@VERSION or digest of `atalaya models`, puts others into it: Explore, Alert and Your log then score with each, in the browser.";

function aboutOf({events, budget, models}: SiteModelsPage): string {
  const {window, attacks, labelled, events: held} = measuredOf(models[0]);
  const where = window === "test" ? `the ${formatCount(held)} after training` : "all of them";
  const labels =
    labelled > 0
      ? ` Of ${where}, ${formatCount(labelled)} have a label and ${formatCount(attacks)} of these ${plural(attacks, "is an attack", "are attacks")}.`
      : " The events have no labels.";
  return `Each has scored the same ${formatCount(events)} events, and may raise ${formatCount(budget)} ${plural(budget, "alert")}, the budget of the run.${labels} Same alerts: the share of as many most anomalous events that the model of the run has too.`;
}

/** Returns the metrics over the events after training, or over all if these have not both classes. */
function measuredOf({metrics}: SiteModel): Metrics {
  const [all, test] = metrics;
  return test.ap === null ? all : test;
}

function siteModelTable(models: readonly SiteModel[]): HTMLElement {
  const hasLabels = models.some((model) => measuredOf(model).ap !== null);
  const columns: Column<SiteModel>[] = [
    {name: "model", header: true, cell: (model) => about(model, model === models[0])},
    number("threshold", (model) => formatScore(model.threshold)),
    number("alerts", (model) => formatCount(model.alerts)),
    number("same alerts", (model) => formatShare(model.overlap)),
    number("rank correlation", ({spearman}) => decimals(spearman, 2)),
    ...(hasLabels ? labelColumns(measuredOf(models[0])) : [])
  ];
  const row = (model: SiteModel) => ({class: model === models[0] ? "first" : null});
  return table(models, {class: "detectors", label: "Models of this site", columns, row});
}

/** Returns the columns of what needs labels; precision stands beside the base rate. */
function labelColumns({baseRate}: Metrics): Column<SiteModel>[] {
  const base = `(base rate ${formatShare(baseRate)})`;
  return [
    number(`average precision ${base}`, (model) => decimals(measuredOf(model).ap, 3)),
    number("AUROC", (model) => decimals(measuredOf(model).auroc, 3)),
    number(`precision ${base}`, (model) => formatShare(measuredOf(model).precisionAtBudget)),
    number("recall", (model) => formatShare(measuredOf(model).recallAtBudget))
  ];
}

function number(name: string, cell: (model: SiteModel) => string): Column<SiteModel> {
  return {name, number: true, cell};
}

function decimals(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits).replace("-", "−");
}

/** Returns the description of a model, folded behind its name, with a link that scores with it. */
function about(model: SiteModel, isOwn: boolean): HTMLElement {
  const {stage, run, trained, parameters, features, bytes, sha256, explains} = model;
  const given = Object.entries(parameters).map(
    ([name, value]) => `${name} ${parameterText(value)}`
  );
  const facts: [string, string][] = [
    ["stage", stage ?? "none"],
    ["first run", run ?? "not known"],
    ["trained on", trained ? `${formatCount(trained.rows)} events, ${trained.from.slice(0, 10)} to ${trained.until.slice(0, 10)}` : "not known: it was imported"], // prettier-ignore
    ["parameters", given.join(", ")],
    ["features", `${features}; ${explains ? "explains its scores" : "has no contributions of features"}`], // prettier-ignore
    ["file", `${formatBytes(bytes)}, sha256 ${sha256}`]
  ];
  const mark = isOwn ? " of this run" : stage && stage !== "candidate" ? ` ${stage}` : "";
  return element(
    "details",
    {class: "detector"},
    element("summary", {}, visible(modelLabel(model)), element("span", {class: "faint"}, mark)),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, text]) => [
        element("dt", {}, name),
        element("dd", {}, visible(text))
      ])
    ),
    element(
      "p",
      {},
      element("a", {href: pageHref("explore", {model: isOwn ? null : modelId(model)})}, "Explore its scores") // prettier-ignore
    )
  );
}

function exportedRow(model: SiteModel) {
  const {metrics: _, parameters, trained, ...plain} = model;
  const {window, ap, auroc, baseRate, precisionAtBudget, recallAtBudget} = measuredOf(model);
  return {
    ...plain,
    trained_from: trained?.from ?? null,
    trained_until: trained?.until ?? null,
    training_rows: trained?.rows ?? null,
    parameters: JSON.stringify(parameters),
    window,
    base_rate: baseRate,
    average_precision: ap,
    auroc,
    precision: precisionAtBudget,
    recall: recallAtBudget
  };
}
