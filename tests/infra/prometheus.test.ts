import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, expect, it} from "vitest";
import {dataMetrics} from "../../pipeline/telemetry/data/data-metrics.js";
import {openMetricsServer} from "../../pipeline/telemetry/metrics-server.js";
import {openRegistry} from "../../pipeline/telemetry/registry.js";
import {serve} from "../../pipeline/site/serve/serve.js";
import {siteMetrics} from "../../pipeline/site/serve/site-metrics.js";
import {root} from "./nginx-server.js";
import {missing, promtool, startPrometheus} from "./prometheus-server.js";
import type {Prometheus} from "./prometheus-server.js";
import {describeWithTool} from "./tools.js";

const folder = join(root, "infra/prometheus");
const rules = ["recording.rules.yml", "alerts.rules.yml"].map((name) => join(folder, name));
const open: {close(): Promise<void>}[] = [];
const scratch = await mkdtemp(join(tmpdir(), "prometheus-"));

afterAll(async () => {
  for (const {close} of open) await close();
  await rm(scratch, {recursive: true, force: true});
});

/** Writes the configuration of infra with its rules where they are, and *jobs* in place of its own. */
async function writeConfiguration(jobs?: string): Promise<string> {
  const text = await readFile(join(folder, "prometheus.yml"), "utf8");
  const placed = text.replaceAll("/etc/prometheus/", `${folder}/`);
  const path = join(scratch, "prometheus.yml");
  const own = jobs === undefined ? placed : placed.replace(/scrape_configs:[^]*/, jobs);
  await writeFile(path, own.replace(/(_interval): 15s\n/g, jobs ? "$1: 1s\n" : "$1: 15s\n"));
  return path;
}

describeWithTool("promtool", missing("promtool"), () => {
  it("promtool accepts the configuration and every rule", async () => {
    const {code, text} = promtool("check", "config", await writeConfiguration());
    expect([code, text]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });

  it("promtool finds that the rules alert when they are to, and not otherwise", () => {
    const {code, text} = promtool("test", "rules", join(folder, "rules.test.yml"));
    expect([code, text]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

/** Returns what *read* resolves to as soon as it is *done*; fails after half a minute. */
async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 100; ++i) {
    const value = await read();
    if (done(value)) return value;
    await sleep(300);
  }
  throw new Error("not in time");
}

interface Vector {
  result: {metric: Record<string, string>; value: [number, string]}[];
}

async function startSite() {
  await writeFile(join(scratch, "index.html"), "<!doctype html>hello");
  const registry = openRegistry();
  const site = await serve({root: scratch, port: 0, observed: siteMetrics(registry, scratch)});
  const drift = {trainingRows: 1, testEvents: 1, features: [], score: {name: "a", psi: 0.5, noise: 0, ks: 0.4, verdict: "different"}} as const; // prettier-ignore
  const latest = {run: "r", latestEventAt: 1e9, rejected: 0, drift: {...drift, features: []}, retraining: false, warnings: [], incidents: {critical: 0, high: 1, medium: 0, low: 0}}; // prettier-ignore
  const facts = {run: {endedAt: Date.now() / 1000, succeeded: true}, succeededAt: null, latest};
  await dataMetrics(registry, "office", () => Promise.resolve(facts)).refresh();
  const metrics = await openMetricsServer({registry, port: 0});
  open.push(site, metrics);
  return {site, metrics};
}

describeWithTool("a real Prometheus", missing("prometheus"), () => {
  it("a real Prometheus loads every rule, scrapes, records, and alerts", async () => {
    const {site, metrics} = await startSite();
    const jobs = `scrape_configs:\n  - job_name: atalaya-site\n    static_configs: [{targets: ["127.0.0.1:${metrics.port}"]}]\n`;
    const configuration = await writeConfiguration(jobs);
    const prometheus: Prometheus = await startPrometheus(configuration, join(scratch, "data"));
    open.push(prometheus);
    const {groups} = await prometheus.get<{groups: {file: string}[]}>("rules");
    expect(new Set(groups.map(({file}) => file))).toEqual(new Set(rules));
    const query = (text: string) =>
      prometheus.get<Vector>(`query?query=${encodeURIComponent(text)}`);
    await eventually(async () => {
      await (await fetch(site.address)).text();
      return query('atalaya:site_requests:rate5m{route="page", code="200"} > 0');
    }, ({result}) => result.length === 1); // prettier-ignore
    const up = await query('up{job="atalaya-site"}');
    expect(up.result[0].value[1]).toBe("1");
    const age = await query("atalaya:data_age_seconds");
    expect(age.result[0].metric).toEqual({__name__: "atalaya:data_age_seconds", feed: "office"});
    type Alerts = {alerts: {labels: {alertname: string; feed?: string}; state: string}[]};
    const {alerts} = await eventually(
      () => prometheus.get<Alerts>("alerts"),
      (data) => data.alerts.length >= 2
    );
    const state = alerts.map(({labels, state}) => `${labels.alertname} ${labels.feed} ${state}`);
    expect(state.sort()).toEqual(["AtalayaDataStale office pending", "AtalayaScoreDrift office firing"]); // prettier-ignore
    const all = await prometheus.get<{health: string}[]>("rules").then((data) => data as unknown as {groups: {rules: {name: string; health: string}[]}[]}); // prettier-ignore
    const unwell = all.groups
      .flatMap((group) => group.rules)
      .filter(({health}) => health === "err");
    expect(unwell).toEqual([]);
  });
});
