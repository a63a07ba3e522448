import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readdir, rm, stat} from "node:fs/promises";
import {loadavg, tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import type {Browser} from "playwright-core";
import {launch} from "../browser/open.js";
import {codeVersion, machine, root} from "./machine.js";
import {countedSite} from "./site/count.js";
import type {CountedSite} from "./site/count.js";
import {measureBrush} from "./site/measure-brush.js";
import {openMeasured} from "./site/measure-page.js";
import type {Opening} from "./site/measure-page.js";

// Prints what a reader of the built site waits for, and what it sends: first figures, DuckDB, and a brush over
// the histograms of Explore, for synthetic feeds of some sizes. A million flows take some five minutes on two
// cores, five million half an hour; with --workspace, both are made once and kept.

const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "1000000"},
    repeats: {type: "string", default: "3"},
    workspace: {type: "string"}
  }
});
const sizes = options.rows.split(",").map(Number);
const repeats = Number(options.repeats);
if (!sizes.every((rows) => Number.isInteger(rows) && rows >= 2)) fail(`invalid --rows: ${options.rows}; try 1000000,5000000`); // prettier-ignore
if (!(Number.isInteger(repeats) && repeats >= 1)) fail(`invalid --repeats: ${options.repeats}`);

/** What must hold; ms and bytes. */
const budgets = {
  first_figure_ms: 1000,
  duckdb_ready_ms: 3000,
  bytes_without_duckdb: 1_500_000,
  html_bytes: 300_000,
  brush_p95_ms: (rows: number) => (rows <= 1_000_000 ? 50 : 80),
  table_bytes: 10_000_000
};

const loadAtStart = loadavg()[0]; // beyond the number of processors, others were at work too
const folder = options.workspace ?? (await mkdtemp(join(tmpdir(), "atalaya-site-")));
const browser = await launch();
try {
  const measured = [];
  for (const rows of sizes) measured.push(await measureSize(browser, rows));
  process.stdout.write(`${JSON.stringify({machine: machine(), load_average: loadAtStart, code_version: codeVersion(), chromium: browser.version(), repeats, measured}, null, 2)}\n`); // prettier-ignore
} finally {
  await browser.close();
  if (!options.workspace) await rm(folder, {recursive: true, force: true});
}

async function measureSize(browser: Browser, rows: number) {
  const workspace = join(folder, `rows-${rows}`);
  const dist = join(workspace, "dist");
  if (!existsSync(dist)) {
    await mkdir(workspace, {recursive: true});
    await atalaya(["run", "--flows", String(rows), "--workspace", workspace]);
    await atalaya(["build", "--workspace", workspace, "--out", dist]);
  }
  const site = await countedSite(dist);
  try {
    await openOnce(browser, site, "/explore.html"); // the server compresses each file once
    const today = await openings(browser, site, "/");
    const explore = await openings(browser, site, "/explore.html");
    const brush = await brushes(browser, site);
    const html_bytes = await htmlSizes(dist);
    return {rows, today, explore, brush, html_bytes, within: within(rows, today, explore, brush, html_bytes)}; // prettier-ignore
  } finally {
    await site.stop();
  }
}

async function openOnce(browser: Browser, site: CountedSite, path: string): Promise<Opening> {
  const {page, opening} = await openMeasured(browser, site, path);
  await page.context().close();
  return opening;
}

/** The median of each figure over the repeats. */
async function openings(browser: Browser, site: CountedSite, path: string): Promise<Opening> {
  const all: Opening[] = [];
  for (let i = 0; i < repeats; ++i) all.push(await openOnce(browser, site, path));
  const ready = all.flatMap(({duckdb_ready_ms}) => duckdb_ready_ms ?? []);
  return {
    first_figure_ms: quantile(all.map(({first_figure_ms}) => first_figure_ms), 0.5),
    duckdb_ready_ms: ready.length ? quantile(ready, 0.5) : null,
    bytes_without_duckdb: quantile(all.map(({bytes_without_duckdb}) => bytes_without_duckdb), 0.5),
    table_bytes: quantile(all.map(({table_bytes}) => table_bytes), 0.5)
  }; // prettier-ignore
}

async function brushes(browser: Browser, site: CountedSite) {
  const {page, opening} = await openMeasured(browser, site, "/explore.html");
  const {columns_ms, first, warm} = await measureBrush(page, repeats);
  const table = site.bytes((path) => path.includes("events.") && path.includes(".duckdb"));
  await page.context().close();
  return {
    columns_ms,
    columns_bytes: table - opening.table_bytes,
    first_max_ms: quantile(first, 1),
    moves: warm.length,
    median_ms: quantile(warm, 0.5),
    p95_ms: quantile(warm, 0.95)
  };
}

type Brushes = Awaited<ReturnType<typeof brushes>>;

function within(rows: number, today: Opening, explore: Opening, brush: Brushes, html: Record<string, number>) {
  const both = [today, explore];
  return {
    first_figure: both.every((page) => page.first_figure_ms <= budgets.first_figure_ms),
    figure_before_duckdb: explore.first_figure_ms < (explore.duckdb_ready_ms ?? Infinity),
    duckdb_ready: (explore.duckdb_ready_ms ?? Infinity) <= budgets.duckdb_ready_ms,
    bytes_without_duckdb: both.every((page) => page.bytes_without_duckdb <= budgets.bytes_without_duckdb), // prettier-ignore
    brush_p95: brush.p95_ms <= budgets.brush_p95_ms(rows),
    table_bytes: explore.table_bytes <= budgets.table_bytes,
    html: Object.values(html).every((bytes) => bytes <= budgets.html_bytes)
  };
} // prettier-ignore

async function htmlSizes(dist: string): Promise<Record<string, number>> {
  const names = (await readdir(dist, {recursive: true})).filter((name) => name.endsWith(".html"));
  const sizes = names.sort().map(async (name) => [name, (await stat(join(dist, name))).size]);
  return Object.fromEntries(await Promise.all(sizes)) as Record<string, number>;
}

/** Returns the least value that a share *q* of the values does not exceed. */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
  return Number(value.toFixed(1));
}

function atalaya(args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(root, "pipeline/atalaya.js"), ...args], {stdio: ["ignore", 2, 2]}); // prettier-ignore
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`atalaya ${args[0]} exited with ${code}`))
    );
  });
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
