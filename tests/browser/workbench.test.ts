import {readFile} from "node:fs/promises";
import type {Browser, Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage, settle} from "./open.js";
import {feedEvents} from "./published.js";

const {feed} = inject("sites");
const slow = 120_000; // the machine may be shared
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** Asks again until it is as expected; patiently. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, {timeout: 20_000});

const cell = (page: Page, name: string): Locator => page.locator(`[data-cell="${name}"]`);
const query = (page: Page, name: string): Locator => page.getByRole("textbox", {name: `SQL of ${name}`}); // prettier-ignore

/** Waits until a cell stands as *status* says. */
function stands(page: Page, name: string, status: string): Promise<void> {
  return page.locator(`[data-cell="${name}"][data-status="${status}"]`).waitFor({timeout: slow});
}

/** Opens an empty notebook with the given cells, and runs them. */
async function fresh(page: Page, ...queries: string[]): Promise<void> {
  await page.getByRole("button", {name: "new", exact: true}).click();
  for (const [i, sql] of queries.entries()) {
    await page.getByRole("button", {name: "add a cell"}).click();
    await write(page, `cell_${i + 1}`, sql);
  }
  await page.keyboard.press("Control+Shift+Enter");
}

async function write(page: Page, name: string, sql: string): Promise<void> {
  await query(page, name).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(sql);
  await page.keyboard.press("Escape");
}

const rowsOf = (page: Page, name: string): Promise<string[]> =>
  cell(page, name).locator(".rows [role=row]").allInnerTexts();

it("the workbench opens with cells that have run, each with a chart and rows", {timeout: slow}, async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/workbench`);
  for (const name of ["by_service", "alerts", "alerts_a_day", "hosts", "by_label"]) {
    await stands(page, name, "done");
    expect(await cell(page, name).locator("figure svg").count()).toBe(1);
    expect((await rowsOf(page, name)).length).toBeGreaterThan(1);
  }
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

it("tables and columns are completed and a cell is run, with the keyboard alone", {timeout: slow}, async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "");
  await query(page, "cell_1").focus();
  await page.keyboard.type("SELECT count(*) AS n FROM even", {delay: 15});
  await page.locator(".cm-tooltip-autocomplete li", {hasText: "events"}).first().waitFor();
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await page.keyboard.type(" WHERE orig_b", {delay: 15});
  await page.locator(".cm-tooltip-autocomplete li", {hasText: "orig_bytes"}).first().waitFor();
  await page.waitForTimeout(100);
  await page.keyboard.press("Tab");
  await page.keyboard.type(" >= 0 OR true");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await stands(page, "cell_1", "done");
  await eventually(() => query(page, "cell_1").innerText()).toContain("FROM events WHERE orig_bytes >= 0 OR true"); // prettier-ignore
  await eventually(() => rowsOf(page, "cell_1")).toEqual([String(feedEvents)]);
  await page.keyboard.press("Tab");
  expect(await query(page, "cell_1").evaluate((node) => node === document.activeElement)).toBe(false);
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

it("an error stands at its cell with its line, what reads the cell waits, and both recover", {timeout: slow}, async () => {
  const {page, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "SELECT 1 AS a,\n  nonsense\nFROM events", "SELECT a + 1 AS b FROM cell_1");
  await stands(page, "cell_1", "failed");
  expect(await cell(page, "cell_1").getByRole("alert").innerText()).toMatch(/nonsense.*\(line 2\)$/);
  expect(await cell(page, "cell_1").locator(".cm-lintRange-error").innerText()).toBe("nonsense");
  await stands(page, "cell_2", "waits");
  expect(await cell(page, "cell_2").innerText()).toContain("waits for cell_1");
  await write(page, "cell_1", "SELECT 41 AS a");
  await page.keyboard.press("Control+Enter");
  await stands(page, "cell_2", "done");
  await eventually(() => rowsOf(page, "cell_2")).toEqual(["42"]);
  await write(page, "cell_1", "SELECT a FROM cell_2");
  await page.keyboard.press("Control+Enter");
  await stands(page, "cell_1", "failed");
  expect(await cell(page, "cell_1").getByRole("alert").innerText()).toContain("circle: cell_1 reads cell_2 reads cell_1"); // prettier-ignore
  await close();
}); // prettier-ignore

it("a cell only reads: ATTACH, SET and addresses are rejected, and nothing is requested of another host", {timeout: slow}, async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/workbench`);
  const rejected: [string, RegExp][] = [
    ["ATTACH 'https://example.org/x.duckdb' AS x", /^rejected: ATTACH; a cell only reads/],
    ["SET lock_configuration = false", /^rejected: SET/],
    ["FROM 'https://example.org/x.csv'", /^rejected: https:\/\/example\.org\/x\.csv; no query loads anything from other hosts/],
    ["FROM read_csv('https://example.org/y.csv')", /no query loads anything from other hosts/],
    ["FROM read_text('other.csv')", /^rejected: other\.csv; a cell reads the published tables/],
    ["SELECT 1; DROP VIEW events", /^more than one statement/]
  ];
  await fresh(page, ...rejected.map(([sql]) => sql));
  for (const [i, [, message]] of rejected.entries()) {
    await stands(page, `cell_${i + 1}`, "failed");
    expect(await cell(page, `cell_${i + 1}`).getByRole("alert").innerText()).toMatch(message);
  }
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

