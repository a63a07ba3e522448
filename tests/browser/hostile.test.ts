import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Today} from "../../src/core/schema/published.js";
import {firstSourcePort, payloads} from "./hostile-log.js";
import {launch, openPage, revisit, settle, sidewaysOverflow} from "./open.js";
import type {Opened} from "./open.js";
import {paths, readPublished} from "./published.js";

const {hostile} = inject("sites");
const viewport = {width: 390, height: 800};
let browser: Browser;
let opened: Opened;

beforeAll(async () => {
  browser = await launch();
  opened = await openPage(browser, hostile, {viewport});
});
afterAll(() => browser.close());

it.each(paths)("%s stands on a hostile log: nothing that it says is run, and no element is of its making", async (path) => {
  const {page, faults} = opened;
  await page.setViewportSize(viewport);
  await revisit(opened, hostile + path);
  expect(await page.locator("h1").count()).toBe(1);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(NaN|undefined|Infinity|\[object)/);
  await page.setViewportSize({width: 1280, height: 720});
  await settle(page);
  await page.mouse.wheel(0, 4000);
  await settle(page);
  const owned = await page.evaluate(() => (window as {owned?: unknown}).owned);
  expect(owned).toBeUndefined();
  const foreign = "img[src=x], iframe, svg[onload], a[href^='javascript:'], a[href*='elsewhere.example']";
  expect(await page.locator(foreign).count()).toBe(0);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/[\u0007\u001b\u200f\u202e\u2066]/);
  expect(faults).toEqual([]);
}); // prettier-ignore

it("/alert shows the raw record of a hostile event as text, its controls visible", async () => {
  const {topEvents} = await readPublished<Today>(browser, hostile, "/", "today");
  const first = topEvents.find(({srcPort}) => srcPort === firstSourcePort)!; // the first payload stands in the first event
  const {page, close} = await openPage(browser, `${hostile}/alert?event=${first.event}`);
  expect(await page.locator("pre.record").allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining(payloads[0])])
  );
  await close();
});

it.each(["<script>window.owned=9</script>", "'; DROP TABLE events; --", "-1", "1e400", "𝟙"])(
  "/alert?event=%s and the filters of Explore take what is in an address as text",
  async (text) => {
    const value = encodeURIComponent(text);
    const {page, faults, close} = await openPage(browser, `${hostile}/alert?event=${value}`);
    const expectText = async () => {
      expect(await page.evaluate(() => (window as {owned?: unknown}).owned)).toBeUndefined();
      expect(await page.locator("h1").count()).toBe(1);
      expect(faults).toEqual([]);
    };
    await expectText();
    const names = ["entity", "threshold", "line", "service", "from", "score-from"];
    await page.goto(`${hostile}/explore?${names.map((name) => `${name}=${value}`).join("&")}`);
    await settle(page);
    await expectText();
    await close();
  }
);
