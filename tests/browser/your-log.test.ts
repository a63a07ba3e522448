import {gzipSync} from "node:zlib";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {give, openYours as openYoursOf, textFile, zeekHead, zeekLines} from "./drop-log.js";
import {hostileLog} from "./hostile-log.js";
import {findViolations, launch, settle, sidewaysOverflow} from "./open.js";
import {withoutExports} from "./without-exports.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const openYours = () => openYoursOf(browser, feed);
const text = textFile;

it("Your log scores a Zeek log, says first whether the model suits it, and asks nothing of the network", async () => {
  const {page, faults, requests, close} = await openYours();
  const report = await give(page, text("conn.log", zeekHead + zeekLines(400) + "broken line\n"));
  expect(await page.locator("h1").innerText()).toMatch(/Of 400 connections, /);
  expect(await page.locator(".result h2").first().innerText()).toBe(
    "Was this model trained for you?"
  );
  expect(report).toContain("404 lines read, 400 accepted, 3 of header or comment, 1 rejected");
  expect(report).toContain("wrong number of fields: 1; the header has 11");
  expect(await page.locator("#fit tbody tr").count()).toBe(15);
  expect(await withoutExports(page)).toEqual([]);
  await page.locator("a[data-event]").first().click();
  await page.locator(".one").getByText("The record").waitFor();
  expect(page.url()).toMatch(/\?event=\d+$/);
  expect(await page.locator(".one .record").innerText()).toContain("10.0.0.");
  await page.goBack();
  await expect.poll(() => page.locator(".one").count()).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(NaN|undefined|Infinity|\[object)/);
  expect(await findViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(requests).toEqual([]);
  expect(await page.locator(".sent").innerText()).toContain("Bytes sent: 0");
  expect(faults).toEqual([]);
  await close();
}, 120_000);

it("Your log works with the network off once it is ready", async () => {
  const {page, faults, close} = await openYours();
  await page.context().setOffline(true);
  await page.getByRole("button", {name: "made-up"}).click();
  await page.locator("#most-anomalous a[data-event]").first().click();
  await page.locator(".one").getByText("The record").waitFor();
  expect(await page.locator("h1").innerText()).toMatch(/Of 3,243 connections, [\d,]+ are alerts/);
  expect(faults).toEqual([]);
  await close();
}, 120_000);

it("Your log reads gzip of several members, one after the other, and reads a truncated one up to its end", async () => {
  const {page, close} = await openYours();
  const members = [zeekHead + zeekLines(150), zeekLines(200, 150), zeekLines(1, 350)].map((part) =>
    gzipSync(part)
  );
  const report = await give(page, {name: "many.log.gz", buffer: Buffer.concat(members)});
  expect(report).toContain("354 lines read, 351 accepted");
  page.on("dialog", (dialog) => void dialog.accept());
  const full = gzipSync(zeekHead + zeekLines(3000));
  const truncated = full.subarray(0, Math.floor(full.length * 0.7));
  await page
    .locator("#your-files")
    .setInputFiles({name: "truncated.log.gz", mimeType: "application/gzip", buffer: truncated});
  await page.getByText("truncated or damaged").first().waitFor();
  await settle(page);
  const [, accepted] = /([\d,]+) accepted/.exec(await page.locator("#lines").innerText())!;
  expect(Number(accepted.replace(",", ""))).toBeGreaterThan(500);
  await close();
}, 120_000);

it("Your log maps the columns of a CSV by itself, and asks when it does not know them", async () => {
  const {page, close} = await openYours();
  const rows = Array.from(
    {length: 120},
    (_, i) =>
      `2026-03-02T10:${String(i % 60).padStart(2, "0")}:00Z,10.0.0.${i % 9},"192.0.2.7",443,6,${0.1 * i},${100 + i},900`
  );
  const known = [
    "Start Time,Source IP,DestinationIP,dst_port,protocol,duration,bytes_out,bytes_in",
    ...rows,
    "2026-03-02,ten,192.0.2.7,443,6,1,1,1"
  ].join("\r\n");
  const report = await give(page, text("flows.csv", known));
  expect(report).toContain("122 lines read, 120 accepted, 1 of header or comment, 1 rejected");
  expect(report).toContain("invalid address; expected IPv4 or IPv6");
  page.on("dialog", (dialog) => void dialog.accept());
  await give(
    page,
    text("unmapped.csv", known.replace("Source IP", "wer").replace("Start Time", "wann"))
  );
  const button = page.getByRole("button", {name: "Score it"});
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel("field for time, required", {exact: true}).selectOption("wann");
  await page.getByLabel("unit of the time").selectOption("iso");
  await page.getByLabel("field for src, required", {exact: true}).selectOption("wer");
  await button.press("Enter");
  await page.locator("#lines").getByText("120 accepted").waitFor();
  await close();
}, 120_000);

it("Your log reads JSON lines of other tools, their fields nested or not", async () => {
  const {page, close} = await openYours();
  const lines = Array.from({length: 130}, (_, i) =>
    JSON.stringify({
      "@timestamp": new Date(1.7724096e12 + 1000 * i).toISOString(),
      source: {ip: `10.0.0.${i % 7}`, port: 4000 + i, bytes: 50 + i},
      destination: {ip: "192.0.2.1", port: 80, bytes: 900},
      network: {transport: "tcp"},
      event: {duration: 2e9}
    })
  );
  const report = await give(page, {
    name: "ecs.jsonl.gz",
    buffer: gzipSync([...lines, "{", ""].join("\n"))
  });
  expect(report).toContain("131 lines read, 130 accepted, 0 of header or comment, 1 rejected");
  await close();
}, 120_000);

it.each([
  ["a.pdf", Buffer.from("%PDF-1.7\n%…"), "a.pdf is a PDF"],
  ["b.zip", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "b.zip is a zip file"],
  ["c.log", Buffer.from("\ufeffts,src", "utf16le"), "c.log is UTF-16 text; save it as UTF-8"],
  ["d.log", Buffer.from(""), "d.log is empty"],
  [
    "e.log",
    Buffer.from("#separator \\x09\n#path\thttp\n#fields\tts\tuid\n"),
    "e.log is a Zeek http log, which holds no connections; drop the conn.log of the same sensor"
  ],
  ["f.log", Buffer.from([1, 2, 0, 0, 0, 7, 8, 0]), "f.log is a binary file"],
  ["<img src=x onerror=window.owned=1>.txt", Buffer.from("just words\nand more"), "begins with"]
])(
  "Your log says what %s is, and that nothing was scored",
  async (name, buffer, message) => {
    const {page, faults, close} = await openYours();
    await give(page, {name, buffer});
    const report = await page.getByRole("alert").innerText();
    expect(report).toContain("Nothing was scored.");
    expect(report).toContain(message);
    expect(await page.evaluate(() => (window as {owned?: number}).owned)).toBeUndefined();
    expect(faults).toEqual([]);
    await close();
  },
  120_000
);

it("Your log shows a hostile log, and a line of a megabyte, as text and within bounds", async () => {
  const {page, faults, close} = await openYours();
  await give(page, text("hostile <b>.log", `${hostileLog(1)}${"x".repeat(1_200_000)}\n`));
  for (const link of (await page.locator("a[data-event]").all()).slice(0, 3)) {
    await link.click();
    await page.locator(".one").getByText("The record").waitFor();
    await settle(page);
  }
  expect(await page.locator("main").innerText()).toContain("line too long");
  expect(await page.evaluate(() => (window as {owned?: number}).owned)).toBeUndefined();
  expect(await page.locator("main script, main iframe, main img").count()).toBe(0);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(faults).toEqual([]);
  await close();
}, 120_000);