it("a chart follows the types and the reader, and its settings are kept with the cells over a reload", {timeout: slow}, async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "SELECT service, score, orig_bytes FROM events");
  await stands(page, "cell_1", "done");
  const label = () => cell(page, "cell_1").locator("figure svg").first().getAttribute("aria-label");
  await eventually(label).toMatch(/^bar chart of score by service/);
  await cell(page, "cell_1").locator("[data-name=chart]").selectOption("histogram");
  await cell(page, "cell_1").locator("[data-name=x]").selectOption("orig_bytes");
  await cell(page, "cell_1").locator("[data-name=scale]").selectOption("log");
  await eventually(label).toMatch(/^histogram chart of rows by orig_bytes/);
  await page.keyboard.press("Control+Home");
  await query(page, "cell_1").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(" -- the last word");
  await page.reload(); // at once: what was typed is kept on the way out
  await stands(page, "cell_1", "done");
  expect(await query(page, "cell_1").innerText()).toContain("-- the last word");
  await eventually(label).toMatch(/^histogram chart of rows by orig_bytes/);
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

it("a notebook opens from its address elsewhere, beside what is there, and goes through a file", {timeout: slow}, async () => {
  const {page, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "SELECT 'é </script> 😀' AS hostile");
  await stands(page, "cell_1", "done");
  await eventually(() => new URL(page.url()).hash).toMatch(/^#nb=/);
  const other = await openPage(browser, `${feed}/workbench`);
  await stands(other.page, "by_label", "done");
  await write(other.page, "by_label", "SELECT 'mine' AS kept");
  await other.page.goto(`${feed}/workbench?again#${new URL(page.url()).hash.slice(1)}`);
  await stands(other.page, "cell_1", "done");
  await eventually(() => rowsOf(other.page, "cell_1")).toEqual(["é </script> 😀"]);
  await other.page.getByRole("button", {name: "earlier"}).click();
  await other.page.getByRole("button", {name: "Questions to begin with"}).first().click();
  await stands(other.page, "by_label", "done");
  await eventually(() => rowsOf(other.page, "by_label")).toEqual(["mine"]);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", {name: "download"}).click()]);
  expect(download.suggestedFilename()).toBe("untitled.atalaya.json");
  const bytes = await readFile(await download.path());
  const chooser = (name: string, buffer: Buffer) => other.page.getByLabel("a notebook file").setInputFiles({name, mimeType: "application/json", buffer});
  await chooser("bad.atalaya.json", Buffer.from('{"format":\n]'));
  await other.page.getByText("bad.atalaya.json: invalid JSON; line 2").waitFor();
  await chooser("good.atalaya.json", bytes);
  await stands(other.page, "cell_1", "done");
  await eventually(() => rowsOf(other.page, "cell_1")).toEqual(["é </script> 😀"]);
  expect([...other.faults]).toEqual([]);
  await other.close();
  await close();
}); // prettier-ignore

it("two tabs on one notebook lose no cell", {timeout: slow}, async () => {
  const {page: one, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(one, "SELECT 1 AS a");
  await stands(one, "cell_1", "done");
  await one.waitForTimeout(600);
  const two = await one.context().newPage();
  await two.goto(`${feed}/workbench`);
  await stands(two, "cell_1", "done");
  await write(two, "cell_1", "SELECT 2 AS a");
  await one.getByRole("button", {name: "add a cell"}).click();
  await write(one, "cell_2", "SELECT 3 AS b");
  for (const page of [one, two]) {
    await eventually(() => page.locator(".cell .cm-content").allInnerTexts()).toEqual(["SELECT 2 AS a", "SELECT 3 AS b"]);
  }
  await close();
}); // prettier-ignore

it("five million rows are counted, scrolled and left to other cells; a long query is cancelled", {timeout: 2 * slow}, async () => {
  const {page, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "FROM range(5000000)");
  await stands(page, "cell_1", "done");
  const grid = cell(page, "cell_1").getByRole("grid");
  await grid.focus();
  await page.keyboard.press("End");
  await eventually(async () => (await rowsOf(page, "cell_1")).at(-1)).toBe("4999999");
  expect((await rowsOf(page, "cell_1")).length).toBeLessThan(60);
  await write(page, "cell_1", "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b");
  await page.keyboard.press("Control+Enter");
  await stands(page, "cell_1", "running");
  await cell(page, "cell_1").getByRole("button", {name: "cancel cell_1"}).click();
  await stands(page, "cell_1", "failed");
  expect(await cell(page, "cell_1").getByRole("alert").innerText()).toBe("cancelled");
  await write(page, "cell_1", "SELECT 5 AS five");
  await page.keyboard.press("Control+Enter");
  await eventually(() => rowsOf(page, "cell_1")).toEqual(["5"]);
  await close();
}); // prettier-ignore

it("the URL sets the parameters, and going back restores them", {timeout: slow}, async () => {
  const {page, close} = await openPage(browser, `${feed}/workbench?threshold=0.25&entity=%27%3B--`);
  await fresh(page, "SELECT $threshold AS threshold, $entity AS entity, line FROM params");
  await eventually(() => rowsOf(page, "cell_1")).toEqual(["0.25\n';--\n0.25"]);
  await page.evaluate(() => {
    history.pushState(null, "", location.href.replace("threshold=0.25", "threshold=0.5"));
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await eventually(() => rowsOf(page, "cell_1")).toEqual(["0.5\n';--\n0.5"]);
  await page.goBack();
  await eventually(() => rowsOf(page, "cell_1")).toEqual(["0.25\n';--\n0.25"]);
  await settle(page);
  await close();
}); // prettier-ignore

it("published tables have qualified names, and notebooks of earlier versions call their database lake", {timeout: slow}, async () => {
  const {page, close} = await openPage(browser, `${feed}/workbench`);
  await fresh(page, "SELECT count(*) AS n FROM published.events", "SELECT count(*) AS n FROM lake.events JOIN lake.explore USING (rank)");
  for (const name of ["cell_1", "cell_2"]) await eventually(() => rowsOf(page, name)).toEqual([String(feedEvents)]);
  await close();
}); // prettier-ignore
