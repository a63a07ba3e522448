import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage, settle} from "./open.js";
import {feedEvents, feedEventsText} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** The state of a selection in every part of Explore that shows it. */
interface Shown {
  events: number;
  rows: number;
  sql: string;
  chips: string[];
  /** The outline of the bars of each histogram’s selection, by its label. */
  shapes: {[dimension: string]: string};
}

async function readShown(page: Page): Promise<Shown> {
  await settle(page);
  const heading = await page.locator("h1").innerText();
  const grid = page.getByRole("grid");
  return {
    events: Number(heading.split(" ")[0].replaceAll(",", "")),
    rows: Number(await grid.getAttribute("aria-rowcount")) - 1,
    sql: await page.getByLabel("SQL of the selection").innerText(),
    chips: await page.locator(".chip").allInnerTexts(),
    shapes: await page.evaluate(() => {
      const nodes = [...document.querySelectorAll(".dimension")];
      const name = (node: Element) => node.querySelector("h2")?.firstChild?.textContent ?? "";
      const shape = (node: Element) => node.querySelector(".selected")?.getAttribute("d") ?? "";
      return Object.fromEntries(nodes.map((node) => [name(node), shape(node)]));
    })
  };
}

/** Drags over a histogram from one share of its width to another. */
async function brush(page: Page, dimension: string, from: number, until: number): Promise<void> {
  const box = await page.locator(".dimension", {hasText: dimension}).first().locator("svg").boundingBox(); // prettier-ignore
  if (!box) throw new Error(`no histogram of ${dimension}`);
  const y = box.y + 20;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + until) / 2) * box.width, y, {steps: 4});
  await page.mouse.move(box.x + until * box.width, y, {steps: 4});
  await page.mouse.up();
}

const tall = {viewport: {width: 1440, height: 1600}};

it("brushing a histogram changes the other charts, the count, the table and the SQL; taking the chip away restores them", async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/explore`, tall);
  await page.getByRole("grid").waitFor();
  const before = await readShown(page);
  expect(before).toMatchObject({events: feedEvents, rows: feedEvents, chips: []});
  await brush(page, "score", 0.5, 0.9);
  await page.locator(".chip").waitFor();
  await expect.poll(async () => (await readShown(page)).events).toBeLessThan(feedEvents);
  const during = await readShown(page);
  expect(during.rows).toBe(during.events);
  expect(during.chips).toHaveLength(1);
  expect(during.sql).toMatch(/WHERE[\s\S]*score/);
  const moved = Object.keys(before.shapes).filter((name) => during.shapes[name] !== before.shapes[name]); // prettier-ignore
  expect(moved.length).toBeGreaterThanOrEqual(Object.keys(before.shapes).length - 1);
  await page.locator(".chip").click();
  await expect.poll(async () => (await readShown(page)).events).toBe(feedEvents);
  expect(await readShown(page)).toEqual(before);
  expect(faults).toEqual([]);
  await close();
});

it("a value picked from a list selects what its count says, and the address remembers it", async () => {
  const {page, close} = await openPage(browser, `${feed}/explore`, tall);
  const value = page.getByRole("list", {name: "service"}).getByRole("button").first();
  await value.waitFor();
  const count = Number((await value.locator(".count").innerText()).replaceAll(",", ""));
  await value.click();
  await expect.poll(async () => (await readShown(page)).events).toBe(count);
  await expect.poll(() => new URL(page.url()).searchParams.has("service")).toBe(true);
  const there = await readShown(page);
  await page.reload();
  await page.locator(".chip").waitFor();
  await expect.poll(async () => (await readShown(page)).events).toBe(count);
  expect((await readShown(page)).sql).toBe(there.sql);
  await page.goBack();
  await expect.poll(async () => (await readShown(page)).events).toBe(feedEvents);
  await close();
});

it("the table scrolls to any of the rows with few in the page, sorts, and leads to Alert", async () => {
  const {page, close} = await openPage(browser, `${feed}/explore`, tall);
  const grid = page.getByRole("grid");
  await grid.waitFor();
  await settle(page);
  await grid.focus();
  await page.keyboard.press("End");
  await page.locator(`[role=row][aria-rowindex='${feedEvents + 1}'] [role=gridcell]:not(:empty)`).first().waitFor();
  expect(await grid.getByRole("row").count()).toBeLessThan(200);
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/alert(\.html)?\?event=[0-9a-f]{64}%3A\d+/);
  await page.getByText(`, 2nd of ${feedEventsText}`).waitFor();
  await close();
}); // prettier-ignore

it("Explore loads events.duckdb by ranges, from this host only", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const statuses: number[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".duckdb") && response.request().method() === "GET") statuses.push(response.status()); // prettier-ignore
  });
  await page.goto(`${feed}/explore`);
  await page.getByRole("grid").waitFor();
  expect(statuses.filter((status) => status === 200)).toEqual([]);
  await context.close();
});
