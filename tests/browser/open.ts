import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {chromium} from "playwright-core";
import type {Browser, BrowserContextOptions, Page} from "playwright-core";
import {ensureChromium} from "./chromium.js";

const quiet = [
  "--no-sandbox",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run"
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page and what went wrong on it. */
export interface Opened {
  page: Page;
  /** Console errors, uncaught errors, failed requests and requests to other hosts, as sentences. */
  faults: string[];
  close(): Promise<void>;
}

/** Starts Chromium so that it asks nothing of the network on its own, and finds no host but this machine. */
export function launch(): Promise<Browser> {
  return chromium.launch({executablePath: ensureChromium(), args: quiet});
}

/** Opens *url* in a fresh context in which every other host is out of reach, and waits until the page is complete. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {}
): Promise<Opened> {
  // prettier-ignore
  const context = await browser.newContext({reducedMotion: "reduce", ...options});
  const page = await context.newPage();
  const faults: string[] = [];
  const home = new URL(url).origin;
  const report = (target: string) => {
    const {origin, protocol} = new URL(target);
    if (
      origin !== home &&
      origin !== home.replace("http:", "ws:") &&
      /^(https?|wss?):$/.test(protocol)
    )
      faults.push(`request to another host: ${target}`);
  };
  page.on("request", (request) => report(request.url()));
  page.on("websocket", (socket) => report(socket.url()));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page may abort a request that it no longer needs: that is no failure.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()}: ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(url);
  await settle(page);
  return {page, faults, close: () => context.close()};
}

/**
 * Opens *url* in a page that is open, and forgets its faults: what the browser keeps of the site is not fetched and
 * compiled again, which is a quarter of the time of a visit.
 */
export async function revisit({page, faults}: Opened, url: string): Promise<void> {
  faults.length = 0;
  await page.goto(url);
  await settle(page);
}

/** Waits until *page* shows all that it will: no request under way, no cell pending, none loading. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  const pending = "observablehq-loading, [aria-busy=true], .skeleton";
  await page.waitForFunction((s) => !document.querySelector(s), pending, {timeout: 60_000});
}

/** Returns how many pixels *page* is wider than its window; 0 if it does not scroll sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}

/** Returns what axe finds wrong with *page*: the rule, how grave, and the first places. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => window.axe.run());
  return violations.map(({id, impact, nodes}) => {
    const places = nodes.slice(0, 5).map(({target, html}) => `${target.join(" ")} ${html.slice(0, 120)}`); // prettier-ignore
    return `${id} (${impact}) ×${nodes.length}: ${places.join(" | ")}`;
  });
}

declare global {
  interface Window {
    axe: {
      run(): Promise<{
        violations: {id: string; impact: string; nodes: {target: string[]; html: string}[]}[];
      }>;
    };
  }
}

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
