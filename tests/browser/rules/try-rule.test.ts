import {readFileSync} from "node:fs";
import {join} from "node:path";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {hostileRules} from "../../components/rules/try/hostile-rules.js";
import {root} from "../atalaya.js";
import {findViolations, launch, openPage} from "../open.js";
import type {Opened} from "../open.js";

const {feed} = inject("sites");
let browser: Browser;
let opened: Opened;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  opened = await openPage(browser, `${feed}/rules.html`);
  page = opened.page;
});
afterAll(() => browser.close());

/** Runs *text* as a reader who pastes it, and returns what the page says of it. */
async function tryText(text: string): Promise<string> {
  await page.evaluate((pasted) => {
    document.querySelector<HTMLTextAreaElement>("#rule-text")!.select();
    document.execCommand("insertText", false, pasted);
  }, text);
  await page.locator(".try-rule .act").click();
  await page.waitForFunction(() => !document.querySelector(".try-rule .outcome[aria-busy]"));
  return page.locator(".try-rule .outcome").innerText();
}

it("Try a rule finds what the run found with the same rules, a single event and a correlation", async () => {
  const {rules} = await page.evaluate(async () => {
    const link = document.querySelector<HTMLAnchorElement>("a[href*='rules.'][href$='.json']")!;
    return (await (await fetch(link.href)).json()) as {rules: {path: string; kind: string; state: string; hits: number; entities: number; entityHours: number}[]}; // prettier-ignore
  });
  for (const kind of ["rule", "correlation"]) {
    const found = rules.filter(
      (rule) => rule.kind === kind && rule.state === "run" && rule.hits > 0
    );
    const rule = found.find(({path}) => found.filter((other) => other.path === path).length === 1)!;
    const shown = await tryText(readFileSync(join(root, "pipeline/rules/zeek", rule.path), "utf8"));
    const number = (n: number) => n.toLocaleString("en-US");
    expect(shown).toMatch(new RegExp(`\\b${number(rule.hits)} (hits?|windows?)\\b.* by ${number(rule.entities)} hosts?, in ${number(rule.entityHours)} host-hour`)); // prettier-ignore
  }
  expect(await findViolations(page)).toEqual([]);
});

it("Try a rule answers hostile texts with a sentence, and runs nothing of them", async () => {
  const slow = /10,000|megabyte|year|chain|aliases/; // planTrial and DuckDB have them in tests of their own
  for (const {name, text} of hostileRules.filter((hostile) => !slow.test(hostile.name)))
    expect(await tryText(text), name).toMatch(/\bhits? |No hit|not run|No valid rule/);
  expect(await page.locator(".try-rule script, .try-rule img").count()).toBe(0);
  expect(opened.faults).toEqual([]);
});
