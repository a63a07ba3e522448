import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {parseArgs} from "node:util";
import type {Browser} from "playwright-core";
import {root} from "./atalaya.js";
import {launch, openPage, settle} from "./open.js";
import {paths} from "./published.js";

// Takes the pictures of docs/13-pages.md and the README, one a page, from a site that is being served:
// npx tsx tests/browser/pictures.ts --url http://127.0.0.1:3000 [--page threshold] [--scheme dark] [--width 1360]

const {values} = parseArgs({
  options: {
    url: {type: "string", default: "http://127.0.0.1:3000"},
    out: {type: "string", default: join(root, "docs/pictures")},
    page: {type: "string", multiple: true, default: []},
    scheme: {type: "string", default: "light"},
    width: {type: "string", default: "1360"}
  }
});

const browser = await launch();
try {
  await mkdir(values.out, {recursive: true});
  for (const path of paths) {
    const name = nameOf(path);
    if (values.page.length === 0 || values.page.includes(name)) await take(browser, path, name);
  }
} finally {
  await browser.close();
}

/** Returns what the picture of the page at *path* is called: `/` is today, `/notebooks/` is notebooks. */
function nameOf(path: string): string {
  return path === "/" ? "today" : path.split("/").filter(Boolean).at(-1)!;
}

async function take(browser: Browser, path: string, name: string): Promise<void> {
  const colorScheme = values.scheme === "dark" ? "dark" : "light";
  const viewport = {width: Number(values.width), height: 900};
  const {page, faults, close} = await openPage(browser, values.url + path, {viewport, colorScheme});
  const start = page.locator("[data-picture]").first(); // what a page does only when it is asked
  if (await start.count()) await start.click();
  await settle(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  if (faults.length) throw new Error(`${path} is not well: ${faults.join("; ")}`);
  const file = join(values.out, `${name}.png`);
  await page.screenshot({path: file});
  process.stderr.write(`${file}\n`);
  await close();
}
