import type {Json} from "./artifacts.js";
import type {Metrics, Provenance} from "./published.js";

/** A model that a site can score with: a forest, or a detector that scores flows and has no contributions of features. */
export interface SiteModelHead {
  /** The name of the detector; e.g., `isolation-forest`. */
  name: string;

  /** Its version in the registry of the workspace, and its stage; null if it has none there. */
  version: number | null;
  stage: string | null;

  /** The run that made it first; null if that is not known. */
  run: string | null;

  /** The SHA-256 of its file, which is in the site under that digest, but for the model of the run. */
  sha256: string;
  bytes: number;

  /** Whether it is a forest, which explains its scores. */
  explains: boolean;

  /** What brings its scores into (0, 1): see `flowScorer`; null if they are in it already. */
  scale: number | null;
  parameters: {[name: string]: Json};

  /** The number of features that it sees. */
  features: number;

  /** The rows that it was trained on and their window, ISO 8601, UTC; null of a model that was imported. */
  trained: {from: string; until: string; rows: number} | null;
}

/** What a model finds among the events of the site, at the budget of the run. */
export interface SiteModelMeasures {
  /** The threshold at the budget, in (0, 1), and the number of events at or above it. */
  threshold: number;
  alerts: number;

  /** The lowest and the highest score. */
  lowest: number;
  highest: number;

  /** The share of as many events as the budget allows, the most anomalous, that are so by the model of the run too; in [0, 1]. */
  overlap: number;

  /** Spearman’s rank correlation with the scores of the run; null if either has fewer than two distinct scores. */
  spearman: number | null;

  /** Over all events, and over those after the training window of the run. */
  metrics: Metrics[];
}

/** A model of a site. */
export type SiteModel = SiteModelHead & SiteModelMeasures;

/** site-models.json: the models that a site can score with; none if it has that of its run alone. */
export interface SiteModelsPage {
  provenance: Provenance | null;

  /** The number of events that each scored, and how many of them the budget allows to be alerts. */
  events: number;
  budget: number;

  /** That of the run first, whose scores are published; the others in the order in which they were named. */
  models: SiteModel[];
}
