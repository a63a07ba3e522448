import {expect, it} from "vitest";
import {headline} from "../../../src/components/site/sentence.js";
import {escape} from "../../../src/components/site/shell.js";
import {
  exploreHtml,
  modelsHtml,
  runsHtml,
  sentenceHtml,
  todayHtml
} from "../../../src/components/site/noscript.js";
import type {EventRow, Metrics} from "../../../src/core/schema/published.js";
import type {ModelsPage} from "../../../src/core/schema/models-page.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {todayWith} from "../today/today-fixture.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

const event: EventRow = {
  event: 0,
  time: Date.UTC(2026, 2, 1),
  src: "10.0.0.1",
  srcPort: 40_000,
  dst: "2001:db8::1",
  dstPort: 443,
  proto: "tcp",
  service: "ssl",
  state: "SF",
  duration: 1,
  origBytes: 2,
  respBytes: 3,
  score: 0.7359,
  label: null,
  identity: `${"0".repeat(64)}:9`
};

const metrics: Metrics = {
  model: "forest",
  window: "test",
  events: 12_000,
  anomalyRate: 0.01,
  scoreMean: 0.4,
  scoreStd: 0.1,
  threshold: 0.6125,
  alerts: 345,
  labelledAlerts: 300,
  labelled: 12_000,
  attacks: 120,
  baseRate: 0.01,
  ap: 0.1234,
  auroc: 0.9182,
  precisionAt: [],
  recallAtBudget: 0.5,
  precisionAtBudget: 0.2,
  byAttack: []
};

const models: ModelsPage = {
  provenance: todayWith({}).provenance,
  models: [
    {
      name: "forest",
      sha256: "0".repeat(64),
      bytes: 1,
      parameters: {},
      trainingRows: 8192,
      trees: 100,
      nodes: 10,
      maxDepth: 8,
      meanDepth: 5,
      histogram: {from: 0, step: 0.01, counts: []},
      metrics: [metrics]
    }
  ],
  agreement: {
    spearman: 0.9876,
    overlap: [],
    joint: {bins: 1, from: [0, 0], to: [1, 1], cells: []},
    disagreements: []
  },
  comparison: {
    events: 0,
    of: 0,
    window: "test",
    labelled: 0,
    attacks: 0,
    baseRate: null,
    budget: 1,
    detectors: []
  },
  features: []
};

const run: RunEntry = {
  run: "20260301-000000-abcd",
  status: "succeeded",
  startedAt: Date.UTC(2026, 2, 1, 9, 30),
  finishedAt: Date.UTC(2026, 2, 1, 9, 30, 12),
  command: "atalaya run",
  codeVersion: "0.1.0",
  error: null,
  phases: [],
  models: [],
  metrics: []
};

it("sentenceHtml(parts) says the sentence, its numbers as links without a query", () => {
  const parts = headline(todayWith({}));
  const html = sentenceHtml(parts);
  expect(html.replace(/<[^>]*>/g, "")).toBe(parts.map(({text}) => text).join(""));
  const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(hrefs).toEqual(["./explore.html", "./explore.html", "#incidents", "#hosts"]);
});

it("sentenceHtml(parts) sets strong what is strong, and shows markup as text", () => {
  expect(sentenceHtml([{text: "<i>", strong: true}])).toBe("<b>&#60;i&#62;</b>");
});

it("todayHtml(today) shows what a log says as text", () => {
  const incident = {
    id: 1,
    entity: hostile,
    from: 0,
    until: 1,
    alerts: 1,
    score: 0.7,
    event: 0,
    identity: event.identity,
    reason: hostile,
    techniques: []
  };
  const html = todayHtml(todayWith({topIncidents: [incident], notices: [hostile]}));
  expect(html).not.toContain("<img");
  expect(html.split(escape(hostile))).toHaveLength(4);
});

it("exploreHtml(today) says the span, the line and the strangest events, as text", () => {
  const today = todayWith({first: 0, last: 86_400_000, threshold: 0.7, topEvents: [{...event, service: hostile}]}); // prettier-ignore
  const html = exploreHtml(today);
  expect(html).toContain("from 1 Jan 00:00:00 to 2 Jan 00:00:00 UTC; the line is a score of 0.700");
  expect(html).toContain("<td>10.0.0.1:40000</td><td>[2001:db8::1]:443</td>");
  expect(html).toContain("<td>0.736</td>");
  expect(html).toContain(escape(hostile));
  expect(html).not.toContain("<img");
});

it("exploreHtml(today) makes visible what could not be seen, and cuts what nobody would read", () => {
  const long = todayWith({topEvents: [{...event, src: "\u202Egnp", service: "A".repeat(4000)}]});
  const html = exploreHtml(long);
  expect(html).toContain("\\u{202e}gnp");
  expect(html).toContain(`${"A".repeat(200)}…<`);
  expect(html.length).toBeLessThan(2000);
});

it("modelsHtml(page) says what each model found on the fairest events", () => {
  const cells = [...modelsHtml(models).matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell);
  expect(cells).toEqual(["forest", "12,000", "345", "0.613", "0.123", "0.918", "50 %", "100", "8,192"]); // prettier-ignore
  expect(modelsHtml(models)).toContain("over all events: 0.988");
});

it("modelsHtml(page) has a dash where there is no label and no model", () => {
  const unlabelled = {...metrics, ap: null, auroc: null, recallAtBudget: null};
  const page = {...models, models: [{...models.models[0], metrics: [unlabelled]}]};
  const cells = [...modelsHtml(page).matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell);
  expect(cells.slice(4, 7)).toEqual(["–", "–", "–"]);
  expect(modelsHtml({...models, models: []})).toContain("<tbody></tbody>");
});

it("runsHtml(page) lists the latest twenty runs and counts the rest", () => {
  const html = runsHtml({runs: Array.from({length: 23}, () => run)});
  expect(html.match(/<td>1 Mar 09:30:00 UTC<\/td><td>succeeded<\/td><td>12 s<\/td>/g)).toHaveLength(
    20
  );
  expect(html).toContain("And 3 earlier runs.");
  expect(runsHtml({runs: [run]})).not.toContain("earlier");
});
