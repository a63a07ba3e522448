import {modelFeatures} from "../../core/features/list.js";
import {explainedFile, readSiteModel} from "../../core/published/site-models.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {SiteModel} from "../../core/schema/site-models.js";
import {element} from "../kit/element.js";
import {formatScore, visible} from "../kit/format.js";
import {modelLabel} from "../site-models/choice.js";
import {fetchModel} from "../site-models/fetch-model.js";
import {readUrlState} from "../site/url-state.js";
import type {AlertEvent} from "./alert-data.js";

/** Another model than that of the run, as it scores an event. */
export interface ChosenModel {
  model: SiteModel;

  /** Its forest, and a file of it with typical values; null of a detector, which explains nothing. */
  parsed: {file: ModelFile; forest: Forest} | null;

  /** Its threshold, in (0, 1): that of the URL, or else that at the budget of the run. */
  threshold: () => number;

  /** Returns its score of an event, from the published features. */
  score(event: Readonly<Record<string, unknown>>): number;
}

/** Returns a function that reads a model of the site, whose list is at *listed*, once; *own* is the file of the run’s forest. */
export function chosenModels(
  own: ModelFile,
  listed: string
): (model: SiteModel) => Promise<ChosenModel> {
  const read = new Map<string, Promise<ChosenModel>>();
  return (model) => {
    let found = read.get(model.sha256);
    if (!found) {
      found = readChosen(model, own, listed);
      found.catch(() => read.delete(model.sha256));
      read.set(model.sha256, found);
    }
    return found;
  };
}

async function readChosen(model: SiteModel, own: ModelFile, listed: string): Promise<ChosenModel> {
  const found = readSiteModel(await fetchModel(listed, model), model.scale);
  const file = explainedFile(found, own);
  return {
    model,
    parsed: file && found.forest && {file, forest: found.forest},
    threshold() {
      const {threshold = model.threshold} = readUrlState(location.search);
      return threshold > 0 && threshold < 1 ? threshold : model.threshold;
    },
    score(event) {
      const row = modelFeatures.map(({name}) => Number(event[name] ?? NaN));
      const matrix = {rows: 1, columns: row.length, values: Float32Array.from(row)};
      return found.score(matrix)[0];
    }
  };
}

/** Returns the score of *event* by another model beside that of the run, and what follows below. */
export function chosenPart(event: AlertEvent, chosen: ChosenModel): HTMLElement {
  const [score, threshold] = [chosen.score(event), chosen.threshold()];
  const side = score >= threshold ? "at or above" : "below";
  const label = visible(modelLabel(chosen.model));
  const reasons = chosen.parsed
    ? "The reasons, the change and the typical values below are of this model; the rank and the neighbours above are of the run."
    : "It has no contributions of features: the reasons below are of the forest of the run, and so are the rank and the neighbours above.";
  return element(
    "p",
    {class: "chosen-score"},
    `Scored in this browser by ${label}, which is not the model of the published run: `,
    element("b", {}, formatScore(score)),
    ", ",
    element("b", {}, `${side} its threshold`),
    ` of ${formatScore(threshold)}; the run gave it ${formatScore(event.score)}. ${reasons}`
  );
}
