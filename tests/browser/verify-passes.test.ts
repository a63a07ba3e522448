import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {findViolations, launch, openPage, verdictOf, verified} from "./open.js";
import {withoutExports} from "./without-exports.js";

const sites = inject("sites");
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

// The feed passes in verify.test.ts, after it has failed.
it.each(["real", "hostile", "pair"] as const)(
  "Verify passes on the %s site as it was built",
  async (name) => {
    const site = sites[name];
    if (!site)
      return void console.info(`skipped: no data for the site “${name}” beside the project`);
    const {page, faults, close} = await openPage(browser, `${site}/verify.html`);
    await page.getByRole("button", {name: "Check everything"}).click();
    expect(await verdictOf(page)).toMatch(verified);
    await page.locator("summary", {hasText: "files"}).click();
    expect(await page.locator(".database").innerText()).toMatch(
      /events\.duckdb: the SHA-256 of its bytes is that of the signed list.*Not computed here/
    );
    expect(faults).toEqual([]);
    expect(await findViolations(page)).toEqual([]);
    expect(await withoutExports(page)).toEqual([]);
    await close();
  }
);
