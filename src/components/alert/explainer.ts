import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatScore, visible} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {modelLabel} from "../site-models/choice.js";
import {modelLine} from "../site-models/model-line.js";
import type {AlertEvent} from "./alert-data.js";
import type {ChosenModel} from "./chosen-model.js";
import type {Rescore} from "./rescore.js";

/** The forest that explains an event, and what it gave it. */
export interface Explainer {
  parsed: {file: ModelFile; forest: Forest};

  /** The text of its file, for the worker that searches for a change. */
  model: string;

  /** Its score of the event: the published one of the run, or that of another model, computed here. */
  score: number;

  /** Its threshold, in (0, 1): a counterfactual has a score below it. */
  threshold: number;

  /** Returns what its score is, in words. */
  note(rescored: Rescore): HTMLElement[];

  /** Returns the line under a figure of it. */
  line(options: {n: number; exports: ExportSource}): HTMLElement;
}

/** The forest of the run, the chosen model, and the threshold of the page. */
interface ExplainerOptions {
  today: Today;
  parsed: Explainer["parsed"];
  model: string;
  threshold: number;
  chosen: ChosenModel | null;
}

/** Returns the forest that explains *event*: that of the chosen model, if it is one, or else that of the run. */
export function explainerOf(event: AlertEvent, options: ExplainerOptions): Explainer {
  const {today, chosen} = options;
  return chosen?.parsed ? chosenExplainer(event, chosen, chosen.parsed, today) : ownExplainer(event, options); // prettier-ignore
}

function chosenExplainer(
  event: AlertEvent,
  chosen: ChosenModel,
  parsed: Explainer["parsed"],
  {provenance}: Today
): Explainer {
  const text = `Scored here by ${modelLabel(chosen.model)}, which is not the model of the published run.`;
  return {
    parsed,
    model: JSON.stringify(parsed.file),
    score: chosen.score(event),
    threshold: chosen.threshold(),
    note: () => [element("p", {class: "about"}, visible(text))],
    line: (options) => modelLine(provenance, chosen.model, options)
  };
}

function ownExplainer(
  event: AlertEvent,
  {today, parsed, model, threshold}: ExplainerOptions
): Explainer {
  const isOwn = today.flowModel === defaultFlowModel;
  const score = isOwn ? event.score : Number(event.score_ml); // of the Isolation Forest, whichever model alerts
  return {
    parsed,
    model,
    score,
    threshold: isOwn ? threshold : today.forestThreshold,
    note: (rescored) => [...(isOwn ? [] : [flowModelNote(today)]), rescoredNote(rescored, score)],
    line: (options) => provenanceLine(today.provenance, {...options, phase: "training"})
  };
}

/** Returns which model alerts, if it is not the one that explains. */
function flowModelNote({flowModel, forestThreshold}: Today): HTMLElement {
  return element(
    "p",
    {class: "about"},
    `Rank and alert are by ${flowModel} (--flow-model), which has no contributions of features. These, and the change, are of the Isolation Forest: its score of this event, and its threshold of ${formatScore(forestThreshold)} at the same budget.`
  );
}

function rescoredNote({same, score}: Rescore, published: number): HTMLElement {
  if (same) {
    return element("p", {class: "rescored"}, `Rescored here: ${score.toFixed(4)}, as published.`);
  }
  return element(
    "p",
    {class: "message"},
    `Rescored here: ${score.toPrecision(15)}, but published as ${published.toPrecision(15)}. The model and the events do not belong together, or one of them was changed; build the site again, and compare the digests on Runs.`
  );
}
