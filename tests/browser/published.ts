import type {Browser} from "playwright-core";
import {pages} from "../../src/core/pages/registry.js";

/** The paths of all pages, below the root of the site. */
export const paths: readonly string[] = pages.map(({path}) => path);

/** How many events the synthetic feed has. */
export const feedEvents = 5_000;

/** The same, as pages write it. */
export const feedEventsText = "5,000";

/**
 * Returns what the page at *path* of *site* loads as `data/<name>.json` or its hashed name, read
 * from the site itself: the tests compare what a page says with what was published.
 */
export async function readPublished<T>(
  browser: Browser,
  site: string,
  path: string,
  name: string
): Promise<T> {
  // prettier-ignore
  const page = await browser.newPage();
  try {
    const file = new RegExp(`/_file/data/${name}\\.[0-9a-f]+\\.json$`);
    const [response] = await Promise.all([
      page.waitForResponse((found) => file.test(new URL(found.url()).pathname)),
      page.goto(site + path)
    ]);
    return (await response.json()) as T;
  } finally {
    await page.close();
  }
}
