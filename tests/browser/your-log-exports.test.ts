import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import type {Browser, Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Today} from "../../src/core/schema/published.js";
import {parseVerdict} from "../../src/core/verdicts/verdict.js";
import {give, openYours, textFile, zeekHead, zeekLines} from "./drop-log.js";
import {launch, settle} from "./open.js";
import {readPublished} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;
let today: Today;

beforeAll(async () => {
  browser = await launch();
  today = await readPublished<Today>(browser, feed, "/", "today");
});
afterAll(() => browser.close());

const first = textFile("first.log", zeekHead + zeekLines(200));
const second = textFile("second.log", zeekHead + zeekLines(150, 200) + "broken\n");
const digestOf = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
const digests = [digestOf(first.buffer), digestOf(second.buffer)];
/** What docs/17-your-log.md says of several files: the digest of their digests, a line each. */
const both = digestOf(digests.map((digest) => `${digest}\n`).join(""));

async function take(page: Page, menu: Locator, format: string) {
  if (!(await menu.evaluate((node) => (node as HTMLDetailsElement).open)))
    await menu.locator("summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", {name: format, exact: true}).click()
  ]);
  const text = (await readFile(await download.path())).toString();
  return {name: download.suggestedFilename(), text};
}

it("an export of a dropped log has the digests of its files, and nothing of the published run", async () => {
  const {page, faults, requests, close} = await openYours(browser, feed);
  await give(page, first, second);
  const run = today.provenance.artifacts;
  const published = [run.evaluation, run.ingestion, run.transformation];
  const scored = page.locator("#most-anomalous details.export");
  const lines = await take(page, scored, "JSON lines");
  expect(lines.name).toBe(`atalaya-your-log-scored-${both.slice(0, 8)}.jsonl`);
  const rows = lines.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows).toHaveLength(350);
  const files = [first, second];
  for (const {file_name: name, file_sha256: sha256, line, uid, src} of rows) {
    const i = digests.indexOf(sha256);
    expect(name).toBe(files[i].name);
    const raw = files[i].buffer.toString().split("\n")[line - 1];
    expect(raw.split("\t")[2]).toBe(src);
    if (uid !== undefined) expect(raw.split("\t")[1]).toBe(uid);
  }
  const stix = await take(page, scored, "STIX 2.1");
  expect(stix.text).toContain(`log ${both}`);
  const timeline = await take(page, scored, "Timesketch");
  expect(timeline.text).toContain(both);
  const rejected = await take(page, page.locator("#lines details.export"), "CSV");
  expect(rejected.name).toContain(both.slice(0, 8));
  expect(rejected.text).toContain(digests[1]);
  expect(rejected.text).not.toContain(digests[0]);
  const explored = page.locator("#explore .provenance details.export");
  const selection = await take(page, explored, "CSV");
  expect(selection.name).toBe(`atalaya-explore-events-${both.slice(0, 8)}.csv`);
  expect(selection.text).toContain(digests[0]);
  const figure = await take(page, page.locator("#explore details.export").first(), "SVG");
  expect(figure.name).toContain(both.slice(0, 8));
  expect(figure.text).toContain(digests[1]);
  for (const {name, text} of [lines, stix, timeline, rejected, selection, figure]) {
    for (const digest of published) {
      expect(name).not.toContain(digest.slice(0, 8));
      expect(text).not.toContain(digest);
    }
    expect(text).not.toMatch(/synthetic (data|events)/i);
  }
  expect(requests).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}, 180_000);

it("verdicts on a dropped log are listed on its page alone, lead to their events, and are exported with its digest", async () => {
  const {page, faults, close} = await openYours(browser, feed);
  await give(page, first, second);
  await page.locator("#most-anomalous a[data-event]").first().click();
  await page.locator(".one .verdict-controls").waitFor();
  await settle(page);
  const event = new URL(page.url()).searchParams.get("event");
  await page.keyboard.press("t");
  const panel = page.locator("#verdicts");
  await panel.getByText("1 in this browser: 1 true, 0 false, 0 unsure").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", {name: "Export"}).click()
  ]);
  expect(download.suggestedFilename()).toBe("verdicts-on-dropped-logs.jsonl");
  const text = (await readFile(await download.path())).toString();
  const verdict = parseVerdict(JSON.parse(text));
  expect(digests).toContain(verdict.file);
  expect(verdict).toMatchObject({verdict: "true", event: null, evaluation: null});
  await page.locator("[data-close]").click();
  await panel.locator("ul.stored button.pair").click();
  await page.locator(".one .status", {hasText: "Verdict: true positive"}).waitFor();
  expect(new URL(page.url()).searchParams.get("event")).toBe(event);
  expect(faults).toEqual([]);
  for (const path of ["", "alert"]) {
    await page.goto(`${feed}/${path}`);
    await settle(page);
    expect(await page.locator("#verdicts").innerText()).toContain("None yet.");
  }
  await page.keyboard.press("f");
  await page.locator(".verdict-controls .status", {hasText: "Verdict: false positive"}).waitFor();
  await page.goto(`${feed}/your-log`);
  await page.getByText("Bytes sent: 0").waitFor();
  await give(page, first);
  expect(await panel.innerText()).toContain("1 in this browser: 1 true, 0 false, 0 unsure");
  await close();
}, 180_000);
