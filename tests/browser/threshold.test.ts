import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {IncidentsPage} from "../../src/core/schema/incidents.js";
import type {ThresholdPage} from "../../src/core/schema/threshold.js";
import {findViolations, launch, openPage, settle} from "./open.js";
import {readPublished} from "./published.js";

const sites = inject("sites");
let browser: Browser;
let published: ThresholdPage;

beforeAll(async () => {
  browser = await launch();
  published = await readPublished<ThresholdPage>(browser, sites.feed, "/threshold", "threshold");
});
afterAll(() => browser.close());

/** What the page shows, read from its text alone. */
interface Shown {
  alerts: number;
  caught: number;
  gained: number;
  lost: number;
  byDay: string;
  histogram: string;
  recall: string;
  precision: string;
}

function shownOn(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const label = (part: string) =>
      document.querySelector(`.threshold .${part} svg`)?.getAttribute("aria-label") ?? "";
    const headline = document.querySelector(".flow-sentence")?.textContent ?? "";
    const number = (text: string | undefined) => Number((text ?? "").replaceAll(",", ""));
    const list = document.querySelector<HTMLElement>(".gained-and-lost");
    return {
      alerts: number(/: ([\d,]+) of/.exec(headline)?.[1]),
      caught: number(/hold ([\d,]+) of/.exec(headline)?.[1]),
      gained: Number(list?.dataset.gained),
      lost: Number(list?.dataset.lost),
      byDay: label("days"),
      histogram: label("scores"),
      recall: label("recall"),
      precision: label("precision")
    };
  });
}

/** Waits until the page has drawn what it was last asked for. */
const drawn = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  );

/** The alerts at or above *threshold*, counted one by one in what is published. */
function countAt(threshold: number) {
  const {tail} = published;
  const above = tail.score.flatMap((score, i) => (score >= threshold ? [i] : []));
  return {
    alerts: above.length,
    caught: above.filter((i) => tail.attack[i] === 1).length
  };
}

const thresholdOf = (page: Page) => Number(new URL(page.url()).searchParams.get("threshold"));

it("/threshold shows the alerts, the threshold and the attacks of the run, and nothing is gained or lost", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/threshold`);
  const shown = await shownOn(page);
  expect(shown.alerts).toBe(published.alerts);
  expect(shown).toMatchObject({gained: 0, lost: 0});
  expect(await page.locator(".flow-sentence").innerText()).toContain(
    `${published.budgetPerDay} alerts a day`
  );
  expect(await findViolations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it("/threshold changes every view and the URL as N is moved with the keyboard", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold`);
  const before = await shownOn(page);
  const slider = page.locator("#alerts-a-day");
  await slider.focus();
  for (const key of ["ArrowRight", "ArrowRight", "PageUp"]) await page.keyboard.press(key);
  await drawn(page);
  const risen = await shownOn(page);
  const counted = countAt(thresholdOf(page));
  expect(risen.alerts).toBe(counted.alerts);
  expect(risen.caught).toBe(counted.caught);
  expect(risen).toMatchObject({gained: counted.alerts - published.alerts, lost: 0});
  for (const view of ["byDay", "histogram", "recall", "precision"] as const) {
    expect(risen[view]).not.toBe(before[view]);
  }
  await page.keyboard.press("Home");
  await drawn(page);
  const least = await shownOn(page);
  expect(least.alerts).toBe(countAt(thresholdOf(page)).alerts);
  expect(least.alerts).toBeLessThanOrEqual(Math.round(published.days)); // as alertsForBudget has it
  expect(least).toMatchObject({gained: 0, lost: published.alerts - least.alerts});
  await page.keyboard.press("End");
  await drawn(page);
  expect((await shownOn(page)).alerts).toBe(countAt(thresholdOf(page)).alerts);
  await close();
});

it("/threshold chooses by a quantile, says what it means, and returns to the threshold of the run", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold`);
  await page.locator("#threshold-rule").selectOption("quantile");
  await drawn(page);
  const allowed = Math.floor(0.001 * published.events + 1e-9);
  expect((await shownOn(page)).alerts).toBeLessThanOrEqual(allowed);
  expect((await shownOn(page)).alerts).toBe(countAt(thresholdOf(page)).alerts);
  const status = page.locator(".threshold-rule .status");
  expect(await status.innerText()).toContain("of the events are alerts");
  await page.locator(".threshold-rule input").fill("2");
  await page.locator(".threshold-rule input").press("Enter");
  expect(await status.innerText()).toContain("give a number over 0 and below 1");
  await page.getByRole("button", {name: /^Back to/}).click();
  await drawn(page);
  expect((await shownOn(page)).alerts).toBe(published.alerts);
  await close();
});

it("/threshold follows the pointer on the histogram while it is held", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold`);
  await page.locator(".scores .slider").scrollIntoViewIfNeeded();
  const box = (await page.locator(".scores .slider").boundingBox())!;
  const y = box.y + box.height / 2;
  const seen = new Set<string>();
  await page.mouse.move(box.x + box.width * 0.9, y);
  await page.mouse.down();
  for (const share of [0.85, 0.8, 0.75, 0.7]) {
    await page.mouse.move(box.x + box.width * share, y);
    await drawn(page);
    seen.add(JSON.stringify(await shownOn(page)));
  }
  expect(new URL(page.url()).search).toBe(""); // the URL waits until the drag ends
  await page.mouse.up();
  await drawn(page);
  expect(seen.size).toBe(4);
  expect((await shownOn(page)).alerts).toBe(countAt(thresholdOf(page)).alerts);
  await close();
});

