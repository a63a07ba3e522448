import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {SiteModelsPage} from "../../../src/core/schema/site-models.js";
import {launch, openPage, settle} from "../open.js";
import {feedEventsText, readPublished} from "../published.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** What Explore shows of the scores: the sentence, the bars of their histogram, and how many rows there are. */
async function readShown(page: Page) {
  await settle(page);
  const score = page.locator(".dimension", {hasText: "score"}).first();
  return {
    sentence: await page.locator("h1").innerText(),
    bars: await score.locator(".totals").getAttribute("d"),
    rows: Number(await page.getByRole("grid").getAttribute("aria-rowcount")) - 1
  };
}

it("Explore shows the scores of another model when it is chosen, keeps it in links, and returns to those of the run", async () => {
  const {models} = await readPublished<SiteModelsPage>(browser, feed, "/explore", "site-models");
  const [own, other] = models;
  const {page, faults, close} = await openPage(browser, `${feed}/explore?threshold=${own.threshold}`); // prettier-ignore
  await page.getByRole("grid").waitFor();
  await expect.poll(async () => (await readShown(page)).rows).toBe(own.alerts);
  const choice = page.getByLabel("Model");
  await choice.selectOption({label: "isolation-forest@1"});
  const sentence = `By isolation-forest@1: ${feedEventsText} events, of which ${other.alerts} are alerts.`;
  await expect.poll(() => page.locator("h1").innerText(), {timeout: 60_000}).toBe(sentence);
  expect(new URL(page.url()).searchParams.get("threshold")).toBeNull(); // it was of the scores of the run
  const chosen = await readShown(page);
  await page.getByRole("button", {name: "at the threshold"}).click();
  await expect.poll(async () => (await readShown(page)).rows).toBe(other.alerts);
  const atThreshold = () => Number(new URL(page.url()).searchParams.get("threshold"));
  await expect.poll(atThreshold).toBe(other.threshold); // as many rows were there before the click
  const row = page.getByRole("row").nth(1);
  const address = page.url();
  await row.click();
  await page.waitForURL(/alert/);
  await settle(page);
  expect(await page.locator(".chosen-score").innerText()).toContain("isolation-forest@1");
  await page.goto(address);
  const rows = async () => (await page.getByRole("grid").count()) && (await readShown(page)).rows;
  await expect.poll(rows, {timeout: 60_000}).toBe(other.alerts);
  await page.getByRole("button", {name: "Back to the run’s model"}).click();
  await expect.poll(async () => (await readShown(page)).sentence).toBe(`${feedEventsText} events, of which ${own.alerts} are alerts.`); // prettier-ignore
  expect((await readShown(page)).bars).not.toBe(chosen.bars);
  expect(new URL(page.url()).search).toBe("");
  expect(faults).toEqual([]);
  await close();
});
