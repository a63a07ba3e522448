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
  const {page, faults, close} = await openPage(browser, feed);
  await page.locator("section.line .provenance a[href*=lineage]").click();
  await page.waitForURL((url) => url.searchParams.get("figure") === "index.your-line");
  const steps = page.locator(".lineage .steps");
  await steps.waitFor();
  const text = await steps.innerText();
  expect(text).toContain("Today · Your line");
  for (const {sha256} of page0.artifacts) expect(text).toContain(sha256);
  expect(text).toContain(page0.inputs[0].sha256);
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
