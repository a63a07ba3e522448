import {readFile} from "node:fs/promises";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Today} from "../../src/core/schema/published.js";
import {parseVerdict} from "../../src/core/verdicts/verdict.js";
import {findViolations, launch, openPage, settle, sidewaysOverflow} from "./open.js";
import {readPublished} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;
let today: Today;

beforeAll(async () => {
  browser = await launch();
  today = await readPublished<Today>(browser, feed, "/", "today");
});
afterAll(() => browser.close());

/** Presses Tab until what has the focus fits *selector*. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 300; ++i) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
  }
  throw new Error(`not reached with Tab: ${selector}`);
}

/** Presses Enter on what has the focus, and returns the text of the file that it saves. */
async function saved(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Enter")
  ]);
  return readFile(await download.path(), "utf8");
}

it("from Today to an exported verdict, another event and a fresh browser, with the keyboard alone", async () => {
  const [incident] = today.topIncidents;
  const {page, faults, close} = await openPage(browser, feed);
  await tabTo(page, ".flow-model > summary");
  await page.keyboard.press("Enter");
  await tabTo(page, ".groups tbody a");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("event") === incident.identity);
  await settle(page);
  await page.keyboard.press("t");
  await page.locator(".verdict-controls .status", {hasText: "Verdict: true positive"}).waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("a <b>scan</b>, verdict t");
  await page.keyboard.press("Escape");
  expect(await page.locator("b", {hasText: "scan"}).count()).toBe(0);
  const next = page.locator("a[rel=next]");
  const second = await next.getAttribute("data-event");
  await page.keyboard.press("j");
  await page.waitForURL((url) => url.searchParams.get("event") === second);
  await settle(page);
  await page.keyboard.press("f");
  await page.locator(".verdict-controls .status", {hasText: "Verdict: false positive"}).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.locator("#verdicts h2").first().scrollIntoViewIfNeeded();
  await tabTo(page, "#verdicts .actions button");
  const text = await saved(page);
  const verdicts = text
    .trimEnd()
    .split("\n")
    .map((line) => parseVerdict(JSON.parse(line)));
  expect(verdicts.map(({verdict, note}) => ({verdict, note}))).toEqual([
    {verdict: "false", note: ""},
    {verdict: "true", note: "a <b>scan</b>, verdict t"}
  ]);
  const identities = verdicts.map(({file, line}) => `${file}:${line}`);
  expect(identities).toEqual([second, incident.identity]);
  expect(faults).toEqual([]);
  await close();

  const fresh = await openPage(browser, feed);
  const file = {
    name: "v.jsonl",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(`${text}no\n`)
  };
  await fresh.page.locator("#verdicts input[type=file]").first().setInputFiles(file);
  await fresh.page.getByText("2 added, 0 replaced by a later one").waitFor();
  await fresh.page.getByText("line 3: not JSON: no").waitFor();
  await fresh.page.locator(".flow-model > summary").click();
  expect(await fresh.page.locator(".groups tbody tr").first().innerText()).toContain("true");
  await fresh.page.reload();
  await settle(fresh.page);
  expect(await fresh.page.locator("#verdicts").innerText()).toContain(
    "2 in this browser: 1 true, 1 false, 0 unsure"
  );
  expect(fresh.faults).toEqual([]);
  await fresh.close();
}, 240_000);

it("the key of a verdict takes it back, and so does Backspace", async () => {
  const {page, close} = await openPage(browser, `${feed}/alert`);
  const status = page.locator(".verdict-controls .status");
  await page.keyboard.press("n");
  expect(await status.innerText()).toContain("Give a verdict first");
  await page.keyboard.press("u");
  expect(await status.innerText()).toContain("Verdict: unsure");
  await page.keyboard.press("u");
  expect(await status.innerText()).toBe("No verdict yet.");
  await page.keyboard.press("t");
  await page.keyboard.press("Backspace");
  expect(await status.innerText()).toBe("No verdict yet.");
  await page.locator(".verdict-controls button[data-verdict=false]").click();
  expect(await status.innerText()).toContain("Verdict: false positive");
  await page.locator("#verdicts .stored button").click();
  expect(await status.innerText()).toBe("No verdict yet.");
  await page.locator("#verdicts").getByRole("button", {name: "Undo"}).click();
  expect(await status.innerText()).toContain("Verdict: false positive");
  await close();
}, 120_000);

