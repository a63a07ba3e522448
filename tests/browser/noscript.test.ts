import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Today} from "../../src/core/schema/published.js";
import {launch} from "./open.js";
import {readPublished} from "./published.js";

const sites = inject("sites");
let browser: Browser;
let today: Today;

beforeAll(async () => {
  browser = await launch();
  today = await readPublished<Today>(browser, sites.feed, "/", "today");
});
afterAll(() => browser.close());

const paths = ["/", "/explore", "/alert", "/models", "/runs", "/notebooks/anomaly-detection-explained"]; // prettier-ignore

it.each(paths)("%s says something with JavaScript off", async (path) => {
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(sites.feed + path);
  expect((await page.locator("h1").first().innerText()).trim()).not.toBe("");
  expect((await page.locator("body").innerText()).length).toBeGreaterThan(100);
  await context.close();
});

it("/ says events, alerts and incidents with JavaScript off, as published", async () => {
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(sites.feed);
  const text = await page.locator("main").innerText();
  for (const number of [today.events, today.alerts, today.incidents]) {
    expect(text).toContain(number.toLocaleString("en-US"));
  }
  await context.close();
});
