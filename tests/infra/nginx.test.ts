import {cp, mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {request as httpRequest} from "node:http";
import type {IncomingHttpHeaders} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, it} from "vitest";
import {writeList} from "../../pipeline/proof/site-manifest.js";
import {copySite, publishSite} from "../../pipeline/site/publish/publish-site.js";
import {contentSecurityPolicy, securityHeaders} from "../../pipeline/site/serve/policy.js";
import {serve} from "../../pipeline/site/serve/serve.js";
import type {Served} from "../../pipeline/site/serve/serve.js";
import {missingNginx, startNginx, writeHosts} from "./nginx-server.js";
import type {Nginx} from "./nginx-server.js";
import {describeWithTool} from "./tools.js";

const long = "lorem ipsum ".repeat(200);
const page = (script: string, text = long) =>
  `<!doctype html><title>Page</title><script type="module">${script}</script><p>${text}</p>`;

const files: Record<string, string | Buffer> = {
  "index.html": page("start('index');"),
  "explore.html": `${page("start('explore');")}<script>second();</script>`,
  "404.html": page("start('none');", "no such page"),
  "notebooks/index.html": page("start('notebooks');"),
  "notebooks/one.html": page("start('one');", "short"),
  "_observablehq/client.0a1b2c3d.js": `export const a = "${long}";`,
  "_observablehq/mutable.js": `export const b = "${long}";`,
  "_file/data/events.0123abcd.duckdb": Buffer.from(Array.from({length: 4096}, (_, i) => i % 251)),
  "_file/data/today.89abcdef.json": JSON.stringify({text: long}),
  "_npm/duckdb.deadbeef.wasm": Buffer.from(`\0asm${long}`),
  "fonts/inter.woff2": Buffer.from("wOF2"),
  "style.css": `p {color: red} /* ${long} */`
};

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Asks without undoing anything: paths as they are, bodies as they come. */
function ask(
  address: string,
  path: string,
  headers: Record<string, string> = {},
  method = "GET"
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const {hostname, port} = new URL(address);
    const outgoing = httpRequest({hostname, port, path, headers, method}, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode as number,
          headers: incoming.headers,
          body: Buffer.concat(chunks)
        })
      );
    });
    outgoing.on("error", reject).end();
  });
}

async function writeSite(folder: string, entries = files): Promise<void> {
  for (const [path, content] of Object.entries(entries)) {
    await mkdir(join(folder, path, ".."), {recursive: true});
    await writeFile(join(folder, path), content);
  }
}

let published = 0;

/** Publishes the site in *built*, as `atalaya publish` does, each as of a later run. */
async function release(built: string, to: string): Promise<void> {
  await writeList(built, `20261129-12000${++published}-abcd`, undefined);
  const build = await copySite(built);
  const options = {to, build, latestRun: () => Promise.resolve(undefined)};
  const silent = {begin() {}, end() {}, progress() {}, warn() {}};
  expect(await publishSite(options, silent)).toMatchObject({outcome: "published"});
  await rm(built, {recursive: true});
}

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atalaya-nginx-"));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Returns the digest of *script* as a policy names it. */
function policyOf(script: string): string {
  const policy = contentSecurityPolicy(`<script>${script}</script>`);
  return /'sha256-[^']+'/.exec(policy)?.[0] as string;
}

