import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {RunsPage} from "../../src/core/schema/published.js";
import type {RunPairsPage} from "../../src/core/schema/run-pairs.js";
import {findViolations, launch, openPage, sidewaysOverflow} from "./open.js";
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

it("/runs says what changed between the shown run and the one before it, or that there is none", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/runs`);
  const text = await page.locator("main").innerText();
  if (runs.filter(({status}) => status === "succeeded").length < 2) {
    expect(text).toContain("There is no earlier run that succeeded");
  } else {
    const [{comparison}] = pairs.pairs;
    const {came, went} = comparison;
    expect(text).toContain(`${came.events.toLocaleString("en-US")} alert`);
    expect(text).toContain(`${went.events.toLocaleString("en-US")} went`);
    const rows = page.locator(".run-pair .came tbody tr");
    expect(await rows.count()).toBe(Math.min(8, came.rows.length));
    expect(await page.locator(".run-pair .drift tbody tr").count()).toBe(
      comparison.drift?.length ?? 0
    );
  }
  expect(await findViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

it("/runs takes two runs from the URL, and back and forward", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/runs`);
  const name = runs[0].run;
  if (runs.length < 2) {
    const same = await openPage(browser, `${sites.feed}/runs?a=${name}&b=${name}`);
    expect(await same.page.locator(".verdict").innerText()).toContain("The same run twice");
    await same.close();
    return close();
  }
  const first = await page.locator(".verdict").innerText();
  await page.locator("#run-before").selectOption(name);
  expect(new URL(page.url()).searchParams.get("a")).toBe(name);
  expect(await page.locator(".verdict").innerText()).toContain("The same run twice");
  await page.goBack();
  expect(await page.locator(".verdict").innerText()).toBe(first);
  await page.goForward();
  expect(await page.locator("#run-before").inputValue()).toBe(name);
  await close();
});
