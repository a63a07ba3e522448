import {errorMessage} from "../../core/error-message.js";
import type {SiteModel, SiteModelsPage} from "../../core/schema/site-models.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, visible} from "../kit/format.js";
import {pushUrlState} from "../site/url-state.js";
import {chosenModel, isUnknownModel, modelId, modelLabel, modelParameter} from "./choice.js";

/** The choice of the model whose scores a page shows. */
export interface ModelChooser {
  node: HTMLElement;

  /** Shows the choice that the URL names, and returns it; null for the model of the run. */
  show(): SiteModel | null;

  /** Shows that the scores on the page are those of the chosen model. */
  ready(): void;

  /** Shows how far the work with the chosen model is, in a sentence; an empty one ends it. */
  progress(text: string): void;

  /** Shows that the chosen model cannot be used, and why: the page has the scores of the run. */
  fail(error: unknown): void;
}

/** How to choose a model. */
interface ChooserOptions {
  /** What is scored, before its name; e.g., `Every event is scored in this browser`. Null where the page says so itself. */
  about: string | null;

  /** The name of the model of the run, if it is another than the one that alerts. */
  own?: string;

  /** Called when the reader has chosen, once the URL has the choice. */
  onChoose: () => void;
}

/**
 * Returns a list of the models of the site, that of the run first, with what is said of the chosen one and a button that
 * returns to that of the run. The choice is in the URL; a threshold there is of the model before, and goes. Shows nothing where the site has
 * the model of its run alone, and the URL names no other.
 */
export function modelChooser(
  page: SiteModelsPage,
  {about, own, onChoose}: ChooserOptions
): ModelChooser {
  const options = page.models.map((model, i) =>
    element("option", {value: i === 0 ? "" : modelId(model)}, optionText(model, i === 0, own))
  );
  const select = element("select", {id: "model"}, ...options);
  const back = element("button", {type: "button", class: "link"}, "Back to the run’s model");
  const note = element("p", {class: "about"});
  const status = element("p", {class: "about", role: "status"});
  const label = element("label", {for: "model"}, "Model");
  const choice = element("div", {class: "model-list"}, label, select, back);
  const node = element("div", {class: "model-choice"}, choice, note, status);
  const choose = (id: string | null): void => {
    pushUrlState({[modelParameter]: id, threshold: null, "score-from": null, "score-until": null});
    onChoose();
  };
  select.addEventListener("change", () => choose(select.value || null));
  back.addEventListener("click", () => choose(null));
  return {
    node,
    show() {
      const chosen = chosenModel(page, location.search);
      const unknown = isUnknownModel(page, location.search);
      choice.hidden = page.models.length < 2;
      node.hidden = choice.hidden && !unknown;
      back.hidden = chosen === null;
      select.value = chosen ? modelId(chosen) : "";
      node.classList.toggle("other", chosen !== null);
      note.textContent = unknown ? unknownNote : "";
      status.textContent = "";
      return chosen;
    },
    ready() {
      const chosen = chosenModel(page, location.search);
      note.textContent = chosen && about !== null ? noteOf(chosen, about) : "";
      status.textContent = "";
    },
    progress: (text) => void (status.textContent = text),
    fail(error) {
      const reason = visible(errorMessage(error)).slice(0, 500);
      status.textContent = `This model cannot be used here, and the scores are those of the published run: ${reason}.`;
    }
  };
}

const unknownNote =
  "The URL names a model that this site does not have: the scores are those of the published run.";

function optionText(model: SiteModel, isOwn: boolean, own: string | undefined): string {
  const {stage} = model;
  if (isOwn) return `${visible(own ?? modelLabel(model))}, of this run`;
  const staged = stage === null || stage === "candidate" ? "" : `, ${stage}`;
  return visible(`${modelLabel(model)}${staged}`);
}

function noteOf(model: SiteModel, about: string): string {
  const {threshold, trained} = model;
  const from = trained
    ? `, trained on ${formatCount(trained.rows)} events of ${trained.from.slice(0, 10)} to ${trained.until.slice(0, 10)}`
    : ", imported";
  return visible(
    `${about} by ${modelLabel(model)}${from}: it is not the model of the published run. Its threshold at the same budget: ${formatScore(threshold)}.`
  );
}
