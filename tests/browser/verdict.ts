import type {Page} from "playwright-core";

/** For how long a check of the page Verify may take, in milliseconds: it downloads and computes everything. */
export const patience = 170_000;

/** What the page Verify says of a site that is as it was published. */
export const verified =
  /^[\d,]+ files, [\d,]+ scores and [\d,]+ numbers: all as published by the run that ended on [\d-]+ [\d:]+ UTC\.$/;

/** Waits for the end of a check and returns the sentence. */
export async function verdictOf(page: Page): Promise<string> {
  await page.locator(".verify h2").first().waitFor({timeout: patience});
  return page.locator("h1").innerText();
}
