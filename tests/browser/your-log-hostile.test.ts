import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {give, openYours, textFile} from "./drop-log.js";
import {hostileLog} from "./hostile-log.js";
import {launch, settle, sidewaysOverflow} from "./open.js";

const {feed, hostile, pair} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const log = textFile(
  "=cmd|' /C calc'!A0 <img src=x onerror=window.owned=9>\u202Egol.txt",
  hostileLog(1)
);

it.each([390, 1440])(
  "a hostile log runs nothing, hides nothing and holds the layout at %i px, event by event",
  async (width) => {
    const {page, faults, requests, close} = await openYours(browser, feed, {
      viewport: {width, height: 844}
    });
    const report = await give(page, log);
    expect(report).toContain("line too long");
    await page.locator("#most-anomalous a[data-event]").first().click();
    await page.locator(".one .verdict-controls").waitFor();
    await settle(page);
    for (let i = 2; i <= 18; ++i) {
      await page.keyboard.press("j");
      await page
        .locator(".one .standing")
        .getByText(new RegExp(`, ${i}(st|nd|rd|th) of 400`))
        .waitFor();
      await settle(page);
      expect(await sidewaysOverflow(page)).toBe(0);
    }
    await page.keyboard.press("t");
    await page.keyboard.press("n");
    await page.keyboard.type(
      '=HYPERLINK("http://elsewhere.example/")<script>window.owned=1</script>'
    );
    await page.keyboard.press("Escape");
    await page.locator("#verdicts .note").waitFor();
    const text = await page.locator("main").innerText();
    expect(/[\u001b\u0007\u202a-\u202e\u2066-\u2069]/.exec(text)?.[0]).toBe(undefined);
    expect(text).not.toMatch(/\b(NaN|undefined|\[object)/);
    expect(await page.locator("main script, main iframe, main img").count()).toBe(0);
    expect(await page.evaluate(() => "owned" in window)).toBe(false);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(requests).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  },
  240_000
);

it("Your log stands on a site of a hostile log and on one of two events", async () => {
  for (const site of [hostile, pair]) {
    const {page, faults, requests, close} = await openYours(browser, site, {
      viewport: {width: 390, height: 844}
    });
    await give(page, log);
    await page.locator("#most-anomalous a[data-event]").first().click();
    await page.locator(".one .verdict-controls").waitFor();
    await settle(page);
    expect(await page.locator("main").innerText()).not.toMatch(
      /\b(NaN|undefined|Infinity|\[object)/
    );
    expect(await page.locator("h1").count()).toBe(1);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(requests).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  }
}, 240_000);