it("/threshold takes back and forward, and a drag is one entry of the history", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold`);
  const field = page.locator(".threshold-events input[type=number]").first();
  await field.fill("20");
  await field.press("Enter");
  await drawn(page);
  const first = await shownOn(page);
  expect(new URL(page.url()).searchParams.get("budget")).toBe("20");
  await page.getByRole("button", {name: "Compare with this threshold"}).click();
  await field.fill("90");
  await field.press("Enter");
  await drawn(page);
  const second = await shownOn(page);
  expect(second.gained).toBe(second.alerts - first.alerts);
  expect(second.alerts).toBe(countAt(thresholdOf(page)).alerts);
  await page.goBack();
  await drawn(page);
  expect((await shownOn(page)).alerts).toBe(first.alerts);
  await page.goForward();
  await drawn(page);
  expect(await shownOn(page)).toEqual(second);
  await close();
});

it("/threshold lists what is gained, each row leading to its event", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold?budget=90`);
  const {alerts} = countAt(thresholdFor(90));
  expect((await shownOn(page)).alerts).toBe(alerts);
  const links = await page
    .locator(".gained-and-lost tbody a")
    .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const {files, file, line} = published.tail;
  const names = links.map(
    (_, i) => `${files[file[published.alerts + i]]}:${line[published.alerts + i]}`
  );
  expect(links).toEqual(names.map((name) => `./alert.html?event=${encodeURIComponent(name)}`));
  await close();
});

/** The threshold of a budget by plain counting: the lowest score with no more alerts than that. */
function thresholdFor(perDay: number): number {
  const most = Math.round(perDay * published.days);
  return published.tail.score.findLast((score) => countAt(score).alerts <= most)!;
}

it("/threshold gives precision at the base rate that is asked for", async () => {
  const {page, close} = await openPage(browser, `${sites.feed}/threshold?base=0.001`);
  await settle(page);
  const rare = (await shownOn(page)).precision;
  await page.locator("#base-rate").focus();
  await page.keyboard.press("End");
  await drawn(page);
  expect(Number(new URL(page.url()).searchParams.get("base"))).toBeGreaterThan(0.4);
  const common = (await shownOn(page)).precision;
  const share = (text: string) => Number(/: ([\d.]+) %/.exec(text)?.[1]);
  expect(share(rare)).toBeLessThan(share(common));
  await close();
});

it("/threshold says what can be said without labels", async () => {
  if (!sites.real) return void console.info("skipped: no data for the site “real”");
  const {page, close} = await openPage(browser, `${sites.real}/threshold`);
  expect(await page.locator("h1").innerText()).toContain("no event has a label");
  expect(await page.locator(".threshold .recall").count()).toBe(0);
  expect(await page.locator(".threshold .steady svg").count()).toBe(1);
  await close();
});

it("/threshold keeps the most severe incidents of any budget, and the URL keeps the budget", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/threshold`);
  const listed = await readPublished<IncidentsPage>(browser, sites.feed, "/threshold", "incidents");
  const test = listed.incidents.filter(({window}) => window === "test");
  const field = page.getByLabel("Incidents a day, as a number");
  await field.fill("1");
  await field.press("Enter");
  await drawn(page);
  const days = (listed.last - listed.calibration.trainedUntil) / 86_400_000;
  const n = Math.max(1, Math.floor(days));
  await expect
    .poll(() => page.locator("h1").innerText())
    .toContain(`${n} of ${test.length} incident`);
  expect(new URL(page.url()).searchParams.get("incidents")).toBe("1");
  expect(await page.locator(".incidents-gained-and-lost tbody tr").count()).toBeGreaterThan(0);
  await page.getByLabel("for each day by itself").check();
  await drawn(page);
  expect(new URL(page.url()).searchParams.get("each")).toBe("day");
  const byDay = new Set(test.map(({from}) => from.slice(0, 10))).size;
  await expect
    .poll(() => page.locator("h1").innerText())
    .toContain(`${byDay} of ${test.length} incident`);
  expect(faults).toEqual([]);
  await close();
});
