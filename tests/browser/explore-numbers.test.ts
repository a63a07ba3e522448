import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {ExplorePage} from "../../src/core/schema/explore.js";
import {launch, openPage, settle} from "./open.js";
import {readPublished} from "./published.js";

const {feed} = inject("sites");
let browser: Browser;
let published: ExplorePage;
let folder: string;
let db: DuckDBConnection;

// The same file that the browser reads, asked by another DuckDB, on the raw columns alone.
beforeAll(async () => {
  browser = await launch();
  published = await readPublished<ExplorePage>(browser, feed, "/explore", "explore");
  const page = await browser.newPage();
  const [request] = await Promise.all([
    page.waitForRequest(/events\.[0-9a-f]+\.duckdb$/),
    page.goto(`${feed}/explore`)
  ]);
  const file = await fetch(request.url());
  await page.close();
  folder = await mkdtemp(join(tmpdir(), "atalaya-explore-"));
  await writeFile(join(folder, "events.duckdb"), Buffer.from(await file.arrayBuffer()));
  db = await (await DuckDBInstance.create()).connect();
  await db.run(`ATTACH '${join(folder, "events.duckdb")}' AS published (READ_ONLY)`);
  await db.run("SET TimeZone = 'UTC'");
  await db.run("USE published");
});
afterAll(async () => {
  db.closeSync();
  await rm(folder, {recursive: true});
  await browser.close();
});

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  return (await db.runAndReadAll(sql)).getRowObjectsJson();
}

async function countOf(where: string): Promise<number> {
  const [{n}] = await rowsOf(`SELECT count(*) AS n FROM events WHERE ${where}`);
  return Number(n);
}

const columns: Record<string, string> = {
  service: "service",
  port: "CAST(dst_port AS VARCHAR)",
  state: "conn_state",
  label: "coalesce(detailed_label, label)"
};

it("explore.json counts each bin as DuckDB counts the values between its edges", async () => {
  for (const {column, kind, edges, counts} of published.dimensions) {
    const value = (i: number) =>
      kind === "time" ? `make_timestamp(${edges[i] * 1000})` : edges[i];
    const last = counts.length - 1;
    for (let i = 0; i <= last; ++i) {
      const from = i > 0 ? `${column} >= ${value(i)}` : `${column} IS NOT NULL`;
      const until = i < last ? `${column} < ${value(i + 1)}` : "true";
      expect(counts[i], `${column} ${i}`).toBe(await countOf(`${from} AND ${until}`));
    }
  }
});

it("explore.json lists values, rows and totals as DuckDB does", async () => {
  const {lists, rows, events, alerts, threshold} = published;
  expect(events).toBe(await countOf("true"));
  expect(alerts).toBe(await countOf(`score >= ${threshold}`));
  for (const {name, distinct, values} of lists) {
    const found = await rowsOf(`SELECT ${columns[name]} AS value, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC, value NULLS LAST`); // prettier-ignore
    expect(distinct).toBe(found.length);
    expect(values).toEqual(found.slice(0, 16).map(({value, n}) => [value, Number(n)]));
  }
  const expected = await rowsOf("SELECT rank, src, score FROM events ORDER BY rank LIMIT 100");
  expect(rows.rank.map((rank, i) => ({rank, src: rows.src[i], score: rows.score[i]}))).toEqual(expected); // prettier-ignore
});

/** What the lists of the page say, by their labels. */
function listsOf(page: Page): Promise<Record<string, [string, number][]>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".values")].map((node) => [
        node.querySelector("ul")!.getAttribute("aria-label")!,
        [...node.querySelectorAll("li")].map((item): [string, number] => [
          item.querySelector(".name")!.textContent,
          Number(item.querySelector(".count")!.textContent.replaceAll(",", ""))
        ])
      ])
    )
  );
}

const first = (edges: number[], share: number) => edges[Math.floor(share * edges.length)];

it.each(["score", "time and bytes", "address", "line", "all of them"])(
  "Explore filtered by %s says what DuckDB says to its SQL",
  async (kind) => {
    const [time, score, out] = published.dimensions.map(({edges}) => edges);
    const parts: Record<string, string> = {
      score: `score-from=${first(score, 0.5)}`,
      "time and bytes": `from=${first(time, 0.2)}&until=${first(time, 0.7)}&out-from=${first(out, 0.3)}`,
      address: "entity=10.20.1.1",
      line: `threshold=${published.threshold}`,
      "all of them": `score-from=${first(score, 0.3)}&from=${first(time, 0.1)}&entity=10.20&threshold=0.5`
    };
    const {page, faults, close} = await openPage(browser, `${feed}/explore?${parts[kind]}`);
    await settle(page);
    const sql = await page.getByLabel("SQL of the selection").innerText();
    const [{n}] = await rowsOf(`SELECT count(*) AS n FROM (${sql})`);
    expect(Number(n)).toBeGreaterThan(0);
    expect(Number(n)).toBeLessThan(published.events);
    const heading = await page.locator("h1").innerText();
    expect(Number(heading.split(" ")[0].replaceAll(",", ""))).toBe(Number(n));
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(Number(n) + 1));
    const lists = await listsOf(page);
    const services = await rowsOf(`SELECT coalesce(service, 'none') AS value, count(*) AS n FROM (${sql}) GROUP BY 1`); // prettier-ignore
    const counted = new Map(services.map(({value, n: events}) => [String(value), Number(events)]));
    expect(lists.service.length).toBe(Math.min(8, counted.size));
    for (const [value, events] of lists.service) expect(events, value).toBe(counted.get(value));
    const shown = await page.locator("[role=row][aria-rowindex='2']").innerText();
    const [top] = await rowsOf(`${sql} LIMIT 1`);
    expect(shown).toContain(String(top.src));
    expect(faults).toEqual([]);
    await close();
  }
);

it("the order of the table is in the address: the way back restores it, with the filters", async () => {
  const {page, close} = await openPage(browser, `${feed}/explore?threshold=0.5`);
  const head = (name: string) => page.getByRole("columnheader", {name});
  const cell = () =>
    page.locator("[role=row][aria-rowindex='2'] [role=gridcell]").nth(7).innerText();
  await settle(page);
  const before = await cell();
  await head("bytes out").getByRole("button").click();
  await expect
    .poll(() => new URL(page.url()).searchParams.get("sort"), {timeout: 30_000})
    .toBe("-orig_bytes");
  await settle(page);
  const [{top}] = await rowsOf(`SELECT max(orig_bytes) AS top FROM events WHERE score >= 0.5`); // prettier-ignore
  expect(Number(top)).toBeGreaterThan(0);
  expect(await head("bytes out").getAttribute("aria-sort")).toBe("descending");
  await page.reload();
  await settle(page);
  expect(await head("bytes out").getAttribute("aria-sort")).toBe("descending");
  await page.goBack();
  await expect.poll(() => head("score").getAttribute("aria-sort")).toBe("descending");
  await settle(page);
  expect(await cell()).toBe(before);
  expect(await page.locator(".chip").allInnerTexts()).toHaveLength(1);
  await close();
});
