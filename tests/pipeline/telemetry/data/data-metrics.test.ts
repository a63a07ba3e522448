import {Registry} from "prom-client";
import {expect, it} from "vitest";
import {dataMetrics} from "../../../../pipeline/telemetry/data/data-metrics.js";
import type {DataFacts, LatestFacts} from "../../../../pipeline/telemetry/data/read-data-facts.js";

const drift = (name: string, psi: number, verdict: "same" | "different") => {
  return {name, psi, noise: 0.01, ks: psi / 2, verdict};
};

const latest: LatestFacts = {
  run: "r1",
  latestEventAt: 1_700_000_000,
  rejected: 0.25,
  drift: {
    trainingRows: 10,
    testEvents: 10,
    features: [drift("log_duration", 0.4, "different"), drift("hour_sin", 0.1, "same")],
    score: drift("isolation-forest", 0.3, "different")
  },
  retraining: true,
  warnings: ["drift", "synthetic"],
  incidents: {critical: 1, high: 0, medium: 2, low: 3}
};

const facts: DataFacts = {
  run: {endedAt: 1_700_000_500, succeeded: false},
  succeededAt: 1_700_000_400,
  latest
};

/** Returns the samples of *registry*, without comments. */
async function samples(registry: Registry): Promise<string[]> {
  const lines = (await registry.metrics()).split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

it("dataMetrics(registry, feed, read) has what is known of the latest run", async () => {
  const registry = new Registry();
  await dataMetrics(registry, "office", () => Promise.resolve(facts)).refresh();
  expect(await samples(registry)).toEqual([
    'atalaya_latest_run_timestamp_seconds{feed="office"} 1700000500',
    'atalaya_latest_run_succeeded{feed="office"} 0',
    'atalaya_latest_success_timestamp_seconds{feed="office"} 1700000400',
    'atalaya_feed_latest_event_timestamp_seconds{feed="office"} 1700000000',
    'atalaya_feed_rejected_ratio{feed="office"} 0.25',
    'atalaya_drift_psi{feed="office",feature="log_duration"} 0.4',
    'atalaya_drift_psi{feed="office",feature="hour_sin"} 0.1',
    'atalaya_drift_features{feed="office",verdict="same"} 1',
    'atalaya_drift_features{feed="office",verdict="shifted"} 0',
    'atalaya_drift_features{feed="office",verdict="different"} 1',
    'atalaya_drift_features{feed="office",verdict="unknown"} 0',
    'atalaya_score_drift_psi{feed="office"} 0.3',
    'atalaya_score_drift_ks{feed="office"} 0.15',
    'atalaya_retraining_recommended{feed="office"} 1',
    'atalaya_run_warnings{feed="office",code="drift"} 1',
    'atalaya_run_warnings{feed="office",code="synthetic"} 1',
    'atalaya_incidents{feed="office",severity="critical"} 1',
    'atalaya_incidents{feed="office",severity="high"} 0',
    'atalaya_incidents{feed="office",severity="medium"} 2',
    'atalaya_incidents{feed="office",severity="low"} 3',
    'atalaya_data_read_failures_total{feed="office"} 0'
  ]);
});

it("dataMetrics(registry, feed, read) forgets what is gone, and says nothing of what is not known", async () => {
  const registry = new Registry();
  let now = facts;
  const {refresh} = dataMetrics(registry, "a", () => Promise.resolve(now));
  await refresh();
  now = {...facts, latest: {...latest, warnings: [], drift: null, latestEventAt: null}};
  await refresh();
  const text = (await samples(registry)).join("\n");
  expect(text).not.toMatch(/_drift_|_run_warnings|_event_timestamp/);
  expect(text).toContain('atalaya_incidents{feed="a",severity="low"} 3');
  now = {run: null, succeededAt: null, latest: null};
  await refresh();
  expect(await samples(registry)).toEqual(['atalaya_data_read_failures_total{feed="a"} 0']);
});

it("dataMetrics(registry, feed, read) keeps what it read when it cannot be read, and counts that", async () => {
  const registry = new Registry();
  let fails = false;
  const read = () => (fails ? Promise.reject(new Error("away")) : Promise.resolve(facts));
  const {refresh} = dataMetrics(registry, "a", read);
  await refresh();
  fails = true;
  await refresh();
  const text = (await samples(registry)).join("\n");
  expect(text).toContain('atalaya_latest_run_succeeded{feed="a"} 0');
  expect(text).toContain('atalaya_data_read_failures_total{feed="a"} 1');
});

it("dataMetrics(registry, feed, read, {onScrape}) reads once a minute at most, whoever scrapes", async () => {
  const registry = new Registry();
  let reads = 0;
  let clock = 0;
  const read = () => Promise.resolve((++reads, facts));
  dataMetrics(registry, "a", read, {onScrape: true, now: () => clock});
  const first = await Promise.all([samples(registry), samples(registry)]);
  expect(reads).toBe(1);
  expect(first[0].length).toBe(21);
  clock = 59_000;
  await samples(registry);
  expect(reads).toBe(1);
  clock = 61_000;
  await samples(registry);
  expect(reads).toBe(2);
});
