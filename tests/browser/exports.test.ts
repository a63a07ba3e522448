import {readFile} from "node:fs/promises";
import {parquetReadObjects} from "hyparquet";
import type {Browser, Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {StixObject} from "../../src/core/exports/stix-objects.js";
import {findViolations, launch, openPage} from "./open.js";

const {feed, hostile} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const alertsOf = (page: Page) => page.locator("#flow-model .part.table .export");
const lanesOf = (page: Page) => page.locator(".lanes .export");

/** Takes a file from the menu, which opens if it is not, and returns its name and bytes. */
async function take(
  page: Page,
  menu: Locator,
  format: string
): Promise<{name: string; bytes: Buffer; text: string; message: string}> {
  if (!(await menu.evaluate((node) => (node as HTMLDetailsElement).open))) {
    await menu.locator("summary").click();
  }
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", {name: format, exact: true}).click()
  ]);
  const bytes = await readFile(await download.path());
  const status = menu.getByRole("status");
  await expect.poll(() => status.innerText()).toContain(download.suggestedFilename());
  return {
    name: download.suggestedFilename(),
    bytes,
    text: bytes.toString("utf8"),
    message: await status.innerText()
  };
}

/** Returns what a browser’s XML reader finds wrong in *text*, and its root and texts. */
function readXml(page: Page, text: string): Promise<{errors: number; root: string; texts: string}> {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      errors: parsed.querySelectorAll("parsererror").length,
      root: `${parsed.documentElement.namespaceURI} ${parsed.documentElement.localName}`,
      texts: parsed.documentElement.textContent ?? ""
    };
  }, text);
}

it("the alerts of the front page are all exported: as many rows as its summary counts, in every format", async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/#flow-model`);
  const summary = await page.locator("#flow-model > summary").innerText();
  const alerts = Number(/: ([\d,]+) of/.exec(summary)![1].replaceAll(",", ""));
  const menu = alertsOf(page);
  const csv = await take(page, menu, "CSV");
  expect(csv.name).toMatch(/^atalaya-alerts-[0-9a-f]{8}\.csv$/);
  expect(csv.text.split("\r\n")).toHaveLength(alerts + 2);
  expect(csv.text).toMatch(/^rank,event_id,time,src,/);
  expect(csv.message).toContain(`${alerts} rows`);
  const lines = (await take(page, menu, "JSON lines")).text.trimEnd().split("\n");
  expect(lines).toHaveLength(alerts);
  const [first] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first.rank).toBe(1);
  expect(first.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  const parquet = (await take(page, menu, "Parquet")).bytes;
  const rows = await parquetReadObjects({file: Uint8Array.from(parquet).buffer});
  expect(rows).toHaveLength(alerts);
  expect((rows[0].time as Date).getTime()).toBe(Date.parse(first.time as string));
  const stix = JSON.parse((await take(page, menu, "STIX 2.1")).text) as {objects: StixObject[]};
  expect(stix.objects.filter(({type}) => type === "observed-data").length).toBe(alerts);
  const layer = JSON.parse((await take(page, menu, "ATT&CK Navigator")).text);
  expect(layer.techniques.length).toBeGreaterThan(0);
  const timeline = await take(page, menu, "Timesketch");
  expect(timeline.text).toMatch(/^message,datetime,timestamp,timestamp_desc,/);
  expect((await take(page, menu, "SQL")).text).toMatch(/^SELECT/);
  expect(faults).toEqual([]);
  await close();
});

it("a figure is exported as SVG that stands alone and as PNG of twice its size, light in a dark page", async () => {
  const {page, faults, close} = await openPage(browser, `${feed}/`, {colorScheme: "dark"});
  const svg = (await take(page, lanesOf(page), "SVG")).text;
  const xml = await readXml(page, svg);
  expect(xml).toMatchObject({errors: 0, root: "http://www.w3.org/2000/svg svg"});
  expect(/var\(|light-dark\(|href=|class=/.exec(svg)?.[0]).toBe(undefined);
  expect(svg.includes("252, 251, 249"), "the paper is that of the light theme").toBe(true);
  expect(/font-family:[^"]*sans-serif/.test(svg), "fonts have fallbacks").toBe(true);
  const png = (await take(page, lanesOf(page), "PNG")).bytes;
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(svg)?.[1]);
  expect(png.readUInt32BE(16)).toBe(2 * width);
  expect(faults).toEqual([]);
  await close();
});

it("an export menu opens, moves and closes by keys, says what went wrong, and has no faults for axe", async () => {
  const {page, close} = await openPage(browser, `${feed}/#flow-model`);
  const menu = alertsOf(page);
  await menu.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe("CSV");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("Parquet");
  await page.keyboard.press("End");
  expect(await focused()).toBe("SQL");
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(await focused()).toBe("export");
  expect(await menu.evaluate((node) => (node as HTMLDetailsElement).open)).toBe(false);
  await close();
});

it("what a hostile log says leaves as guarded CSV, valid XML and JSON", async () => {
  const {page, faults, close} = await openPage(browser, `${hostile}/#flow-model`);
  const menu = alertsOf(page);
  const csv = (await take(page, menu, "CSV")).text;
  expect(csv).not.toMatch(/(?:^|[,\n]"?)[=@＝＋－＠]/u);
  const stix = JSON.parse((await take(page, menu, "STIX 2.1")).text) as {objects: StixObject[]};
  for (const {protocols} of stix.objects.filter(({type}) => type === "network-traffic")) {
    for (const name of protocols as string[]) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  }
  for (const line of (await take(page, menu, "JSON lines")).text.trimEnd().split("\n")) {
    expect(JSON.parse(line)).toHaveProperty("score");
  }
  const svg = (await take(page, page.locator("#flow-model .scores .export"), "SVG")).text;
  expect((await readXml(page, svg)).errors).toBe(0);
  expect(/<script|<[^>]*\son\w+=/i.exec(svg)?.[0]).toBe(undefined);
  expect(await page.evaluate(() => "owned" in window)).toBe(false);
  expect(faults).toEqual([]);
  await close();
});
