import {Counter, Gauge} from "prom-client";
import type {Registry} from "prom-client";
import type {Severity} from "../../../src/core/schema/incidents.js";
import type {DataFacts} from "./read-data-facts.js";

/** The metrics of the data of a feed: they are as fresh as the latest reading. */
export interface DataMetrics {
  /** Reads the facts, and sets the metrics; if they cannot be read, leaves them as they are, and counts that. Never rejects. */
  refresh(): Promise<void>;
}

/** The seconds for which a scrape gets what was read before. */
const keptFor = 60;

/**
 * Registers the metrics of the data of *feed* in *registry*; *read* returns the facts. With *onScrape*, they are read when they are asked for and older than
 * a minute: the first time, the scrape waits; later it gets what is known, and the reading follows.
 */
export function dataMetrics(
  registry: Registry,
  feed: string,
  read: () => Promise<DataFacts>,
  {onScrape = false, now = () => performance.now()}: {onScrape?: boolean; now?(): number} = {}
): DataMetrics {
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;
  const scrape = async () => {
    if (!onScrape || now() - readAt < keptFor * 1000) return;
    const isFirst = readAt === -Infinity;
    const refreshed = refresh();
    if (isFirst) await refreshed;
  };
  const gauges = gaugesOf(registry, scrape);
  const failures = new Counter({
    name: "atalaya_data_read_failures_total",
    help: "Times that the audit or the store could not be read for the metrics of the data",
    labelNames: ["feed"],
    registers: [registry]
  });
  failures.inc({feed}, 0);
  const refresh = () =>
    (reading ??= read()
      .then(
        (facts) => setAll(gauges, feed, facts),
        () => failures.inc({feed})
      )
      .then(() => {
        readAt = now();
        reading = undefined;
      }));
  return {refresh};
}

type Gauges = ReturnType<typeof gaugesOf>;

function gaugesOf(registry: Registry, collect: () => Promise<void>) {
  const base = {registers: [registry], collect};
  return {...runGauges(base), ...driftGauges(base), ...findingGauges(base)};
}

interface Base {
  registers: Registry[];
  collect(): Promise<void>;
}

function runGauges(base: Base) {
  return {
    runAt: new Gauge({
      ...base,
      name: "atalaya_latest_run_timestamp_seconds",
      help: "When the newest run ended, well or not, in seconds since 1970",
      labelNames: ["feed"]
    }),
    runSucceeded: new Gauge({
      ...base,
      name: "atalaya_latest_run_succeeded",
      help: "1 if the newest run that ended succeeded, 0 if it failed or its process is gone",
      labelNames: ["feed"]
    }),
    succeededAt: new Gauge({
      ...base,
      name: "atalaya_latest_success_timestamp_seconds",
      help: "When the newest run ended that succeeded, in seconds since 1970",
      labelNames: ["feed"]
    }),
    eventAt: new Gauge({
      ...base,
      name: "atalaya_feed_latest_event_timestamp_seconds",
      help: "The time of the newest event of the latest run, in seconds since 1970",
      labelNames: ["feed"]
    }),
    rejected: new Gauge({
      ...base,
      name: "atalaya_feed_rejected_ratio",
      help: "The share of the lines of the latest run that were rejected",
      labelNames: ["feed"]
    })
  };
}

function driftGauges(base: Base) {
  return {
    psi: new Gauge({
      ...base,
      name: "atalaya_drift_psi",
      help: "Population stability index of each feature, from the training window to the test window",
      labelNames: ["feed", "feature"]
    }),
    drifted: new Gauge({
      ...base,
      name: "atalaya_drift_features",
      help: "Features by what their drift is held to be: same, shifted, different or unknown",
      labelNames: ["feed", "verdict"]
    }),
    scorePsi: new Gauge({
      ...base,
      name: "atalaya_score_drift_psi",
      help: "Population stability index of the score of the model that alerts",
      labelNames: ["feed"]
    }),
    scoreKs: new Gauge({
      ...base,
      name: "atalaya_score_drift_ks",
      help: "Kolmogorov-Smirnov statistic of the score of the model that alerts",
      labelNames: ["feed"]
    })
  };
}

function findingGauges(base: Base) {
  return {
    retraining: new Gauge({
      ...base,
      name: "atalaya_retraining_recommended",
      help: "1 if the latest run recommends to train the model anew",
      labelNames: ["feed"]
    }),
    warnings: new Gauge({
      ...base,
      name: "atalaya_run_warnings",
      help: "1 for each code of a warning of the latest run",
      labelNames: ["feed", "code"]
    }),
    incidents: new Gauge({
      ...base,
      name: "atalaya_incidents",
      help: "Incidents of the latest run by severity",
      labelNames: ["feed", "severity"]
    })
  };
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The least that a feed may say of drift: each verdict has a number, if it is 0. */
const verdicts = ["same", "shifted", "different", "unknown"] as const;

function setAll(gauges: Gauges, feed: string, {run, succeededAt, latest}: DataFacts): void {
  for (const gauge of Object.values(gauges)) gauge.reset(); // a feature or a warning that is gone
  setKnown(gauges.runAt, {feed}, run?.endedAt);
  setKnown(gauges.runSucceeded, {feed}, run && Number(run.succeeded));
  setKnown(gauges.succeededAt, {feed}, succeededAt);
  if (!latest) return;
  setKnown(gauges.eventAt, {feed}, latest.latestEventAt);
  gauges.rejected.set({feed}, latest.rejected);
  setKnown(gauges.retraining, {feed}, latest.retraining === null ? null : Number(latest.retraining)); // prettier-ignore
  for (const code of latest.warnings) gauges.warnings.set({feed, code}, 1);
  for (const severity of severities)
    gauges.incidents.set({feed, severity}, latest.incidents[severity] ?? 0);
  if (!latest.drift) return;
  const {features, score} = latest.drift;
  for (const {name, psi} of features) gauges.psi.set({feed, feature: name}, psi);
  for (const verdict of verdicts) {
    const count = features.filter((feature) => feature.verdict === verdict).length;
    gauges.drifted.set({feed, verdict}, count);
  }
  setKnown(gauges.scorePsi, {feed}, score?.psi);
  setKnown(gauges.scoreKs, {feed}, score?.ks);
}

function setKnown(
  gauge: Gauge,
  labels: Record<string, string>,
  value: number | null | undefined
): void {
  if (value !== null && value !== undefined) gauge.set(labels, value);
}
