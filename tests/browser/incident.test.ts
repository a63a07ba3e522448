import {readFile} from "node:fs/promises";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {findEntityDetector} from "../../src/core/detectors/entity/registry.js";
import type {IncidentsPage, ListedIncident} from "../../src/core/schema/incidents.js";
import {ruleId, splitRuleSentence} from "../../src/components/kit/rule-text.js";
import {foundByNames} from "../../src/components/kit/severity.js";
import {findViolations, launch, openPage, settle, sidewaysOverflow} from "./open.js";
import {readPublished} from "./published.js";
import {withoutExports} from "./without-exports.js";

const {feed} = inject("sites");
let browser: Browser;
let published: IncidentsPage;

beforeAll(async () => {
  browser = await launch();
  published = await readPublished<IncidentsPage>(browser, feed, "/incident", "incidents");
});
afterAll(() => browser.close());

const urlOf = ({id}: Pick<ListedIncident, "id">) =>
  `${feed}/incident.html?id=${encodeURIComponent(id)}`;

/** Returns incidents whose evidence together is of as many detectors as the feed has, and of rules. */
function ofEveryDetector(): ListedIncident[] {
  const seen = new Set<string>();
  return published.incidents.filter(({evidence}) => {
    const isNew = evidence.some(({detector}) => !seen.has(detector));
    for (const {detector} of evidence) seen.add(detector);
    return isNew;
  });
}

it("Incident says what happened, on which host, how often that happens and what found it, and shows each kind of evidence", async () => {
  for (const incident of ofEveryDetector().slice(0, 3)) {
    const {page, faults, close} = await openPage(browser, urlOf(incident));
    await settle(page);
    const sentence = await page.locator("h1").innerText();
    expect(sentence).toContain(incident.name);
    expect(sentence).toContain(incident.entity);
    expect(sentence).toMatch(/: (critical|high|medium|low), .* here\.$/);
    expect(await page.locator(".standing").innerText()).toContain(
      `found by ${foundByNames[incident.found_by]}`
    );
    for (const {detector, sentence: told, rule} of incident.evidence) {
      const part = page.locator(`section#${rule ? ruleId(rule.rule) : detector}`);
      const title = rule?.title ?? findEntityDetector(detector)!.title;
      expect(await part.locator("h2").innerText()).toBe(title);
      const [, rest] = rule ? splitRuleSentence(told, rule) : ["", told];
      expect((await part.locator(".evidence-sentence").innerText()).toLowerCase()).toContain(
        rest.trim().toLowerCase()
      );
      if (rule) expect(await part.locator("table tbody tr").count()).toBeGreaterThan(0);
      else expect(await part.locator("figure svg, figure p.about").count()).toBeGreaterThan(0);
    }
    expect(await page.locator("p.message").count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  }
});

it("Incident is accessible, fits a narrow page, and every figure of it is exported", async () => {
  const viewport = {width: 390, height: 844};
  const {page, close} = await openPage(browser, urlOf(published.incidents[0]), {viewport});
  await settle(page);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  expect(await withoutExports(page)).toEqual([]);
  await close();
});

it("Incident exports all of its events, with uid, evidence and contributions", async () => {
  const incident = published.incidents.find(({events}) => events > 1 && events < 1000)!;
  const {page, close} = await openPage(browser, urlOf(incident));
  await settle(page);
  const menu = page.locator(".incident-actions .export");
  await menu.locator("summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", {name: "JSON lines", exact: true}).click()
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toHaveLength(incident.events);
  for (const {incident_id: id, uid, evidence, contribution_log_orig_bytes: part} of rows) {
    expect(id).toBe(incident.id);
    expect(uid).toMatch(/^C/);
    expect(incident.evidence.some(({detector}) => String(evidence).includes(detector))).toBe(true);
    expect(part).toBeTypeOf("number");
  }
  await close();
});

it("one verdict on an incident covers its events, on Alert, in Explore and in the list", async () => {
  const incident = published.incidents.find(({events}) => events > 1)!;
  const {page, faults, close} = await openPage(browser, urlOf(incident));
  await settle(page);
  await page.keyboard.press("f");
  await page.locator(".verdict-controls .status", {hasText: "Verdict: false positive"}).waitFor();
  await page.locator(".incident .groups tbody a, .incident table a[href*='alert']").first().click();
  await page.locator(".of-incident .verdict-mark[data-verdict=false]").waitFor();
  expect(await page.locator(".of-incident a").innerText()).toBe(incident.name);
  await page.locator(".of-incident a").click();
  await page.waitForURL((url) => url.searchParams.get("id") === incident.id);
  await page.locator("a", {hasText: "all incidents"}).click();
  await page.locator(".incident-table .verdict-mark[data-verdict=false]").first().waitFor();
  expect(faults).toEqual([]);
  await close();
});

it("an incident that is gone says so, and offers the nearest of its host", async () => {
  const [{entity, role}] = published.incidents;
  const {page, close} = await openPage(browser, urlOf({id: `${entity}/${role}/1`}));
  expect(await page.locator("h1").innerText()).toBe("This incident is not in this run.");
  await page.locator("main a", {hasText: "The nearest incident of the same host"}).click();
  await page.waitForURL((url) => url.searchParams.get("id")!.startsWith(`${entity}/`));
  await close();
});

it("Incident lists all incidents, most severe first, and filters them by what the URL holds", async () => {
  const {page, close} = await openPage(browser, `${feed}/incident.html?severity=critical`);
  const rows = page.locator(".incident-table tbody tr");
  await rows.first().waitFor();
  expect(await rows.count()).toBe(Math.min(50, published.counts.critical));
  await page.getByRole("searchbox").fill(published.incidents[0].entity);
  expect(await rows.first().innerText()).toContain(published.incidents[0].entity);
  expect(new URL(page.url()).searchParams.get("q")).toBe(published.incidents[0].entity);
  await close();
});
