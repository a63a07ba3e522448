import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Today} from "../../src/core/schema/published.js";
import {launch, openPage, settle} from "./open.js";
import {feedEventsText, readPublished} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;
let today: Today;

beforeAll(async () => {
  browser = await launch();
  today = await readPublished<Today>(browser, feed, "/", "today");
});
afterAll(() => browser.close());

it("a group of alerts leads to its most anomalous event, rescored in the page as it was published", async () => {
  const {page, faults, close} = await openPage(browser, feed);
  const [incident] = today.topIncidents;
  await page.locator(".flow-model > summary").click();
  await page.locator(".groups tbody a").first().click();
  await page.waitForURL((url) => url.searchParams.get("event") === incident.identity);
  await settle(page);
  expect(await page.locator("h1").innerText()).toContain(incident.entity);
  const text = await page.locator("main").innerText();
  expect(text).toContain(`Rescored here: ${incident.score.toFixed(4)}, as published.`);
  const [, after] =
    /would.*: .+ at .+ instead of .+, everything else equal: (0\.\d{3})\./.exec(text) ?? [];
  if (after === undefined) expect(text).toContain("No single change would bring it below");
  else expect(Number(after)).toBeLessThanOrEqual(Number(today.threshold.toFixed(3)));
  expect(faults).toEqual([]);
  await close();
});

it("the page of an event shows its line of the log, with the file and its digest", async () => {
  const [event] = today.topEvents;
  const {page, close} = await openPage(browser, `${feed}/alert?event=${event.event}`);
  const record = await page.locator("pre.record").innerText();
  for (const part of [event.src, event.dst, String(event.srcPort), String(Math.floor(event.time / 1000))]) {
    expect(record).toContain(part);
  }
  expect(await page.locator("main").innerText()).toMatch(/sha256 [0-9a-f]{64}/);
  await close();
}); // prettier-ignore

it("a link by file and line opens its event, one by number leads there, and one that is gone says so", async () => {
  const [, {event, identity}] = today.topEvents;
  const {page, close} = await openPage(browser, `${feed}/alert?event=${event}`);
  await page.getByText(`, 2nd of ${feedEventsText}`).waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get("event")).toBe(identity);
  await page.goto(`${feed}/alert?event=${"0".repeat(64)}:17`);
  await page.getByText("This event is gone: line 17 of the file").waitFor();
  await close();
});

it("j and k go down and up the ranks, and back returns", async () => {
  const ranked = today.topEvents.map(({identity}) => identity);
  const {page, close} = await openPage(browser, `${feed}/alert`);
  const at = (event: string) => page.waitForURL((url) => url.searchParams.get("event") === event);
  await page.keyboard.press("j");
  await at(ranked[1]);
  await page.getByText(`, 2nd of ${feedEventsText}`).waitFor();
  await page.keyboard.press("j");
  await at(ranked[2]);
  await page.getByText(`, 3rd of ${feedEventsText}`).waitFor();
  await page.keyboard.press("k");
  await at(ranked[1]);
  await page.getByText(`, 2nd of ${feedEventsText}`).waitFor();
  await page.goBack();
  await at(ranked[2]);
  await close();
});

it("an event that does not exist is named, and a way back offered", async () => {
  const {page, close} = await openPage(browser, `${feed}/alert?event=99999999`);
  await page.getByText("Unknown event: 99999999").waitFor();
  expect(await page.getByRole("link", {name: "Back to Today"}).count()).toBe(1);
  await close();
});
