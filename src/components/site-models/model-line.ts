import type {Provenance} from "../../core/schema/published.js";
import type {SiteModel} from "../../core/schema/site-models.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportOptions, ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatDigest, visible} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";
import {modelLabel} from "./choice.js";

/** Returns options that put the digest of *model*, and what the scores are, into exports. */
export function modelExportOptions(model: SiteModel, {artifacts}: Provenance): ExportOptions {
  const description = `scored in a browser by ${modelLabel(model)}, sha256 ${model.sha256}; events of evaluation ${artifacts.evaluation}`;
  return {log: () => Promise.resolve({sha256: model.sha256, description})};
}

/** Returns the line under a figure of the scores of *model*: n, exports, the digest of the model and that of the events. */
export function modelLine(
  provenance: Provenance,
  model: SiteModel,
  {n, exports}: {n: number; exports?: ExportSource}
): HTMLElement {
  const {evaluation} = provenance.artifacts;
  return element(
    "div",
    {class: "provenance"},
    element("span", {}, `n = ${formatCount(n)}`),
    exports && exportMenu(exports, modelExportOptions(model, provenance)),
    element(
      "a",
      {href: pageHref("models"), title: `the model file, sha256 ${model.sha256}`},
      visible(`${modelLabel(model)} ${formatDigest(model.sha256)}`)
    ),
    element(
      "a",
      {
        href: pageHref("lineage", {phase: "evaluation"}),
        title: `the events: evaluation artifact, sha256 ${evaluation}`
      },
      `evaluation ${formatDigest(evaluation)}`
    ),
    provenance.synthetic && element("strong", {}, "synthetic data")
  );
}