it("where the browser keeps nothing, a verdict is taken all the same, and the page says so", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      }
    });
  });
  const page = await context.newPage();
  await page.goto(`${feed}/alert`);
  await settle(page);
  await page.keyboard.press("t");
  expect(await page.locator(".verdict-controls .status").innerText()).toContain(
    "This browser stores nothing for this site"
  );
  expect(await page.locator("#verdicts").innerText()).toContain("1 in this browser: 1 true");
  await context.close();
}, 120_000);

it("a suppression names the true positives it would hide, hides events on Today, and can be undone", async () => {
  const attack = today.topEvents.find(({label}) => label !== null && label !== "Benign");
  const event = attack ?? today.topEvents[0];
  const {page, faults, close} = await openPage(browser, `${feed}/alert?event=${event.event}`, {
    viewport: {width: 390, height: 800}
  });
  await page.keyboard.press("t");
  await page.locator(".suppress-part summary").click();
  const apply = page.locator(".suppress button[type=submit]");
  await page.getByText("It would hide true positives: 1 with your verdict true").waitFor();
  expect(await apply.isDisabled()).toBe(true); // there is no reason yet
  await page.locator(".suppress input[type=text]").fill("known <i>scanner</i>");
  expect(await apply.innerText()).toBe("Suppress all the same");
  expect(await findViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
  await apply.click();
  await page.getByText("Suppressed on the lists of Today").waitFor();
  await page.goto(feed);
  await page.locator(".flow-model > summary").click();
  await settle(page);
  const alike = today.topEvents.filter(
    ({src, dst, dstPort, proto}) =>
      src === event.src && dst === event.dst && dstPort === event.dstPort && proto === event.proto
  ).length;
  const note = page.locator(".part.table .suppressed");
  expect(await note.innerText()).toContain(
    `${alike} ${alike === 1 ? "event" : "events"} hidden by 1 suppression`
  );
  await note.getByRole("button").click();
  await page.getByText("would be hidden by 1 suppression").first().waitFor();
  expect(await page.locator("i", {hasText: "scanner"}).count()).toBe(0);
  await page.getByRole("button", {name: /^Remove the suppression/}).click();
  await note.waitFor({state: "detached"});
  await page.locator("#verdicts").getByRole("button", {name: "Undo"}).click();
  await note.waitFor();
  expect(faults).toEqual([]);
  await close();
}, 240_000);

it("Explore hides suppressed events, counts them, and shows them on demand", async () => {
  const {page, faults, close} = await openPage(browser, feed);
  const [{src}] = today.topEvents;
  await page.evaluate((address) => {
    const where = [{field: "src", equals: address}];
    const [format, at] = ["atalaya-suppression/1", "2026-11-23T15:00:00.000Z"];
    const rule = {format, id: "a", reason: "known", at, until: null, where};
    localStorage.setItem("atalaya-suppressions/1", JSON.stringify([rule]));
  }, src);
  await page.goto(`${feed}/explore`);
  await settle(page);
  const note = page.locator(".suppressed");
  const [, count] = /^([\d,]+) events hidden by 1 suppression/.exec(await note.innerText()) ?? [];
  const hidden = Number(count.replaceAll(",", ""));
  expect(hidden).toBeGreaterThan(0);
  const left = (today.events - hidden).toLocaleString("en-US");
  await page.locator("h1", {hasText: left}).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.locator(".suppress-part summary").click();
  await page.getByText("Choose a condition").waitFor();
  await note.getByRole("link", {name: "Show them"}).click();
  await page.getByText("would be hidden by 1 suppression").waitFor();
  await settle(page);
  expect(await page.locator("h1").innerText()).toContain(today.events.toLocaleString("en-US"));
  expect(faults).toEqual([]);
  await close();
}, 180_000);
