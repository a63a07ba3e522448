import type {Browser, Page} from "playwright-core";
import type {CountedSite} from "./count.js";

/** How a page came to be, in ms since the navigation began and in bytes as sent. */
export interface Opening {
  /** The end of the frame that has the first figure with data in it. */
  first_figure_ms: number;

  /** The first answered query; null on a page that asks none. */
  duckdb_ready_ms: number | null;

  /** All that was sent but DuckDB and its table: scripts, styles, fonts, data. */
  bytes_without_duckdb: number;

  /** What was sent of the table of events before the reader did anything. */
  table_bytes: number;
}

/** Notes when the first figure with data has been painted: two frames after it is in the document. */
const watchFigures = `{
  const figure = "main svg path[d]:not([d='']), main svg rect, main svg circle, main svg .cell";
  const look = () => {
    if (!document.querySelector(figure)) return requestAnimationFrame(look);
    requestAnimationFrame(() => performance.mark("first figure"));
  };
  requestAnimationFrame(look);
}`;

const isDuckdb = (path: string) => path.includes("duckdb");
const isTable = (path: string) => path.includes("events.") && path.includes(".duckdb");

/** Opens *path* in a browser that has cached nothing; the page stays open for the caller to close. */
export async function openMeasured(
  browser: Browser,
  site: CountedSite,
  path: string
): Promise<{page: Page; opening: Opening}> {
  site.reset();
  const context = await browser.newContext({viewport: {width: 1440, height: 1600}});
  const page = await context.newPage();
  await page.addInitScript(watchFigures);
  await page.goto(site.url + path);
  const mark = (name: string, timeout: number) =>
    page
      .waitForFunction((n) => performance.getEntriesByName(n)[0]?.startTime, name, {timeout})
      .then((found) => found.jsonValue() as Promise<number>);
  const first_figure_ms = await mark("first figure", 60_000);
  const asks = path !== "/";
  const duckdb_ready_ms = asks ? await mark("duckdb ready", 60_000) : null;
  await page.waitForLoadState("networkidle");
  const opening = {
    first_figure_ms: Math.round(first_figure_ms),
    duckdb_ready_ms: duckdb_ready_ms === null ? null : Math.round(duckdb_ready_ms),
    bytes_without_duckdb: site.bytes((name) => !isDuckdb(name)),
    table_bytes: site.bytes(isTable)
  };
  return {page, opening};
}
