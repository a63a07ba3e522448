/** A part of a published file: its values whose paths begin with *at*. */
export interface ShownPart {
  /** The name of the published file; e.g., `today.json`. */
  file: string;

  /** The start of a path in its JSON; empty for the whole of it. Of a database, a table. */
  at: string;
}

/** A figure, a table or a sentence of a page. */
export interface Figure {
  /** The page, as its URL has it; `index` is the front page. */
  page: string;

  /** What it is called in a URL: its heading as a slug, or `headline`. */
  id: string;

  /** Its heading. */
  title: string;

  /** What it is drawn from. */
  parts: readonly ShownPart[];

  /** How its numbers come from the published tables, the model and the signed manifests. */
  how: string;
}

const today = (...at: string[]): ShownPart[] => at.map((part) => ({file: "today.json", at: part}));
const models = (...at: string[]): ShownPart[] =>
  at.map((part) => ({file: "models.json", at: part}));
const method = (...at: string[]): ShownPart[] =>
  at.map((part) => ({file: "method.json", at: part}));
const threshold = (...at: string[]): ShownPart[] =>
  at.map((part) => ({file: "threshold.json", at: part}));
const alerts: ShownPart = {file: "alerts.json", at: ""};
const events: ShownPart = {file: "events.duckdb", at: "events"};
const model: ShownPart = {file: "model.json", at: ""};
const explained = "notebooks/anomaly-detection-explained";

/** Every figure of the pages, and what it is drawn from. Of parts that overlap, the longest path holds. */
export const figures: readonly Figure[] = [
  figure(
    "index",
    "headline",
    "The opening sentence",
    "counts over the events; the line is the lowest score that the budget reaches; incidents are alerts of one source in hours that follow on one another",
    today("")
  ),
  figure(
    "index",
    "which-hosts-and-when",
    "Which hosts, and when",
    "the highest score and the number of events of a source in each hour",
    today("swimlane")
  ),
  figure(
    "index",
    "your-line",
    "Your line",
    "counts of the scores in bins, and the 2,000 highest",
    today("histogram", "tail")
  ),
  figure(
    "index",
    "incidents-strangest-first",
    "Incidents, strangest first",
    "the events above the line, grouped again, and explained by the model",
    today("topIncidents")
  ),
  figure(
    "index",
    "the-strangest-connections",
    "The strangest connections",
    "the first fifty ranks",
    today("strangest")
  ),
  figure(
    "explore",
    "headline",
    "Filters, histograms and the table",
    "queries over the events, in the reader’s browser",
    [events, {file: "explore.json", at: ""}]
  ),
  figure("alert", "why", "Why", "the event scored again, and its path taken apart by the forest", [
    events,
    model
  ]),
  figure(
    "threshold",
    "headline",
    "The opening sentence",
    "counts over the scores at or above the line",
    threshold("")
  ),
  figure("threshold", "scores", "Scores", "counts of the scores in bins", threshold("histogram")),
  figure(
    "threshold",
    "alerts-by-day",
    "Alerts by day",
    "counts of the events in each day, and the strangest with their times",
    threshold("daily", "tail.second")
  ),
  figure(
    "threshold",
    "recall",
    "Recall, precision, and how steady they are",
    "metrics over scores and labels; of forests of other seeds, as signed",
    threshold("curves", "metrics", "seenAttacks")
  ),
  figure(
    "threshold",
    "alerts-gained-and-lost",
    "Alerts gained and lost",
    "the 5,000 strangest events, with scores cut to what tells them apart",
    threshold("tail")
  ),
  figure(
    "alert",
    "the-ordinary-events-most-like-it",
    "The ordinary events most like it",
    "a sample of the training window below the line",
    [{file: "events.duckdb", at: "ordinary"}]
  ),
  figure(
    "alert",
    "actual-against-typical",
    "Actual against typical",
    "the event beside the quantiles of the training rows",
    [events, alerts, model]
  ),
  figure("alert", "the-record", "The record", "the line of the log, with the digest of its file", [
    {file: "events.duckdb", at: "records"}
  ]),
  figure(
    "alert",
    "all-fields",
    "All fields",
    "the event as the log and the transformation give it",
    [events, alerts]
  ),
  figure(
    "rules",
    "headline",
    "Labels and alerts",
    "counts of labelled events at or above the line",
    today("metrics")
  ),
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
    "what-they-see",
    "What they see",
    "the official list of features, and the profile in the model file",
    models("features")
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
    explained,
    "what-the-forest-sees",
    "What the forest sees",
    "a sample of the training window by the MD5 of event_id",
    method("ordinary", "features")
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

function figure(page: string, id: string, title: string, how: string, parts: ShownPart[]): Figure {
  return {page, id, title, how, parts};
}