describeWithTool("site.conf with a real nginx:", missingNginx(), () => {
  let nginx: Nginx;
  let served: Served;

  beforeAll(async () => {
    nginx = await startNginx(at("nginx"), at("site"));
    await writeSite(at("plain"));
    await cp(at("plain"), at("built"), {recursive: true, preserveTimestamps: true});
    served = await serve({root: at("plain"), port: 0});
  });
  afterAll(async () => {
    await nginx.stop();
    await served.close();
  });

  it("nginx answers 503 until there is a site, and 200 of itself", async () => {
    expect(await ask(nginx.address, "/healthz")).toMatchObject({status: 200});
    for (const path of ["/", "/readyz"]) {
      const {status, headers, body} = await ask(nginx.address, path);
      expect([status, headers["retry-after"]]).toEqual([503, "30"]);
      expect(body.toString()).toContain("no site yet");
    }
    await release(at("built"), at("site"));
    nginx.reload();
    await expect.poll(async () => (await ask(nginx.address, "/readyz")).status).toBe(200);
  });

  const paths = [
    "/",
    "/index.html",
    "/explore",
    "/explore.html",
    "/explore/",
    "/notebooks/",
    "/notebooks",
    "/notebooks/one",
    "/nowhere",
    "/_observablehq/nowhere.0a1b2c3d.js",
    "/.hidden",
    "/_observablehq/.git/config",
    "/%2e%2e/%2e%2e/etc/passwd",
    ...Object.keys(files).map((path) => `/${path}`)
  ];
  const alike = [
    "content-type",
    "cache-control",
    "content-security-policy",
    ...Object.keys(securityHeaders).map((name) => name.toLowerCase())
  ];

  it.each(paths)("nginx answers %s as `atalaya serve` does, header by header", async (path) => {
    const ours = await ask(served.address, path);
    const theirs = await ask(nginx.address, path);
    if (path.includes("%2e"))
      expect(theirs.status).toBe(400); // nginx does not even look
    else expect(theirs.status).toBe(ours.status);
    if (theirs.status === 400) return;
    for (const name of alike)
      expect([name, theirs.headers[name]]).toEqual([name, ours.headers[name]]);
    expect(theirs.body.equals(ours.body)).toBe(true);
  });

  it("nginx sends one range of a table, says 416 beyond its end, and all of it if it changed", async () => {
    const path = "/_file/data/events.0123abcd.duckdb";
    const bytes = files[path.slice(1)] as Buffer;
    const part = await ask(nginx.address, path, {range: "bytes=100-299"});
    expect(part.status).toBe(206);
    expect(part.headers["content-range"]).toBe("bytes 100-299/4096");
    expect(part.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(part.body.equals(bytes.subarray(100, 300))).toBe(true);
    expect((await ask(nginx.address, path, {range: "bytes=9999-"})).status).toBe(416);
    const changed = await ask(nginx.address, path, {range: "bytes=0-9", "if-range": '"other"'});
    expect([changed.status, changed.body.length]).toEqual([200, 4096]);
    const end = await ask(nginx.address, path, {range: "bytes=-16", "accept-encoding": "gzip"});
    expect([end.status, end.headers["content-encoding"]]).toEqual([206, undefined]);
    expect(end.body.equals(bytes.subarray(-16))).toBe(true);
  });

  it("nginx says 304 to who has the file, with the policy", async () => {
    for (const path of ["/", "/_observablehq/client.0a1b2c3d.js"]) {
      const {headers} = await ask(nginx.address, path);
      const again = await ask(nginx.address, path, {"if-none-match": headers.etag as string});
      expect([again.status, again.body.length]).toEqual([304, 0]);
      expect(again.headers["content-security-policy"]).toBe(headers["content-security-policy"]);
      expect(again.headers["cache-control"]).toBe(headers["cache-control"]);
    }
  });

  it("nginx sends what was compressed for it, and only to who takes it", async () => {
    for (const path of [
      "explore.html",
      "_npm/duckdb.deadbeef.wasm",
      "_file/data/today.89abcdef.json"
    ]) {
      const packed = await ask(nginx.address, `/${path}`, {"accept-encoding": "br, gzip"});
      expect(packed.headers).toMatchObject({"content-encoding": "gzip", vary: "Accept-Encoding"});
      expect(packed.headers["content-length"]).toBe(String(packed.body.length)); // not made on the way
      expect(gunzipSync(packed.body).toString()).toBe(files[path].toString());
    }
    const {headers} = await ask(nginx.address, "/_file/data/events.0123abcd.duckdb", {
      "accept-encoding": "gzip"
    });
    expect(headers["content-encoding"]).toBeUndefined();
    expect((await ask(nginx.address, "/explore.html.gz")).status).toBe(404);
  });

  it("nginx answers to addresses and to the names that it was given, and refuses others with 421", async () => {
    const statusOf = async (host: string, path = "/") =>
      (await ask(nginx.address, path, {host})).status;
    for (const host of [
      "127.0.0.1",
      "localhost",
      "LOCALHOST:8080",
      "[::1]:80",
      "10.1.2.3",
      "atalaya.example.org",
      "Atalaya.Example.Org."
    ])
      // prettier-ignore
      expect([host, await statusOf(host)]).toEqual([host, 200]);
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "10.1.2.3.evil.example",
      "xatalaya.example.org",
      "site"
    ])
      // prettier-ignore
      for (const path of ["/", "/explore", "/style.css", "/nowhere"])
        expect([host, path, await statusOf(host, path)]).toEqual([host, path, 421]);
    for (const path of ["/healthz", "/readyz"])
      // of who probes it by another name
      expect(await statusOf("evil.example", path)).toBe(200);
    const refused = await ask(nginx.address, "/", {host: "evil.example"});
    expect(refused.body.toString()).toContain("ATALAYA_HOSTS");
    expect(refused.headers["content-security-policy"]).toContain("default-src 'self'");
    for (const name of ["a;b", "*", "a/b", "https://a.example", ".example", "default"])
      expect(writeHosts(at("nginx"), name)).toContain("invalid ATALAYA_HOSTS");
    expect(
      writeHosts(at("nginx"), " atalaya.example.org  LOCALHOST example.org example.org ")
    ).toBe("");
  });

  it("nginx takes no other method, and no body", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
      const {status, headers} = await ask(nginx.address, "/", {}, method);
      expect([method, status]).toEqual([method, 405]);
      if (method !== "TRACE") expect(headers.allow).toBe("GET, HEAD"); // nginx ends TRACE by itself
    }
    expect((await ask(nginx.address, "/", {}, "HEAD")).status).toBe(200);
  });

  it("nginx names no version of itself", async () => {
    for (const path of ["/", "/nowhere", "/.hidden"])
      expect((await ask(nginx.address, path)).headers.server).toBe("nginx");
  });

  it("nginx behind another server, at a path, answers the same", async () => {
    const path = "/_file/data/events.0123abcd.duckdb";
    const part = await ask(nginx.subpath, `/atalaya${path}`, {range: "bytes=0-9"});
    expect([part.status, part.body.length]).toEqual([206, 10]);
    const here = await ask(nginx.subpath, "/atalaya/explore", {host: "example.org"});
    const direct = await ask(nginx.address, "/explore");
    expect(here.body.equals(direct.body)).toBe(true);
    for (const name of alike) expect(here.headers[name]).toBe(direct.headers[name]);
    expect((await ask(nginx.subpath, "/atalaya")).headers.location).toBe("/atalaya/");
  });

  it("nginx goes on with the files of the release before, and with the policy of the new one", async () => {
    const {["_file/data/today.89abcdef.json"]: gone, ...rest} = files;
    expect(gone).toBeDefined();
    await writeSite(at("built"), {...rest, "index.html": page("start('next');")});
    await release(at("built"), at("site"));
    const before = await ask(nginx.address, "/");
    expect(before.body.toString()).toContain("start('index')"); // the page and its policy change together
    nginx.reload();
    const policy = async () => (await ask(nginx.address, "/")).headers["content-security-policy"];
    await expect.poll(policy).toContain(policyOf("start('next');"));
    expect((await ask(nginx.address, "/")).body.toString()).toContain("start('next')");
    expect((await ask(nginx.address, "/_file/data/today.89abcdef.json")).status).toBe(200);
    expect((await ask(nginx.address, "/_file/data/never.89abcdef.json")).status).toBe(404);
  });
});
