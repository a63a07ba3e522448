import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {EntitiesPage} from "../../src/core/schema/entities.js";
import {readPublished} from "./published.js";
import {findViolations, launch, openPage, settle, sidewaysOverflow} from "./open.js";
import {withoutExports} from "./without-exports.js";

const sites = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

it("Entities lists hosts; one leads to its sentence and figures, back leads to the list", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/entity`);
  const list = await page.locator("h1").innerText();
  const host = page.locator("tbody a").first();
  const name = await host.innerText();
  await host.click();
  await page.locator("#alerts").waitFor();
  await settle(page);
  expect(await page.locator("h1").innerText()).toMatch(
    new RegExp(
      `^${name} has [\\d,]+ incidents? as (source|target).* It opened [\\d,]+ connections?`
    )
  );
  expect(await page.locator("#incidents tbody tr").count()).toBeGreaterThan(0);
  expect(await page.locator("#outbound tbody tr").count()).toBeGreaterThan(1);
  expect(await page.locator("#peers tbody tr").count()).toBe(5);
  for (const id of ["role-hours", "hours", "others", "week", "beacons", "firsts"]) {
    expect(await page.locator(`#${id} svg`).count()).toBe(1);
  }
  expect(await page.locator("#week .observed rect").count()).toBe(168);
  expect(await findViolations(page)).toEqual([]);
  expect(await withoutExports(page)).toEqual([]);
  await page.goBack();
  await expect.poll(() => page.locator("h1").innerText()).toBe(list);
  expect(faults).toEqual([]);
  await close();
});

it("dragging over the hours puts them into the URL, back takes them out", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/entity`);
  await page.locator("tbody a").first().click();
  await page.locator("#hours svg").waitFor();
  await settle(page);
  const full = await page.locator("h1").innerText();
  await page.locator("#hours svg").scrollIntoViewIfNeeded();
  const box = (await page.locator("#hours svg").boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 20, {steps: 4});
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).searchParams.has("from")).toBe(true);
  await settle(page);
  const {searchParams} = new URL(page.url());
  expect(Number(searchParams.get("from")) % 3_600_000).toBe(0);
  expect(Number(searchParams.get("until"))).toBeGreaterThan(Number(searchParams.get("from")));
  await page.goBack();
  await expect.poll(() => page.locator("h1").innerText()).toBe(full);
  expect(faults).toEqual([]);
  await close();
});

it("an incident’s host leads to Entities at the reader’s threshold, where alerts are recounted", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/?line=0.65`);
  const host = page.locator(".incidents .who a").first();
  const name = await host.innerText();
  await host.click();
  await page.locator("#alerts").waitFor();
  await settle(page);
  const {searchParams} = new URL(page.url());
  expect([searchParams.get("entity"), searchParams.get("threshold")]).toEqual([name, "0.65"]);
  const scores = await page.locator("#alerts td.score").allInnerTexts();
  for (const score of scores) expect(Number(score)).toBeGreaterThanOrEqual(0.65);
  const count = async () =>
    Number(
      /^([\d,]+) of/.exec(await page.locator("#alerts .about").innerText())![1].replace(",", "")
    );
  const above = await count();
  await page.getByRole("button", {name: "the run’s threshold"}).click();
  await expect.poll(() => new URL(page.url()).searchParams.has("threshold")).toBe(false);
  await expect.poll(count, {timeout: 30_000}).toBeGreaterThan(above);
  await page.goBack();
  await expect.poll(count, {timeout: 30_000}).toBe(above);
  expect(faults).toEqual([]);
  await close();
});

it("a peer leads to its own host with the keyboard, and the list counts alerts at the reader’s threshold", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/entity`);
  const alerts = page.locator("tbody tr td:last-child");
  const sum = async () => (await alerts.allInnerTexts()).reduce((all, n) => all + Number(n), 0);
  const usual = await sum();
  await page.goto(`${sites.feed}/entity?threshold=0.65`);
  await page.locator(".entity-threshold").waitFor();
  expect(await sum()).toBeLessThan(usual);
  await page.goto(`${sites.feed}/entity`);
  await page.locator("tbody a").first().click();
  const peer = page.locator("#peers tbody a").first();
  await peer.waitFor();
  const name = await peer.innerText();
  await peer.focus();
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.locator("h1").innerText(), {timeout: 30_000})
    .toContain(`${name} has`);
  expect(faults).toEqual([]);
  await close();
});

it("a host that is only a target is listed, with what was done to it", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/entity`);
  const {entities} = await readPublished<EntitiesPage>(browser, sites.feed, "/entity", "entities");
  const {entity, inbound} = entities.find(({events}) => events === 0)!;
  await page.goto(`${sites.feed}/entity?entity=${entity}`);
  await page.locator("#inbound tbody tr").first().waitFor();
  const sources = inbound!.sources.toLocaleString("en-US");
  expect(await page.locator("h1").innerText()).toContain(
    `It opened no connection; ${sources} host`
  );
  expect(faults).toEqual([]);
  await close();
});

it("searching finds an address that opened no connection, and one that is in no event", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/entity`);
  await page.getByLabel("Find an address").fill("203.0.113.255");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.locator("h1").innerText(), {timeout: 30_000})
    .toContain("is in no event of this log");
  await page.goto(`${sites.feed}/entity?entity=<img src=x onerror=window.owned=1>`);
  await expect
    .poll(() => page.locator("h1").innerText(), {timeout: 30_000})
    .toContain("<img src=x");
  expect(await page.evaluate(() => "owned" in window)).toBe(false);
  expect(faults).toEqual([]);
  await close();
});

it.each(["feed", "real", "hostile", "pair"] as const)(
  "Entities and a host stand on the %s log, 390 px wide",
  async (name) => {
    const site = sites[name];
    if (!site)
      return void console.info(`skipped: no data for the site “${name}” beside the project`);
    const {page, faults, close} = await openPage(browser, `${site}/entity`, {
      viewport: {width: 390, height: 800}
    });
    for (const step of ["list", "host"]) {
      if (step === "host") await page.locator("tbody a").first().click();
      if (step === "host") await page.locator("#inbound").waitFor();
      await settle(page);
      expect(await page.locator("h1").count()).toBe(1);
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(await page.locator("main").innerText()).not.toMatch(
        /\b(NaN|undefined|Infinity|\[object)/
      );
    }
    expect(faults).toEqual([]);
    await close();
  }
);
