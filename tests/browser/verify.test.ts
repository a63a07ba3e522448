import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {readSiteManifest} from "../../src/core/proof/site.js";
import {pages} from "../../src/core/pages/registry.js";
import {prerendered} from "../../src/pages.js";
import {changingProxy, flippingProxy} from "./flipping-proxy.js";
import {findViolations, launch, openPage, patience, verdictOf} from "./open.js";

const sites = inject("sites");
let browser: Browser;
let paths: string[];

beforeAll(async () => {
  browser = await launch();
  const list = await fetch(`${sites.feed}/site-manifest.json`);
  paths = readSiteManifest(new Uint8Array(await list.arrayBuffer())).files.map(({path}) => path);
});
afterAll(() => browser.close());

// All in one check, since each check computes everything; every one must be named.
const flipped: [RegExp, string][] = [
  [/data\/today\.\w+\.json$/, "Today · Your threshold"],
  [/components\/charts\/swimlane\.\w+\.js$/, "Today · Which hosts, and when"],
  [/style\/atalaya\.\w+\.css$/, "Today · Your threshold"],
  [/fonts\/inter\.\w+\.woff2$/, "Today · Your threshold"],
  [/data\/models\.\w+\.json$/, "Models · Do they agree?"],
  [/data\/runs\.\w+\.json$/, "Runs · The audit trail"],
  [/^index\.html$/, "Today · The opening sentence"],
  [/data\/method\.\w+\.json$/, "Anomaly detection explained · All events"],
  [/data\/model\.\w+\.json$/, "Alert · Why"],
  [/^data\/proof\.json$/, "Verify"],
  [/data\/events\.\w+\.duckdb$/, "Today · Which hosts, and when"]
];

it("Verify names every file of which a bit is flipped on the server, and its figures, and opens no events.duckdb that was not signed", async () => {
  const changed = flipped.map(([pattern]) => paths.find((one) => pattern.test(one))!);
  const proxy = await flippingProxy(sites.feed, changed);
  const {page, close} = await openPage(browser, `${proxy.url}/verify.html`);
  await page.getByRole("button", {name: "Check everything"}).click();
  expect(await verdictOf(page)).toMatch(/mismatch/);
  const listed = await page.locator(".verify .part").first().textContent();
  expect(listed).toContain("events.duckdb is not the one that was signed: it was not opened");
  for (const path of changed) expect(listed).toContain(path);
  for (const [, figure] of flipped) expect(listed).toContain(figure);
  await close();
  await proxy.stop();
});

/** Returns *html* with another digit in its sentence, or else in its fallback without JavaScript. */
function changeNumber(html: string): string {
  const start = html.search(/<h1 class="headline"|<noscript>/);
  const changed = html
    .slice(start)
    .replace(/(>[^<]*?)(\d)/, (_, text: string, digit) => `${text}${(Number(digit) + 1) % 10}`);
  return html.slice(0, start) + changed;
}

it("Verify names every page whose prerendered HTML has another number", async () => {
  const isMade = (name: string) =>
    name in prerendered && prerendered[name as keyof typeof prerendered].files.length > 0;
  const made = pages.filter(({name}) => isMade(name) && name !== "benchmarks"); // without a suite, its sentence has no number
  const changed = new Set(made.map(({name}) => `${name}.html`));
  const proxy = await changingProxy(sites.feed, (path, bytes) =>
    changed.has(path)
      ? new TextEncoder().encode(changeNumber(new TextDecoder().decode(bytes)))
      : bytes
  );
  const {page, close} = await openPage(browser, `${proxy.url}/verify.html`);
  await page.getByRole("button", {name: "Check everything"}).click();
  await verdictOf(page);
  const summaries = await page.locator(".verify .part").first().locator("summary").allInnerTexts();
  expect(made.length).toBeGreaterThan(9);
  for (const {name, title} of made) {
    const [summary] = summaries.filter((one) => one.includes(`in ${name}.html differ`));
    expect(summary).toMatch(new RegExp(`^${title} · prerendered HTML [12] of its values`));
  }
  await close();
  await proxy.stop();
});

it("Verify names site-manifest.json when a bit of it is flipped on the server", async () => {
  const proxy = await flippingProxy(sites.feed, ["site-manifest.json"]);
  const {page, close} = await openPage(browser, `${proxy.url}/verify.html`);
  await page.getByRole("button", {name: "Check everything"}).click();
  await verdictOf(page);
  expect(await page.locator(".verify .part").first().innerText()).toMatch(
    /site-manifest\.json|signature of the list of files/ // the one if it is no list any more
  );
  await close();
  await proxy.stop();
});

it("Stop ends a check at once, and the page says so and can check again", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/verify.html`);
  await page.getByRole("button", {name: "Check everything"}).click();
  await page.getByText(/^(Fetching|Rescoring|Recomputing)/).waitFor();
  await page.getByRole("button", {name: "Stop"}).click();
  await page.getByText("Stopped before a result.").waitFor();
  expect(await page.locator(".verify h2").count()).toBe(0);
  await expect.poll(() => page.workers().length).toBe(0); // those that it began are gone with it
  expect(await page.getByRole("button", {name: "Check everything"}).isEnabled()).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

it("the switch of Verify flips a bit here and fails; the next check passes, says which run the site shows and who signed it, and that this browser saw another", async () => {
  const {page, faults, close} = await openPage(browser, `${sites.feed}/verify.html`);
  await page.getByText("See it fail").click();
  const path = paths.find((one) => /data\/today\./.test(one))!;
  await page.locator(`.tamper option[value="${path}"]`).waitFor({state: "attached"});
  await page.locator(".tamper select").selectOption(path);
  await page.getByRole("button", {name: "Flip one bit and check"}).click();
  expect(await verdictOf(page)).toContain(path);
  const seen = {
    keyId: "ab".repeat(32),
    run: "29990101-000000-ffff",
    finishedAt: "2999-01-01",
    at: 0
  };
  await page.evaluate((text) => localStorage.setItem("atalaya-seen /", text), JSON.stringify(seen));
  await page.getByRole("button", {name: "Check everything"}).click();
  await expect
    .poll(() => page.locator("h1").innerText(), {timeout: patience})
    .toMatch(/all as published, but signed by another key than before\.$/);
  const identity = page.locator(".part", {hasText: "Which site this is"});
  expect(await identity.innerText()).toMatch(/another key signed: (ab){32}/);
  expect(await identity.locator(".identity").innerText()).toMatch(/Signed by\s+[0-9a-f]{64}/);
  expect(await identity.innerText()).toContain("a newer run here: 29990101-000000-ffff");
  expect(await findViolations(page)).toEqual([]);
  await identity.getByRole("button", {name: "Accept this site"}).click();
  const stored = await page.evaluate(() => localStorage.getItem("atalaya-seen /"));
  expect(JSON.parse(stored!)).toMatchObject({finishedAt: expect.stringMatching(/^20[0-8]/)});
  expect(faults).toEqual([]);
  await close();
});
