import {gzipSync} from "node:zlib";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {give, openYours, textFile, zeekHead, zeekLines} from "./drop-log.js";
import {findViolations, launch, settle} from "./open.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const good = textFile("conn.log", zeekHead + zeekLines(200));
const picture = {
  name: "shot.png",
  buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
};
const dns = textFile("dns.log", "#separator \\x09\n#path\tdns\n#fields\tts\tuid\n1\tC1\n");

it("a log dropped with files that are none is scored, and each of the others is named with what it is", async () => {
  const {page, faults, requests, close} = await openYours(browser, feed);
  const empty = textFile("empty.log", "");
  const binary = {name: "blob.log", buffer: Buffer.from([1, 2, 0, 0, 0, 7, 8, 0])};
  const report = await give(page, picture, good, empty, binary, dns);
  expect(report).toContain("203 lines read, 200 accepted");
  expect(report).toContain("Not read: shot.png is a picture");
  expect(report).toContain("Not read: empty.log is empty");
  expect(report).toContain("Not read: blob.log is a binary file");
  expect(report).toContain(
    "Not read: dns.log is a Zeek dns log, which holds no connections; drop the conn.log"
  );
  expect(await findViolations(page)).toEqual([]);
  expect(requests).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}, 120_000);

it("a file that is no log changes nothing of the log that is shown, and asks nothing", async () => {
  const {page, close} = await openYours(browser, feed);
  let asked = 0;
  page.on("dialog", (dialog) => {
    ++asked;
    void dialog.accept();
  });
  await give(page, good);
  await page.locator("#most-anomalous a[data-event]").first().click();
  await page.locator(".one .verdict-controls").waitFor();
  const report = await give(page, picture);
  expect(report).toContain("Nothing was scored; the previous log is still shown below.");
  expect(report).toContain("shot.png is a picture");
  expect(report).toContain("200 accepted");
  expect(await page.locator(".one").count()).toBe(1);
  expect(asked).toBe(0);
  const next = await give(page, textFile("other.log", zeekHead + zeekLines(150)));
  expect(asked).toBe(1);
  expect(next).not.toContain("Nothing was scored");
  expect(next).toContain("150 accepted");
  expect(await page.locator(".one").count()).toBe(0);
  await close();
}, 120_000);

it("files that come while others are read are skipped with a note; cancelled, nothing is stored", async () => {
  const {page, faults, requests, close} = await openYours(browser, feed);
  await page.evaluate(dropAndCancelWhileReading);
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({mimeType: "text/plain", ...good});
  await page.getByText("Cancelled; nothing is stored.").waitFor();
  expect(await page.evaluate(() => window.shownWhileReading)).toContain("Skipped: second <b>.log");
  await settle(page);
  expect(await page.locator("#most-anomalous").count()).toBe(0);
  expect(await give(page, good)).toContain("200 accepted");
  expect(await page.getByText("Skipped").count()).toBe(0);
  expect(requests).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}, 180_000);

declare global {
  interface Window {
    /** The text of the page after the second drop, before the reading was cancelled. */
    shownWhileReading?: string;
  }
}

/** As soon as the page can cancel, before any answer of its worker: drops another file, and cancels. */
function dropAndCancelWhileReading(): void {
  const observer = new MutationObserver(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>("button")];
    const cancel = buttons.find(
      (one) => /^cancel$/i.test(one.textContent) && one.checkVisibility()
    );
    if (!cancel) return;
    observer.disconnect();
    const transfer = new DataTransfer();
    transfer.items.add(new File(["#fields\tts\n"], "second <b>.log"));
    dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, cancelable: true}));
    window.shownWhileReading = document.body.innerText;
    cancel.click();
  });
  observer.observe(document.body, {attributes: true, childList: true, subtree: true});
}

it("a truncated gzip is read up to its end, with file, line and reason", async () => {
  const {page, close} = await openYours(browser, feed);
  const full = gzipSync(zeekHead + zeekLines(3000));
  const report = await give(page, {
    name: "truncated.log.gz",
    buffer: full.subarray(0, full.length >> 1)
  });
  const [, accepted] = /([\d,]+) accepted/.exec(report)!;
  expect(Number(accepted.replace(",", ""))).toBeGreaterThan(500);
  expect(report).toMatch(/truncated\.log\.gz .* 1 rejected\. Partial: .*truncated/);
  const row = page.locator("table.rejected tbody tr");
  expect(await row.locator("td").first().innerText()).toBe(
    (Number(accepted.replace(",", "")) + 4).toLocaleString("en-US") // the line after those, below three of header
  );
  expect(await page.locator("#most-anomalous a[data-event]").count()).toBeGreaterThan(5);
  await close();
}, 120_000);

it("a line that is no connection is rejected with its number, its field and the reason; the others are scored", async () => {
  const {page, close} = await openYours(browser, feed);
  const bad = zeekLines(1, 900).replace("192.0.2.1", "nowhere").replace("\t500", "\tmany");
  const badTime = zeekLines(1, 901).replace(/^[\d.]+/, "yesterday");
  const report = await give(page, textFile("conn.log", zeekHead + zeekLines(120) + badTime + bad));
  expect(report).toContain("2 rejected");
  const rows = await page.locator("table.rejected tbody tr").allInnerTexts();
  expect(rows[0]).toMatch(/^124\tts\t.*yesterday/);
  expect(rows[1]).toMatch(/^125\t(id\.resp_h|orig_bytes)\t/);
  await close();
}, 120_000);

it("a CSV without a column for the time or an address says which is missing, and is not scored", async () => {
  const {page, close} = await openYours(browser, feed);
  const rows = Array.from({length: 5}, (_, i) => `${i},red`).join("\n");
  const report = await give(page, textFile("shop.csv", `price,colour\n${rows}\n`));
  expect(report).toContain("shop.csv");
  expect(report).toMatch(/time/);
  expect(await page.getByRole("button", {name: "Score it"}).isDisabled()).toBe(true);
  expect(await findViolations(page)).toEqual([]);
  await close();
}, 120_000);
