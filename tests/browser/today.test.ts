import {readFile} from "node:fs/promises";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {IncidentsPage} from "../../src/core/schema/incidents.js";
import {findViolations, launch, openPage, settle} from "./open.js";
import {readPublished} from "./published.js";

const sites = inject("sites");
let browser: Browser;
let published: IncidentsPage;

beforeAll(async () => {
  browser = await launch();
  published = await readPublished<IncidentsPage>(browser, sites.feed, "/", "incidents");
});
afterAll(() => browser.close());

it("Today names the most severe incident of the test window first, and exports every incident beside its n", async () => {
  const {page, faults, close} = await openPage(browser, sites.feed);
  const [top] = published.incidents.filter(({window}) => window === "test");
  expect(await page.locator("h1").innerText()).toContain(top.entity);
  expect(await page.locator(".incidents a.incident").first().innerText()).toBe(top.name);
  expect(await findViolations(page)).toEqual([]);
  const foot = page.locator("#incidents .provenance");
  expect(await foot.innerText()).toContain(`n = ${published.of.toLocaleString("en-US")}`);
  await foot.locator(".export summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    foot.getByRole("button", {name: "JSON lines"}).click()
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(published.of);
  const {id, evidence, uids} = JSON.parse(lines[0]) as {id: string; evidence: object[]; uids: string[]}; // prettier-ignore
  expect(id).toBe(published.incidents[0].id);
  expect(evidence).toHaveLength(published.incidents[0].pieces);
  expect(Array.isArray(uids)).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

it("a suppression of a host changes sentence, list, lanes and n alike, and can be shown", async () => {
  const {page, faults, close} = await openPage(browser, sites.feed);
  const [top] = published.incidents.filter(({window}) => window === "test");
  await page.evaluate(
    ([field, address]) => {
      const where = [{field, equals: address}];
      const [format, at] = ["atalaya-suppression/1", "2026-11-23T15:00:00.000Z"];
      const rule = {format, id: "a", reason: "known", at, until: null, where};
      localStorage.setItem("atalaya-suppressions/1", JSON.stringify([rule]));
    },
    [top.role === "actor" ? "src" : "dst", top.entity]
  );
  await page.reload();
  const note = page.locator("#incidents .suppressed");
  await note.waitFor({timeout: 60_000});
  const [, hidden] = /^([\d,]+) incidents? suppressed by 1/.exec(await note.innerText()) ?? [];
  const n = published.of - Number(hidden.replace(",", ""));
  expect(n).toBeLessThan(published.of);
  expect(await page.locator("h1").innerText()).not.toContain(top.entity);
  expect(await page.locator("#incidents .provenance").innerText()).toContain(`n = ${n.toLocaleString("en-US")}`); // prettier-ignore
  const links = page.locator(`#hosts a.cell[href*="${encodeURIComponent(top.id)}"]`);
  expect(await links.count()).toBe(0);
  await note.getByRole("button", {name: "Show them"}).click();
  await expect.poll(() => page.locator("h1").innerText()).toContain(top.entity);
  expect(await links.count()).toBeGreaterThan(0);
  expect(faults).toEqual([]);
  await close();
});

it("Today of three real days says of the target that it is scanned and brute-forced, and by how many", async () => {
  if (!sites.real) return void console.info("skipped: no data for the site “real”");
  const {page, close} = await openPage(browser, sites.real);
  await settle(page);
  const headline = await page.locator("h1").innerText();
  expect(headline).toMatch(/^64\.225\.56\.201 is a target: scanned from outside/);
  const first = await page.locator(".incidents .of-severity > ol > li").first().innerText();
  expect(first).toMatch(/failed connections by [\d,]+ sources/);
  expect(first).toMatch(
    /Brute-forced from outside at SSH \(port 22\): [\d,]+ sessions by [\d,]+ sources/
  );
  expect(first).toContain("as target: this was done to it");
  await close();
});
