import {createWriteStream, existsSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {once} from "node:events";
import {parseArgs} from "node:util";
import {syntheticFeed} from "../../pipeline/ingestion/synthetic/feed.js";
import {atalaya, serveSite} from "../browser/atalaya.js";
import {launch} from "../browser/open.js";
import {codeVersion, machine} from "./machine.js";

/**
 * Drops logs of the synthetic feed on the page Your log in Chromium and prints as JSON how long each
 * stage takes, from the drop to the strangest events on the page, and the longest task of the main
 * thread meanwhile. `--site URL` takes a site that is served already, `--lines N` (more than once) other
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
    const seen = {tasks: [] as number[], begun: 0, ended: 0};
    Object.assign(window, {seen});
    new PerformanceObserver((list) =>
      seen.tasks.push(...list.getEntries().map(({duration}) => duration))
    ).observe({type: "longtask"});
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
  await page.waitForTimeout(500); // long tasks are told of late
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
    longest_main_thread_task_ms: Math.round(Math.max(0, ...seen.tasks))
  };
}

function rounded(stages: {[stage: string]: number}) {
  return Object.fromEntries(Object.entries(stages).map(([name, ms]) => [name, Math.round(ms)]));
}

declare global {
  interface Window {
    seen: {tasks: number[]; begun: number; ended: number};
  }
}
