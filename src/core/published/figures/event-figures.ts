import {figure, partsOf} from "./figure.js";
import type {Figure, ShownPart} from "./figure.js";

const today = (...at: string[]): ShownPart[] => partsOf("today.json", ...at);
const models = (...at: string[]): ShownPart[] => partsOf("models.json", ...at);
const threshold = (...at: string[]): ShownPart[] => partsOf("threshold.json", ...at);
const entities = (...at: string[]): ShownPart[] => partsOf("entities.json", ...at);
const table = (...at: string[]): ShownPart[] => partsOf("events.duckdb", ...at);
const alerts: ShownPart = {file: "alerts.json", at: ""};
const events: ShownPart = {file: "events.duckdb", at: "events"};
const model: ShownPart = {file: "model.json", at: ""};

/** The figures of the pages about events: Today, Explore, Alert, Threshold, Evaluation, Entities, Rules. */
export const eventFigures: readonly Figure[] = [
  figure(
    "index",
    "headline",
    "The opening sentence",
    "counts over the events; the threshold is the lowest score that the budget reaches; incidents are alerts of one source in hours that follow on one another",
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
    "your-threshold",
    "Your threshold",
    "counts of the scores in bins, and the 2,000 highest",
    today("histogram", "tail")
  ),
  figure(
    "index",
    "incidents-most-anomalous-first",
    "Incidents, most anomalous first",
    "the events at or above the threshold, grouped by source and hour, and explained by the model",
    today("topIncidents")
  ),
  figure(
    "index",
    "the-most-anomalous-connections",
    "The most anomalous connections",
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
  figure(
    "alert",
    "why",
    "Why",
    "the event rescored, and its path length attributed to features by the forest",
    [events, model]
  ),
  figure(
    "threshold",
    "headline",
    "The opening sentence",
    "counts over the scores at or above the threshold",
    threshold("")
  ),
  figure("threshold", "scores", "Scores", "counts of the scores in bins", threshold("histogram")),
  figure(
    "threshold",
    "alerts-by-day",
    "Alerts by day",
    "counts of the events in each day, and the most anomalous with their times",
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
    "the 5,000 most anomalous events, with scores rounded as far as they stay apart",
    threshold("tail")
  ),
  figure(
    "alert",
    "nearest-normal-events",
    "Nearest normal events",
    "a sample of the training window below the threshold",
    [{file: "events.duckdb", at: "normal_events"}]
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
    "rules",
    "both-one-or-neither",
    "Both, one, or neither",
    "counts of labelled events at or above the line, and below it",
    today("metrics")
  ),
  figure(
    "rules",
    "by-technique",
    "By technique",
    "counts of labelled events at or above the line, by the technique that their label names",
    today("metrics")
  ),
  figure(
    "evaluation",
    "headline",
    "The opening sentence",
    "metrics over scores and labels of the events after training",
    threshold("metrics")
  ),
  figure(
    "evaluation",
    "precision-and-recall",
    "Precision and recall",
    "metrics over scores and labels; of forests of other seeds, as signed",
    threshold("curves")
  ),
  figure(
    "evaluation",
    "measured",
    "Measured",
    "metrics over all events and those held out",
    threshold("metrics")
  ),
  figure(
    "evaluation",
    "attacks-one-by-one",
    "Attacks, one by one",
    "counts of labelled attacks at or above the line, by name",
    threshold("metrics", "seenAttacks")
  ),
  figure(
    "evaluation",
    "every-detector-in-the-same-frame",
    "Every detector, in the same frame",
    "metrics over the drawn events; of the detectors whose models are not published, as signed",
    models("comparison")
  ),
  figure(
    "entity",
    "headline",
    "The opening sentence",
    "counts over the events of each source",
    entities("")
  ),
  figure(
    "entity",
    "hosts-most-anomalous-first",
    "Hosts, most anomalous first",
    "totals of each source; its hours against its own, and its profile against those of its peers",
    entities("entities", "spark")
  ),
  figure(
    "entity",
    "its-hours",
    "Its hours",
    "queries over the hours of the host, in the reader’s browser",
    table("entity_hours", "hours")
  ),
  figure(
    "entity",
    "is-it-unlike-itself",
    "Is it unlike itself?",
    "the robust z of an hour over the same hour of other days or weeks, in the reader’s browser",
    table("entity_hours")
  ),
  figure(
    "entity",
    "is-it-unlike-its-peers",
    "Is it unlike its peers?",
    "the mean of five likenesses of the profiles of two hosts",
    table("entity_peers", "entity_profiles")
  )
];
