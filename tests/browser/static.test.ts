import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import type {Server} from "./atalaya.js";
import {mouseOnly, walk} from "./keyboard.js";
import {launch, openPage, revisit, settle} from "./open.js";
import type {Opened} from "./open.js";
import {feedEventsText, paths} from "./published.js";
import {plainServer} from "./plain-server.js";
import {printDefects, showPrinted} from "./print.js";

const {feed} = inject("sites");
const kinds = {
  "with ranges, under a path": {prefix: "/some/team/atalaya", ranges: true, clean: false},
  "without ranges": {ranges: false, clean: true},
  "with files and nothing else, under a path": {
    prefix: "/some/team/atalaya",
    ranges: false,
    clean: false
  }
} as const;
type Kind = keyof typeof kinds;

let browser: Browser;
let opened: Opened | undefined;
const servers = new Map<Kind, Server>();

beforeAll(async () => {
  browser = await launch();
  for (const kind of Object.keys(kinds) as Kind[])
    servers.set(kind, await plainServer(feed, kinds[kind]));
});
afterAll(async () => {
  await browser.close();
  for (const server of servers.values()) await server.stop();
});

/** The address of a page by its file, which every server knows. */
function addressOf(kind: Kind, path: string): string {
  return servers.get(kind)!.url + (path.endsWith("/") ? path : `${path}.html`);
}

/** The addresses on this site that the page leads to, without what follows `?` or `#`. */
async function linksOf(page: Page): Promise<string[]> {
  const hrefs = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>("a[href]")]
      .map((link) => new URL(link.getAttribute("href")!, document.baseURI).href) // some are SVG’s
      .filter((href) => href.startsWith(location.origin))
  );
  return [...new Set(hrefs.map((href) => href.split(/[?#]/)[0]))];
}

/** The server with the fewest features. */
const least = "with files and nothing else, under a path";

/** Expects that the page is complete, and that there is a page behind each of its links. */
async function expectComplete(page: Page, faults: string[], kind: Kind): Promise<void> {
  expect(await page.locator("h1").count()).toBe(1);
  expect(await page.locator("main").innerText()).not.toMatch(
    /could not be read|\b(NaN|undefined)\b/
  );
  expect(faults).toEqual([]);
  const {url} = servers.get(kind)!;
  const links = await linksOf(page);
  expect(links.length).toBeGreaterThan(5);
  const outside = links.filter((link) => !`${link}/`.startsWith(`${url}/`));
  expect(outside).toEqual([]);
  const missing: string[] = [];
  for (const link of links) {
    if ((await fetch(link, {method: "HEAD"})).status !== 200) missing.push(link);
  }
  expect(missing).toEqual([]);
}

// One visit of each page, on the server with the fewest features, for several checks: a visit takes longer than they do.
describe.each(paths)("%s", (path) => {
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    const viewport = {width: 1440, height: 900};
    opened ??= await openPage(browser, addressOf(least, "/"), {viewport});
    ({page, faults} = opened);
    await page.emulateMedia({media: "screen"});
    await revisit(opened, addressOf(least, path));
  });

  it(`is complete on a server ${least}, and so is every page that it leads to`, async () => {
    await expectComplete(page, faults, least);
  });

  it("can be worked with the keyboard alone: what can be clicked can be reached, and the focus is seen", async () => {
    expect(await mouseOnly(page)).toEqual([]);
    // What is around the main part is the same on each page.
    const {unreached, unseen} = await walk(page, path === "/" ? "body" : "main");
    expect(unreached).toEqual([]);
    expect(unseen).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("is printed without what only a screen can use, and nothing of it ends beyond the edge of the paper", async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await showPrinted(page);
    await settle(page);
    const none = {menus: 0, controls: [], truncated: 0, split: 0};
    await expect.poll(() => printDefects(page), {timeout: 30_000}).toEqual(none);
  });
});

it.each(["/", "/explore", "/alert", "/entity", "/threshold", "/workbench"])(
  "%s, which asks for ranges, is complete on a server that answers them, under a path",
  async (path) => {
    const kind = "with ranges, under a path";
    const {page, faults, close} = await openPage(browser, addressOf(kind, path));
    await expectComplete(page, faults, kind);
    await close();
  }
);

it.each(["without ranges", least] as const)(
  "Explore on a server %s selects what it selects elsewhere, and says what it cost",
  async (kind) => {
    const query = "?service=dns&score-from=0.5";
    const read = async (url: string) => {
      const {page, faults, close} = await openPage(browser, url + query);
      await settle(page);
      const result = {
        heading: await page.locator("h1").innerText(),
        shapes: await page.locator(".histogram .selected").evaluateAll((all) => all.map((one) => one.getAttribute("d"))), // prettier-ignore
        notes: await page.locator(".server-note").allInnerTexts()
      };
      expect(faults).toEqual([]);
      await close();
      return result;
    };
    const here = await read(addressOf(kind, "/explore"));
    const there = await read(`${feed}/explore`);
    expect(here.heading).toMatch(new RegExp(`^[\\d,]+ of ${feedEventsText} events are selected`));
    expect({...here, notes: []}).toEqual(there);
    expect(here.notes).toHaveLength(1);
    expect(here.notes[0]).toMatch(
      /does not answer range requests: the complete table of events was fetched, \d+\.\d MB/
    );
  }
);

it("a page on a server that sends no policy brings its own: no script of another hand runs", async () => {
  const {page, close} = await openPage(browser, addressOf(least, "/"));
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.foreign = 1";
    document.head.append(script);
    return "foreign" in window;
  });
  expect(ran).toBe(false);
  const elsewhere = await page.evaluate(() =>
    fetch("http://127.0.0.1:9/").then(
      () => "sent",
      (error: Error) => error.message
    )
  );
  expect(elsewhere).not.toBe("sent");
  await close();
});

it("no page is greater than 300 kB", async () => {
  for (const path of paths) {
    const html = await (await fetch(feed + path)).text();
    expect(html).toContain("<h1");
    expect(Buffer.byteLength(html), path).toBeLessThanOrEqual(300_000);
  }
});
