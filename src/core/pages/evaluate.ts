import {essays} from "./essays.js";
import {evaluationFigures} from "./evaluation-figures.js";
import {figure, headline, partsOf} from "./page.js";
import type {PageInfo} from "./page.js";

const models = partsOf("models.json");
const siteModels = partsOf("site-models.json");
const method = partsOf("method.json");
const log = partsOf("log-profile.json");
const three = partsOf("three-methods.json");
const suite = partsOf("suite.json");
const pairs = (...at: string[]) =>
  partsOf("run-pairs.json")(...at.map((part) => `pairs[*].comparison.${part}`));

/** The pages of the group Evaluate by name, in the order of the navigation. */
export const evaluate = {
  evaluation: {
    title: "Evaluation",
    question: "How good is it?",
    files: [
      ...["threshold.json", "models.json", "today.json", "detection.json"],
      ...["evaluation.json", "evaluation-scores.json"]
    ],
    figures: evaluationFigures
  },
  models: {
    title: "Models",
    question: "Which model, and by how much?",
    files: ["models.json", "today.json", "site-models.json"],
    figures: [
      figure(
        "Found, on the same events",
        "metrics over all events and those held out, from scores and labels",
        models("models[*].metrics")
      ),
      figure("What they are", "counted in the model files", models("models")),
      figure(
        "Models of this site",
        "every event scored with each model file of the site, and its threshold at the budget of the run",
        siteModels()
      ),
      figure("Their scores", "counts of the scores in bins", models("models[*].histogram")),
      figure(
        "Do they agree?",
        "ranks of the two scores of the same events",
        models("agreement.spearman", "agreement.overlap", "agreement.joint")
      ),
      figure(
        "Where the two disagree most",
        "the two ranks furthest apart by ratio",
        models("agreement.disagreements")
      ),
      figure(
        "Their features",
        "the official list of features, and the profile in the model file",
        models("features")
      ),
      headline(
        "The opening sentence",
        "metrics over the events after training, from scores and labels",
        models("models[*].metrics")
      )
    ]
  },
  benchmarks: {
    title: "Benchmarks",
    question: "Does it agree with what others measured?",
    files: ["suite.json"],
    figures: [
      headline(
        "The opening sentence",
        "means over seeds on labelled sets, beside published figures; of no run, but of a suite of its own",
        suite()
      ),
      figure(
        "Beside published figures",
        "means and standard errors over the seeds, beside the published ones",
        suite("suite.summary.parity")
      ),
      figure(
        "Do the detectors differ?",
        "ranks of the means on each set, tested after Friedman and Nemenyi",
        suite("suite.summary.ranks")
      ),
      figure(
        "By set",
        "means and standard errors over the seeds, as measured when the suite was made",
        suite("suite.summary.figures", "suite.results")
      ),
      figure(
        "The sets",
        "read from the files of the folder that was measured",
        suite("suite.sets")
      ),
      figure(
        "Not measured",
        "the files that are no set, and those that are damaged",
        suite("suite.damaged", "suite.skipped")
      )
    ]
  },
  "notebooks/index": {
    title: "Method",
    question: "How is it done, and how far is it to be trusted?",
    files: [],
    figures: []
  },
  "notebooks/what-is-in-this-log": {
    title: "What is in this log?",
    question: "What is in this log?",
    inNavigation: false,
    files: ["log-profile.json"],
    figures: [
      figure(
        "The lines",
        "the signed manifest of the ingestion, and counts over the events",
        log()
      ),
      figure("Rejected lines", "the signed manifest of the ingestion", log("rejected")),
      figure("Volume over time", "sums over the events, by stretches of time", log("volume")),
      figure(
        "Services, ports, protocols and states",
        "counts and sums over the events, by value",
        log("columns")
      ),
      figure("Hosts", "counts and sums over the events, by address", log("hosts")),
      figure("New hosts", "the first event of each address", log("periods")),
      figure("Missing values", "counts over the events", log("missing")),
      figure("Labels", "counts over the events of each window", log("labels", "windows")),
      figure(
        "Features",
        "counts over the events of each window; quantiles of events drawn by event_id",
        log("features", "featureValues", "probabilities")
      ),
      figure(
        "Correlations",
        "ranks of the features of events drawn by event_id",
        log("correlation")
      ),
      figure("Drift", "the features of events drawn by event_id from each window", log("drift"))
    ]
  },
  "notebooks/anomaly-detection-explained": {
    title: "Anomaly detection explained",
    question: "How does a forest find an anomalous event?",
    inNavigation: false,
    files: ["method.json", "three-methods.json"],
    figures: [
      figure(
        "Features of the forest",
        "a sample of the training window by the MD5 of event_id",
        method("normal", "features")
      ),
      figure(
        "One event falls through one tree",
        "the walk of the event down the first tree",
        method("cases[*].path")
      ),
      figure(
        "Then through every tree",
        "the depth of the event’s leaf in each tree",
        method("cases")
      ),
      figure(
        "From path to score",
        "the normalizer of the forest",
        method("normalizer", "sampleSize", "trees")
      ),
      figure(
        "All events",
        "counts of the scores in bins, by label",
        method("histograms", "threshold")
      ),
      figure(
        "Why this event",
        "contributions to the path, by the forest",
        method("cases[*].contributions", "cases[*].base")
      ),
      figure(
        "What it finds, and what it misses",
        "metrics over all events and those held out",
        method("metrics")
      ),
      figure("The data", "counts over the events and the training window", method()),
      figure(
        "Three methods on the same events",
        "scores, labels and rule hits of the drawn events; of the two methods whose models are not published, as signed",
        three("comparison", "flowModel")
      ),
      figure(
        "Do the three agree?",
        "the alerts of the three methods among the drawn events, as signed",
        three("comparison.sets", "comparison.pairs")
      ),
      figure(
        "Their alerts, one by one",
        "the events with their labels and rule hits; ranks of the two methods whose models are not published, as signed",
        three("comparison.listed", "comparison.raised")
      ),
      figure(
        "The first comparison",
        "the events of the first project, drawn and measured by this page anew; the figures of scikit-learn, as committed",
        three()
      )
    ]
  },
  ...essays,
  runs: {
    title: "Runs",
    question: "What changed since the last run?",
    files: ["runs.json", "run-pairs.json", "today.json"],
    figures: [
      headline(
        "The audit trail",
        "the records of the audit; of the run that is shown, the signed manifests",
        partsOf("runs.json")()
      ),
      figure(
        "What changed between two runs",
        "counts over the events of the run that is shown; of the earlier run, as it was compared when the site was built",
        partsOf("run-pairs.json")(),
        "two-runs"
      ),
      figure(
        "Scores, before and now",
        "counts of the events in both runs by both scores",
        pairs("joint", "events")
      ),
      figure(
        "Rank churn",
        "ranks of the events in both runs",
        pairs("churn", "spearman", "correlated")
      ),
      figure(
        "Alerts that came",
        "the alerts of the run that is shown that were none before",
        pairs("came"),
        "alerts-came"
      ),
      figure(
        "Alerts that went",
        "the alerts of the earlier run that are none now",
        pairs("went"),
        "alerts-went"
      ),
      figure(
        "Feature drift",
        "the rows that both runs were trained on, by deciles; the score over the events of each",
        pairs("drift", "scoreDrift")
      ),
      figure(
        "Training window against test window",
        "counts of the test window in the bins of the training profile; scores of both windows, by deciles",
        partsOf("today.json")("drift", "retraining")
      )
    ]
  }
} satisfies Record<string, PageInfo>;
