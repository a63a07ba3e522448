import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage, revisit, sidewaysOverflow} from "./open.js";
import type {Opened} from "./open.js";
import {paths} from "./published.js";
import type {Sites} from "./setup.js";

const sites = inject("sites");
const opened = new Map<keyof Sites, Opened>();
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

// The hostile log has a test of its own; what says nothing of the events says the same of two of them.
const ofEvents = paths.filter((path) => !/notebooks|lineage|rules|your-log/.test(path));
const others: {site: keyof Sites; path: string}[] = [
  ...paths.map((path) => ({site: "real", path}) as const),
  ...ofEvents.map((path) => ({site: "pair", path}) as const)
];

it.each(others)("$path stands on the $site log too", async ({site, path}) => {
  const url = sites[site];
  if (!url) return void console.info(`skipped: no data for the site “${site}” beside the project`);
  const options = {viewport: {width: 390, height: 800}, colorScheme: "dark"} as const;
  const visited = opened.get(site) ?? (await openPage(browser, url, options));
  opened.set(site, visited);
  await revisit(visited, url + path);
  const {page, faults} = visited;
  expect(await page.locator("h1").count()).toBe(1);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(NaN|undefined|Infinity|\[object)/);
  expect(faults).toEqual([]);
});
