import {figure, partsOf} from "./figure.js";
import type {Figure, ShownPart} from "./figure.js";

const models = (...at: string[]): ShownPart[] => partsOf("models.json", ...at);
const method = (...at: string[]): ShownPart[] => partsOf("method.json", ...at);
const pairs = (...at: string[]): ShownPart[] =>
  at.map((part) => ({file: "run-pairs.json", at: `pairs[*].comparison.${part}`}));
const explained = "notebooks/anomaly-detection-explained";

/** The figures of Models, Lineage, Runs and Method. */
export const runFigures: readonly Figure[] = [
  figure(
    "models",
    "found-on-the-same-events",
    "Found, on the same events",
    "metrics over all events and those held out, from scores and labels",
    models("models[*].metrics")
  ),
  figure(
    "models",
    "what-they-are",
    "What they are",
    "counted in the model files",
    models("models")
  ),
  figure(
    "models",
    "their-scores",
    "Their scores",
    "counts of the scores in bins",
    models("models[*].histogram")
  ),
  figure(
    "models",
    "do-they-agree",
    "Do they agree?",
    "ranks of the two scores of the same events",
    models("agreement.spearman", "agreement.overlap", "agreement.joint")
  ),
  figure(
    "models",
    "beside-other-detectors",
    "Beside other detectors",
    "metrics over the drawn events; of the detectors whose models are not published, as signed",
    models("comparison")
  ),
  figure(
    "models",
    "where-the-two-disagree-most",
    "Where the two disagree most",
    "the two ranks furthest apart by ratio",
    models("agreement.disagreements")
  ),
  figure(
    "models",
    "their-features",
    "Their features",
    "the official list of features, and the profile in the model file",
    models("features")
  ),
  figure(
    "models",
    "headline",
    "The opening sentence",
    "metrics over the events after training, from scores and labels",
    models("models[*].metrics")
  ),
  figure(
    "lineage",
    "headline",
    "Which bytes made these numbers",
    "the signed manifests and statement, and the record of the run",
    [{file: "lineage.json", at: ""}]
  ),
  figure(
    "runs",
    "headline",
    "The audit trail",
    "the records of the audit; of the run that is shown, the signed manifests",
    [{file: "runs.json", at: ""}]
  ),
  figure(
    "runs",
    "two-runs",
    "What changed between two runs",
    "counts over the events of the run that is shown; of the earlier run, as it was compared when the site was built",
    [{file: "run-pairs.json", at: ""}]
  ),
  figure(
    "runs",
    "scores-before-and-now",
    "Scores, before and now",
    "counts of the events in both runs by both scores",
    pairs("joint", "events")
  ),
  figure(
    "runs",
    "rank-churn",
    "Rank churn",
    "ranks of the events in both runs",
    pairs("churn", "spearman", "correlated")
  ),
  figure(
    "runs",
    "alerts-came",
    "Alerts that came",
    "the alerts of the run that is shown that were none before",
    pairs("came")
  ),
  figure(
    "runs",
    "alerts-went",
    "Alerts that went",
    "the alerts of the earlier run that are none now",
    pairs("went")
  ),
  figure(
    "runs",
    "feature-drift",
    "Feature drift",
    "the rows that both runs were trained on, by deciles",
    pairs("drift")
  ),
  figure(
    explained,
    "features-of-the-forest",
    "Features of the forest",
    "a sample of the training window by the MD5 of event_id",
    method("normal", "features")
  ),
  figure(
    explained,
    "one-event-falls-through-one-tree",
    "One event falls through one tree",
    "the walk of the event down the first tree",
    method("cases[*].path")
  ),
  figure(
    explained,
    "then-through-every-tree",
    "Then through every tree",
    "the depth of the event’s leaf in each tree",
    method("cases")
  ),
  figure(
    explained,
    "from-path-to-score",
    "From path to score",
    "the normalizer of the forest",
    method("normalizer", "sampleSize", "trees")
  ),
  figure(
    explained,
    "all-events",
    "All events",
    "counts of the scores in bins, by label",
    method("histograms", "threshold")
  ),
  figure(
    explained,
    "why-this-event",
    "Why this event",
    "contributions to the path, by the forest",
    method("cases[*].contributions", "cases[*].base")
  ),
  figure(
    explained,
    "what-it-finds-and-what-it-misses",
    "What it finds, and what it misses",
    "metrics over all events and those held out",
    method("metrics")
  ),
  figure(
    explained,
    "the-data",
    "The data",
    "counts over the events and the training window",
    method("")
  )
];
