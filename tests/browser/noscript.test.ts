import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {IncidentsPage} from "../../src/core/schema/incidents.js";
import type {ModelsPage} from "../../src/core/schema/models-page.js";
import type {RunsPage} from "../../src/core/schema/runs.js";
import type {Today} from "../../src/core/schema/published.js";
import {launch} from "./open.js";
import {paths, readPublished} from "./published.js";

const sites = inject("sites");
let browser: Browser;
let today: Today;

beforeAll(async () => {
  browser = await launch();
  today = await readPublished<Today>(browser, sites.feed, "/", "today");
});
afterAll(() => browser.close());

it.each(paths)("%s shows its heading and a text with JavaScript off", async (path) => {
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(sites.feed + path);
  expect((await page.locator("h1").first().innerText()).trim()).not.toBe("");
  expect((await page.locator("body").innerText()).length).toBeGreaterThan(100);
  await context.close();
});

it("/ shows incidents by severity, and the first of them, with JavaScript off, as published", async () => {
  const incidents = await readPublished<IncidentsPage>(browser, sites.feed, "/", "incidents");
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(sites.feed);
  const text = await page.locator("main").innerText();
  for (const {entity, name} of incidents.incidents.slice(0, 3)) {
    expect(text).toContain(entity);
    expect(text).toContain(name);
  }
  const {critical} = incidents.testCounts;
  if (critical > 0) expect(text).toContain(`${critical}\u00a0critical`);
  await context.close();
});

/** Returns the text of the page at *path* with JavaScript off. */
async function textOf(path: string): Promise<string> {
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(sites.feed + path);
  const text = await page.locator("main").innerText();
  await context.close();
  return text;
}

it("/explore shows events, alerts, the threshold and the most anomalous events with JavaScript off", async () => {
  const text = await textOf("/explore");
  expect(text).toContain(`${today.events.toLocaleString("en-US")} events`);
  expect(text).toContain(`${today.alerts.toLocaleString("en-US")} are alerts`);
  expect(text).toContain(today.threshold.toFixed(3));
  for (const {src, score} of today.topEvents.slice(0, 10)) {
    expect(text).toContain(src);
    expect(text).toContain(score.toFixed(3));
  }
});

it("/models shows what each model found with JavaScript off, as published", async () => {
  const {models} = await readPublished<ModelsPage>(browser, sites.feed, "/models", "models");
  const text = await textOf("/models");
  for (const {name, metrics} of models) {
    const test = metrics.find(({window}) => window === "test");
    expect(text).toContain(name);
    expect(test?.ap).toBeTypeOf("number");
    expect(text).toContain(test?.ap?.toFixed(3));
    expect(text).toContain(test?.auroc?.toFixed(3));
    expect(text).toContain(test?.alerts.toLocaleString("en-US"));
  }
});

it("/runs shows when each run was and what it made with JavaScript off", async () => {
  const {runs} = await readPublished<RunsPage>(browser, sites.feed, "/runs", "runs");
  const text = await textOf("/runs");
  expect(runs.length).toBeGreaterThan(0);
  for (const {startedAt, status, phases} of runs.slice(0, 20)) {
    expect(text).toContain(new Date(startedAt).toISOString().slice(11, 19));
    expect(text).toContain(status);
    for (const {sha256} of phases) expect(text).toContain(String(sha256).slice(0, 8));
  }
});
