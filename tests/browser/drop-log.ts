import type {Browser, BrowserContextOptions, Page} from "playwright-core";
import {openPage, settle} from "./open.js";
import type {Opened} from "./open.js";

/** The header of a conn.log of eleven fields, three lines. */
export const zeekHead =
  "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\n";

/** Returns *n* lines of a conn.log from the *from*th on. */
export function zeekLines(n: number, from = 0): string {
  return Array.from({length: n}, (_, k) => {
    const i = from + k;
    return `${1_772_409_600 + 3 * i}.250000\tC${i}\t10.0.0.${1 + (i % 9)}\t${40_000 + i}\t192.0.2.${1 + (i % 5)}\t443\ttcp\t0.5\t${500 + (i % 70)}\t${4000 + (i % 90)}\tSF\n`;
  }).join("");
}

/** A file that is given to the page. */
export interface Given {
  name: string;
  mimeType?: string;
  buffer: Buffer;
}

/** Returns a file of *content* in UTF-8. */
export function textFile(name: string, content: string): Given {
  return {name, buffer: Buffer.from(content)};
}

/** The page Your log, and the requests since it was ready. */
export interface OpenedYours extends Opened {
  requests: string[];
}

/** Opens the page Your log of *site* and waits until it is ready for a file. */
export async function openYours(
  browser: Browser,
  site: string,
  {search = "", ...options}: BrowserContextOptions & {search?: string} = {}
): Promise<OpenedYours> {
  const opened = await openPage(browser, `${site}/your-log${search}`, {
    viewport: {width: 1200, height: 900},
    ...options
  });
  await opened.page.getByText("Bytes sent: 0").waitFor();
  const requests: string[] = [];
  opened.page.on("request", (request) => {
    if (!request.url().startsWith("blob:")) requests.push(request.url());
  });
  return {...opened, requests};
}

/** Gives files to the page, and waits until it is done with them; returns what it then says. */
export async function give(page: Page, ...files: Given[]): Promise<string> {
  const input = page.locator("input[type=file]").first();
  await input.setInputFiles(files.map((file) => ({mimeType: "text/plain", ...file})));
  await page.locator(".result > *").first().waitFor({timeout: 60_000});
  await settle(page);
  return page.locator(".your-log .result").innerText();
}
