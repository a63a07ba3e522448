import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {give, openYours, textFile, zeekHead, zeekLines} from "./drop-log.js";
import {launch, settle} from "./open.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const log = textFile("conn.log", zeekHead + zeekLines(400));

const gridLabel = (page: Page) =>
  page.locator("#explore").getByRole("grid").getAttribute("aria-label");

it("Explore over a dropped log counts what a brush with the mouse and a picked value leave, and leads to the event", async () => {
  const {page, faults, requests, close} = await openYours(browser, feed);
  await give(page, log);
  const explore = page.locator("#explore");
  await expect.poll(() => gridLabel(page)).toBe("selected events: 400 rows");
  const figure = explore.locator("svg").first(); // the time, of 400 events three seconds apart
  await figure.scrollIntoViewIfNeeded();
  const {x, y, width, height} = (await figure.boundingBox())!;
  await page.mouse.move(x + 0.25 * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 0.5 * width, y + height / 2, {steps: 8});
  await page.mouse.up();
  const range = () => {
    const {searchParams} = new URL(page.url());
    return ["from", "until"].map((name) => Number(searchParams.get(name)));
  };
  const count = ([from, until]: number[]) =>
    Array.from({length: 400}, (_, i) => 1_772_409_600_250 + 3000 * i).filter(
      (time) => time >= from && time < until
    ).length;
  await expect.poll(() => count(range()), {timeout: 20_000}).toBeGreaterThan(80); // the address follows
  const [from, until] = range();
  const within = count([from, until]);
  expect(within).toBeLessThan(200);
  await expect.poll(() => gridLabel(page)).toBe(`selected events: ${within} rows`);
  await explore.getByLabel("address contains").fill("10.0.0.3");
  await expect.poll(() => page.url()).toContain("entity=10.0.0.3");
  // Lines i with 1 + i mod 9 = 3, of those within the brush.
  const both = Array.from({length: 400}, (_, i) => ({
    i,
    time: 1_772_409_600_250 + 3000 * i
  })).filter(({i, time}) => time >= from && time < until && 1 + (i % 9) === 3);
  await expect.poll(() => gridLabel(page)).toBe(`selected events: ${both.length} rows`);
  await settle(page);
  const row = explore.getByRole("grid").getByRole("row").nth(1);
  expect(await row.innerText()).toContain("10.0.0.3");
  await row.click();
  await page.locator(".one .verdict-controls").waitFor();
  await settle(page);
  const event = Number(new URL(page.url()).searchParams.get("event"));
  expect(both.map(({i}) => i)).toContain(event); // events are numbered as the lines are
  const record = await page.locator(".one .record").innerText();
  expect(record).toContain(`C${event}`);
  await page.goBack();
  await expect.poll(() => page.locator(".one").count()).toBe(0);
  expect(await gridLabel(page)).toBe(`selected events: ${both.length} rows`);
  await explore.getByRole("button", {name: /remove: address/}).click();
  await expect.poll(() => gridLabel(page)).toBe(`selected events: ${within} rows`);
  expect(requests).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}, 180_000);

it("t pressed in the table of Explore gives no verdict on an event that is open elsewhere on the page", async () => {
  const {page, close} = await openYours(browser, feed);
  await give(page, log);
  await page.locator("#most-anomalous a[data-event]").first().click();
  await page.locator(".one .verdict-controls").waitFor();
  await settle(page);
  await page.locator("#explore").getByRole("grid").focus();
  await page.keyboard.press("t");
  expect(await page.locator(".one .status").innerText()).toBe("No verdict yet.");
  await page.locator(".one").focus();
  await page.keyboard.press("t");
  await page.locator(".one .status", {hasText: "Verdict: true positive"}).waitFor();
  await close();
}, 120_000);
