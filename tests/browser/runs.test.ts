import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {RunsPage} from "../../src/core/schema/runs.js";
import type {RunPairsPage} from "../../src/core/schema/run-pairs.js";
import {findViolations, launch, openPage, settle, sidewaysOverflow} from "./open.js";
import {readPublished} from "./published.js";

const sites = inject("sites");
let browser: Browser;
let runs: RunsPage["runs"];
let pairs: RunPairsPage;

beforeAll(async () => {
  browser = await launch();
  ({runs} = await readPublished<RunsPage>(browser, sites.feed, "/runs", "runs"));
  pairs = await readPublished<RunPairsPage>(browser, sites.feed, "/runs", "run-pairs");
});
afterAll(() => browser.close());

it("/runs says what changed between the shown run and the one before it", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/runs`);
  const text = await page.locator("main").innerText();
  expect(runs.map(({status}) => status)).toEqual(["succeeded", "succeeded"]);
  expect(pairs.pairs).toHaveLength(1);
  const [{comparison}] = pairs.pairs;
  const {came, went} = comparison;
  expect(came.events + went.events).toBeGreaterThan(0); // another forest: else nothing is compared here
  expect(text).toContain(`${came.events.toLocaleString("en-US")} alert`);
  expect(text).toContain(`${went.events.toLocaleString("en-US")} went`);
  const rows = page.locator(".run-pair .came tbody tr");
  expect(await rows.count()).toBe(Math.min(8, came.rows.length));
  const drift = page.locator(".run-pair .drift tbody tr");
  const features = comparison.drift?.length ?? 0;
  expect(await drift.count()).toBe(features + Number(comparison.scoreDrift !== null));
  expect(await findViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

it("/runs takes two runs from the URL, and back and forward", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/runs`);
  const name = runs[0].run;
  const first = await page.locator(".verdict").innerText();
  expect(first).not.toContain("The same run twice");
  await page.locator("#run-before").selectOption(name);
  expect(new URL(page.url()).searchParams.get("a")).toBe(name);
  expect(await page.locator(".verdict").innerText()).toContain("The same run twice");
  await page.goBack();
  expect(await page.locator(".verdict").innerText()).toBe(first);
  await page.goForward();
  expect(await page.locator("#run-before").inputValue()).toBe(name);
  await close();
});

it("/runs says of a single run that there is none to compare it with", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.pair}/runs`);
  expect(await page.locator("main").innerText()).toContain(
    "There is no earlier run that succeeded"
  );
  const [{run}] = (await readPublished<RunsPage>(browser, sites.pair, "/runs", "runs")).runs;
  await page.goto(`${sites.pair}/runs?a=${run}&b=${run}`);
  await settle(page);
  expect(await page.locator(".verdict").innerText()).toContain("The same run twice");
  expect(faults).toEqual([]);
  await close();
});
