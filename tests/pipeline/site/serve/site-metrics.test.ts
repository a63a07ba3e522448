import {mkdtemp, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {Registry} from "prom-client";
import {afterAll, beforeAll, expect, it} from "vitest";
import {siteManifestText} from "../../../../src/core/proof/site.js";
import {serve} from "../../../../pipeline/site/serve/serve.js";
import {routeClass, siteMetrics} from "../../../../pipeline/site/serve/site-metrics.js";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "site-metrics-"));
  await writeFile(join(root, "index.html"), "<!doctype html><p>hello");
  await writeFile(join(root, "a.json"), "{}");
});

afterAll(() => rm(root, {recursive: true, force: true}));

it.each([
  ["/", "page"],
  ["/explore", "page"],
  ["/explore.html?host=10.0.0.1", "page"],
  ["/_file/today.0123.json", "data"],
  ["/_file/EVENTS.DUCKDB", "database"],
  ["/_observablehq/client.js", "asset"],
  ["/.env", "page"],
  ["/x.php", "other"],
  ["*", "page"]
])("routeClass(%j) is %s", (url, expected) => {
  expect(routeClass(url)).toBe(expected);
});

/** Returns the samples of *registry* whose names match *pattern*, once nothing is in flight. */
async function samples(registry: Registry, pattern: RegExp): Promise<string[]> {
  for (let i = 0; i < 100; ++i) {
    const lines = (await registry.metrics()).split("\n");
    if (lines.includes("atalaya_site_requests_in_flight 0"))
      return lines.filter((line) => pattern.test(line)).sort();
    await sleep(20);
  }
  throw new Error("requests stay in flight");
}

it("siteMetrics(registry, root) counts requests by class and status, their bytes and seconds", async () => {
  const registry = new Registry();
  const served = await serve({root, port: 0, observed: siteMetrics(registry, root)});
  for (const path of ["", "", "a.json", "nothing", "x.php?a=10.20.0.5"])
    await (await fetch(served.address + path)).text();
  await fetch(served.address, {method: "POST", body: "a"});
  await served.close();
  expect(await samples(registry, /^atalaya_site_requests_total/)).toEqual([
    'atalaya_site_requests_total{route="data",code="200"} 1',
    'atalaya_site_requests_total{route="other",code="404"} 1',
    'atalaya_site_requests_total{route="page",code="200"} 2',
    'atalaya_site_requests_total{route="page",code="404"} 1',
    'atalaya_site_requests_total{route="page",code="405"} 1'
  ]);
  const [counted] = await samples(registry, /^atalaya_site_request_seconds_count\{route="page"/);
  expect(counted).toBe('atalaya_site_request_seconds_count{route="page"} 4');
  const [bytes] = await samples(registry, /^atalaya_site_response_bytes_total\{route="data"/);
  expect(Number(bytes.split(" ")[1])).toBeGreaterThan(200);
  expect(Number(bytes.split(" ")[1])).toBeLessThan(2_000);
});

it("siteMetrics(registry, root) says when the site was built and which run it shows, also after a new one", async () => {
  const registry = new Registry();
  siteMetrics(registry, root);
  const path = join(root, "site-manifest.json");
  expect(await samples(registry, /^atalaya_site_(built|run)/)).toEqual([]);
  for (const [run, at] of [
    ["20260101-000000-aaaa", 1_700_000_000],
    ["20260102-000000-bbbb", 1_700_000_100]
  ] as const) {
    // prettier-ignore
    const files = [{path: 'a","run":"forged', sha256: "0".repeat(64), bytes: 1}];
    await writeFile(path, siteManifestText({format: "atalaya-site/1", run, files, signatures: []}));
    await utimes(path, at, at);
    expect(await samples(registry, /^atalaya_site_(built|run)/)).toEqual([
      `atalaya_site_built_timestamp_seconds ${at}`,
      `atalaya_site_run_info{run="${run}"} 1`
    ]);
  }
});
