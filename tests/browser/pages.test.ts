import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {findViolations, launch, openPage, revisit, settle, sidewaysOverflow} from "./open.js";
import type {Opened} from "./open.js";
import {paths} from "./published.js";
import {withoutExports} from "./without-exports.js";

/** How each page is looked at: every width, and both schemes; in between at both. */
const looks = [
  {width: 390, colorScheme: "dark"},
  {width: 1000, colorScheme: "dark"},
  {width: 1000, colorScheme: "light"},
  {width: 1440, colorScheme: "light"}
] as const;
const sites = inject("sites");
let browser: Browser;
let opened: Opened;

beforeAll(async () => {
  browser = await launch();
  opened = await openPage(browser, sites.feed, {viewport: {width: 390, height: 900}});
});
afterAll(() => browser.close());

it.each(paths)("%s says its sentence, light and dark and at every width, and each figure can be exported", async (path) => {
  const {page, faults} = opened;
  await page.setViewportSize({width: looks[0].width, height: 900});
  await page.emulateMedia({colorScheme: looks[0].colorScheme});
  await revisit(opened, sites.feed + path);
  for (const {width, colorScheme} of looks) {
    await page.emulateMedia({colorScheme});
    await page.setViewportSize({width, height: 900});
    await settle(page);
    expect((await page.locator("h1").first().innerText()).trim()).not.toBe("");
    expect(await page.locator("h1").count()).toBe(1);
    const overflow = async () => ({width, overflow: await sidewaysOverflow(page)}); // figures follow the width a moment later
    await expect.poll(overflow, {timeout: 5000}).toEqual({width, overflow: 0});
    // What is wrong between the narrowest and the widest is a matter of width alone.
    if (width !== 1000) expect(await findViolations(page)).toEqual([]);
  }
  expect(await page.locator("main").innerText()).not.toMatch(/needs? JavaScript/); // it has it
  await openAll(page);
  expect(await withoutExports(page)).toEqual([]);
  expect(faults).toEqual([]);
}); // prettier-ignore

/** Opens what is folded on *page*; of rows and counts that open in place, the first. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    const folded = document.querySelectorAll<HTMLDetailsElement>("main details");
    for (const details of folded) details.open = true;
    for (const first of ["main .open-rule", "main .cross button"])
      document.querySelector<HTMLElement>(first)?.click();
  });
  await settle(page);
}

it.each(paths)("%s is served with a policy that lets no script of a log run", async (path) => {
  const response = await fetch(sites.feed + path);
  const policy = response.headers.get("content-security-policy") ?? "";
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
  expect(scripts).toMatch(/^'self' /);
  expect(scripts).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:|data:|blob:|\*/);
  expect(policy).toMatch(/connect-src 'self'(;|$)/);
  expect(policy).toMatch(/object-src 'none'|default-src 'none'/);
});
