import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {LineagePage} from "../../src/core/schema/lineage.js";
import {findViolations, launch, openPage} from "./open.js";
import {readPublished} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

it("the digest under a figure leads to the path of that very figure, down to the bytes in RAW", async () => {
  const page0 = await readPublished<LineagePage>(browser, feed, "/lineage.html", "lineage");
  const {page, faults, close} = await openPage(browser, `${feed}/#flow-model`);
  await page.locator("section.scores .provenance a[href*=lineage]").click();
  await page.waitForURL((url) => url.searchParams.get("figure") === "index.your-threshold");
  const steps = page.locator(".lineage .steps");
  await steps.waitFor();
  const text = await steps.innerText();
  expect(text).toContain("Today · Your threshold");
  for (const {sha256} of page0.artifacts) expect(text).toContain(sha256);
  expect(text).toContain(`${page0.inputs.length} files`); // listed below, each with its digest
  const listed = await page.locator("#logs").innerText();
  for (const {sha256} of page0.inputs.slice(0, 5)) expect(listed).toContain(sha256.slice(0, 8));
  expect(await findViolations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it("choosing another figure on Lineage is an entry in the history, and back undoes it", async () => {
  const {page, close} = await openPage(browser, `${feed}/lineage.html`);
  await page.locator(".lineage select").selectOption("models.their-scores");
  await page.getByText("Models · Their scores:").waitFor();
  await page.goBack();
  await page.getByText("Today · The opening sentence:").waitFor();
  await close();
});

it.each(["index", "threshold", "evaluation", "models", "runs", "rules", "entity"])(
  "a number of the sentence of %s leads to its path on Lineage, with one stop of the Tab key for all",
  async (name) => {
    const {page, faults, close} = await openPage(browser, `${feed}/${name}.html`);
    const origins = page.locator("h1 a:is(.traced, .origin)");
    expect(await origins.count()).toBeGreaterThan(2);
    expect(await page.locator("h1 a:is(.traced, .origin):not([tabindex])").count()).toBe(1);
    await origins.first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/lineage\.html/);
    const steps = page.locator(".lineage .steps");
    await steps.waitFor();
    expect(await page.locator(".lineage select").inputValue()).toBe(`${name}.headline`);
    expect(await steps.innerText()).toMatch(/SELECT \* FROM evaluation_events WHERE run = '/);
    await expect
      .poll(() => page.locator(".lineage .node.on-path").count(), {timeout: 60_000})
      .toBe(7);
    expect(faults).toEqual([]);
    await close();
  }
);

it("without JavaScript a number leads to the row of its figure, with file, digest and command", async () => {
  const page0 = await readPublished<LineagePage>(browser, feed, "/lineage.html", "lineage");
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(`${feed}/evaluation.html`);
  await page.locator("h1 a.traced").first().click();
  await page.waitForURL(/lineage\.html#from-evaluation\.headline$/);
  const row = await page.locator("tr:target").innerText();
  const files = page0.artifacts.find(({phase}) => phase === "evaluation")!.files;
  expect(row).toContain("threshold.json");
  expect(row).toContain(files.find(({path}) => path === "published/threshold.json")!.sha256);
  expect(row).toContain("sha256sum");
  await context.close();
});
