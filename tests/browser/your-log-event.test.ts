import {createHash} from "node:crypto";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {give, openYours, textFile, zeekHead, zeekLines} from "./drop-log.js";
import {findViolations, launch, settle, sidewaysOverflow} from "./open.js";
import {withoutExports} from "./without-exports.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const log = textFile("conn <i>of</i> mine.log", zeekHead + zeekLines(400));
const digest = createHash("sha256").update(log.buffer).digest("hex");

/** The verdicts that the browser keeps, of published events and of dropped logs. */
function storedVerdicts(page: Page): Promise<{published: unknown[]; dropped: Kept[]}> {
  return page.evaluate(() => {
    const read = (name: string) => JSON.parse(localStorage.getItem(name) ?? "[]");
    return {
      published: read("atalaya-verdicts/1"),
      dropped: read("atalaya-dropped-verdicts/1")
    };
  });
}

interface Kept {
  file: string;
  line: number;
  verdict: string;
  note: string;
  event: number | null;
  evaluation: string | null;
}

async function openMostAnomalous(page: Page): Promise<void> {
  await page.locator("#most-anomalous a[data-event]").first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".one .verdict-controls").waitFor();
  await settle(page);
}

it("an event of a dropped log is shown as Alert shows one, with verdicts by t, f, u and a note, with the keyboard alone", async () => {
  const {page, faults, requests, close} = await openYours(browser, feed);
  await give(page, log);
  await openMostAnomalous(page);
  const first = page.url();
  const one = page.locator(".one");
  const standing = one.locator(".standing");
  expect(await standing.innerText()).toMatch(
    /^tcp, .* the most anomalous of 400; (at or above|below) the threshold/
  );
  expect(await one.locator("table.nearest-normal tbody tr").count()).toBe(10);
  expect(await one.locator("table.against tbody tr").count()).toBe(15);
  expect(await one.locator("dl.fields").innerText()).toContain("orig_bytes");
  expect(await one.locator(".provenance", {hasText: "sha256"}).first().innerText()).toContain(
    digest
  );
  await page.keyboard.press("j");
  await standing.getByText("2nd of 400").waitFor();
  await page.keyboard.press("k");
  await standing.getByText("the most anomalous of 400").waitFor();
  expect(page.url()).toBe(first);
  await settle(page);
  await page.keyboard.press("t");
  await one.locator(".status", {hasText: "Verdict: true positive"}).waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("a <b>tunnel</b>, verdict t");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await standing.getByText("2nd of 400").waitFor();
  await page.keyboard.press("f"); // may be before the controls stand there
  await one.locator(".status", {hasText: "Verdict: false positive"}).waitFor();
  await page.keyboard.press("u");
  await one.locator(".status", {hasText: "Verdict: unsure"}).waitFor();
  const {published, dropped} = await storedVerdicts(page);
  expect(published).toEqual([]);
  expect(dropped.map(({verdict, note}) => [verdict, note])).toEqual([
    ["true", "a <b>tunnel</b>, verdict t"],
    ["unsure", ""]
  ]);
  for (const {file, line, event, evaluation} of dropped) {
    expect({file, event, evaluation}).toEqual({file: digest, event: null, evaluation: null});
    const raw = log.buffer.toString().split("\n")[line - 1];
    expect(raw).toMatch(/\tSF$/);
  }
  expect(await withoutExports(page)).toEqual([]);
  expect(await page.evaluate(() => history.length)).toBeGreaterThan(3);
  await page.goBack();
  await standing.getByText("the most anomalous of 400").waitFor();
  await one.locator(".status", {hasText: "Verdict: true positive"}).waitFor();
  expect(await one.locator("textarea").inputValue()).toContain("tunnel");
  expect(requests).toEqual([]);
  expect(await page.locator(".sent").innerText()).toContain("Bytes sent: 0");
  expect(faults).toEqual([]);
  await page.goto(`${feed}/`);
  await settle(page);
  expect(await page.locator("#verdicts").innerText()).toContain("None yet.");
  await close();
}, 180_000);

it.each([390, 1440])(
  "Your log with an event open has no axe violation and no sideways overflow at %i px",
  async (width) => {
    const {page, faults, close} = await openYours(browser, feed, {viewport: {width, height: 900}});
    await give(page, log);
    await openMostAnomalous(page);
    expect(await findViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await page.locator("h1").count()).toBe(1);
    expect(faults).toEqual([]);
    await close();
  },
  120_000
);
