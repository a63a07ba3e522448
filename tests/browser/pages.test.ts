import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {findViolations, launch, openPage, sidewaysOverflow} from "./open.js";
import type {Sites} from "./setup.js";

const paths = [
  "/",
  "/explore",
  "/alert",
  "/models",
  "/runs",
  "/notebooks/anomaly-detection-explained"
];

const widths = [390, 1440];
const schemes = ["light", "dark"] as const;
const sites = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const views = paths.flatMap((path) =>
  widths.flatMap((width) => schemes.map((colorScheme) => ({path, width, colorScheme})))
);

it.each(views)("$path says its sentence, $width px wide and $colorScheme, and nothing goes wrong", async ({path, width, colorScheme}) => {
  const viewport = {width, height: 900};
  const {page, faults, close} = await openPage(browser, sites.feed + path, {viewport, colorScheme});
  expect((await page.locator("h1").first().innerText()).trim()).not.toBe("");
  expect(await page.locator("h1").count()).toBe(1);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

const others = (["real", "hostile", "pair"] satisfies (keyof Sites)[]).flatMap((site) =>
  paths.map((path) => ({site, path}))
);

it.each(others)("$path stands on the $site log too", async ({site, path}) => {
  const url = sites[site];
  if (!url) return void console.info(`skipped: no data for the site “${site}” beside the project`);
  const viewport = {width: 390, height: 800};
  const {page, faults, close} = await openPage(browser, url + path, {viewport});
  expect(await page.locator("h1").count()).toBe(1);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(NaN|undefined|Infinity|\[object)/);
  expect(faults).toEqual([]);
  await close();
});
