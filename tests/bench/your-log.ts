import {createWriteStream, existsSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {once} from "node:events";
import {parseArgs} from "node:util";
import type {Page} from "playwright-core";
import {syntheticFeed} from "../../pipeline/ingestion/synthetic/feed.js";
import {atalaya, serveSite} from "../browser/atalaya.js";
import {launch} from "../browser/open.js";
import {longTasks} from "./long-tasks.js";
import {codeVersion, machine} from "./machine.js";

/**
 * Drops logs of the synthetic feed on the page Your log in Chromium and prints as JSON how long each
 * stage takes, from the drop to the most anomalous events on the page, and, traced in a second page, the longest
 * tasks of the main thread from the drop on: until Explore stands there, while it is brushed, and while an
 * event is opened. `yardstick_ms` is how long a fixed piece of work takes that thread: on a busy machine,
 * compare with that. `--site URL` takes a site that is served already, `--lines N` (more than once) other
 * sizes than 100,000 and 1,000,000, `--log FILE` a log of one’s own.
 */
const {values} = parseArgs({
  options: {
    site: {type: "string"},
    lines: {type: "string", multiple: true, default: ["100000", "1000000"]},
    log: {type: "string"}
  }
});

const folder = await mkdtemp(join(tmpdir(), "atalaya-your-log-"));
const server = values.site ? null : await buildSite();
const site = values.site ?? server!.url;
const browser = await launch();
const results: unknown[] = [];
try {
  if (values.log) results.push(await measure(values.log));
  for (const lines of values.log ? [] : values.lines) {
    results.push(await measure(await writeLog(Number(lines))));
  }
} finally {
  await browser.close();
  await server?.stop();
  await rm(folder, {recursive: true, force: true});
}
const report = {version: codeVersion(), machine: machine(), chromium: browser.version(), results};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

async function buildSite() {
  const workspace = ["--workspace", join(folder, "workspace")];
  await atalaya(["run", "--flows", "20000", ...workspace]);
  await atalaya(["build", ...workspace, "--out", join(folder, "dist")]);
  return serveSite(join(folder, "dist"));
}

async function writeLog(lines: number): Promise<string> {
  const path = join(folder, `${lines}.log`);
  if (existsSync(path)) return path;
  const stream = createWriteStream(path);
  for (const bytes of syntheticFeed({flows: lines})) {
    if (!stream.write(bytes)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
  return path;
}

async function measure(path: string) {
  const page = await browser.newPage();
  await page.goto(`${site}/your-log`);
  await page.getByText("Bytes sent: 0").waitFor();
  await page.evaluate(() => {
    const seen = {begun: 0, ended: 0};
    Object.assign(window, {seen});
    document
      .querySelector("input[type=file]")!
      .addEventListener("change", () => (seen.begun = performance.now()), {capture: true});
    new MutationObserver(() => {
      if (!seen.ended && document.querySelector("#strangest a[data-event]")) {
        requestAnimationFrame(() => (seen.ended ||= performance.now()));
      }
    }).observe(document.body, {childList: true, subtree: true});
  });
  await page.locator("input[type=file]").setInputFiles(path);
  await page.waitForFunction(() => window.seen.ended > 0, undefined, {timeout: 300_000});
  const seen = await page.evaluate(() => window.seen);
  const stages = JSON.parse(
    (await page.locator("[data-milliseconds]").getAttribute("data-milliseconds"))!
  ) as {[stage: string]: number};
  const events = Number(await page.locator("[data-events]").getAttribute("data-events"));
  await page.close();
  const total = seen.ended - seen.begun;
  const worked = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  return {
    events,
    milliseconds: {...rounded(stages), table: Math.round(total - worked), total: Math.round(total)},
    rows_per_second: Math.round((1000 * events) / total),
    ...(await measureTasks(path))
  };
}

/** Drops the log in a page that is traced. */
async function measureTasks(path: string) {
  const page = await browser.newPage({viewport: {width: 1200, height: 900}});
  await page.goto(`${site}/your-log`);
  await page.getByText("Bytes sent: 0").waitFor();
  const yardstick = await page.evaluate(yardstickMs);
  const settled = () =>
    page.waitForFunction(
      () =>
        document.querySelector("#explore [role=grid]") &&
        !document.querySelector("[aria-busy=true], .skeleton"),
      undefined,
      {timeout: 300_000}
    );
  const traced = (work: () => Promise<unknown>) =>
    longTasks(browser, page, async () => {
      await work();
      await settled();
      await page.waitForTimeout(500); // what comes after the last frame
    });
  const tasks = {
    drop: await traced(() => page.locator("input[type=file]").setInputFiles(path)),
    brush: await traced(() => brush(page)),
    event: await traced(() => page.locator("#strangest a[data-event]").first().click())
  };
  await page.close();
  return {
    yardstick_ms: Math.round(yardstick),
    longest_main_thread_task_ms: Object.fromEntries(
      Object.entries(tasks).map(([name, [longest]]) => [name, longest.duration])
    ),
    longest_main_thread_tasks: tasks
  };
}

async function brush(page: Page): Promise<void> {
  const figure = page.locator("#explore svg").first();
  await figure.scrollIntoViewIfNeeded();
  const {x, y, width, height} = (await figure.boundingBox())!;
  await page.mouse.move(x + 0.3 * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 0.6 * width, y + height / 2, {steps: 12});
  await page.mouse.up();
}

/** Returns how long a fixed piece of work takes, in ms: some 10 on a machine with nothing else to do. */
function yardstickMs(): number {
  const begun = performance.now();
  const values = new Float64Array(1 << 16);
  for (let i = 0; i < 1 << 23; ++i) values[i & 0xffff] += Math.sqrt(i);
  return performance.now() - begun;
}

function rounded(stages: {[stage: string]: number}) {
  return Object.fromEntries(Object.entries(stages).map(([name, ms]) => [name, Math.round(ms)]));
}

declare global {
  interface Window {
    seen: {begun: number; ended: number};
  }
}
