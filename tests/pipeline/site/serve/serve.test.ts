import {createHash, randomBytes} from "node:crypto";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {request} from "node:http";
import type {IncomingMessage} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {brotliDecompressSync, gunzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../../pipeline/config/errors.js";
import {serve} from "../../../../pipeline/site/serve/serve.js";
import type {Served} from "../../../../pipeline/site/serve/serve.js";

let folder: string;
let served: Served;
const table = randomBytes(100_000);
const script = `console.log("hello");`;
const page = `<!doctype html><script type="module">${script}</script><script src="/a.js"></script><p>${"text ".repeat(500)}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "serve-"));
  const root = join(folder, "site");
  await mkdir(join(root, "notebooks"), {recursive: true});
  await mkdir(join(root, "_file"));
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(root, ".hidden"), "secret");
  await writeFile(join(root, "index.html"), page);
  await writeFile(join(root, "explore.html"), page);
  await writeFile(join(root, "notebooks", "index.html"), page);
  await writeFile(join(root, "404.html"), "<p>nothing here");
  await writeFile(join(root, "_file", "events.0123abcd.duckdb"), table);
  await writeFile(join(root, "empty.txt"), "");
  served = await serve({root, port: 0});
});

afterAll(async () => {
  await served.close();
  await rm(folder, {recursive: true, force: true});
});

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Unlike fetch, leaves the path and the body as they are. */
function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const {hostname, port} = new URL(served.address);
  return new Promise((resolve, reject) => {
    const sent = request({hostname, port, path, headers, method}, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks)
        })
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

it("serve(options) finds pages by clean addresses", async () => {
  for (const path of [
    "/",
    "/index",
    "/explore",
    "/explore.html",
    "/explore?score=0.7",
    "/explore/",
    "/notebooks/",
    "/notebooks"
  ]) {
    const {status, headers, body} = await get(path);
    expect([path, status, headers["content-type"]]).toEqual([
      path,
      200,
      "text/html; charset=utf-8"
    ]);
    expect(body.toString()).toBe(page);
  }
});

it("serve(options) answers byte ranges as RFC 9110 says", async () => {
  const path = "/_file/events.0123abcd.duckdb";
  const cases: [string, number, [number, number] | null][] = [
    ["bytes=0-0", 206, [0, 1]],
    ["bytes=10-19", 206, [10, 20]],
    ["bytes=99990-", 206, [99_990, 100_000]],
    ["bytes=99990-200000", 206, [99_990, 100_000]],
    ["bytes=-5", 206, [99_995, 100_000]],
    ["bytes=-200000", 206, [0, 100_000]],
    ["bytes=100000-", 416, null],
    ["bytes=-0", 416, null],
    ["bytes=5-4", 200, [0, 100_000]],
    ["bytes=0-1,3-4", 200, [0, 100_000]],
    ["lines=0-1", 200, [0, 100_000]]
  ];
  for (const [range, status, slice] of cases) {
    const answer = await get(path, {Range: range});
    expect([range, answer.status]).toEqual([range, status]);
    if (!slice) expect(answer.headers["content-range"]).toBe("bytes */100000");
    else expect(Buffer.compare(answer.body, table.subarray(...slice))).toBe(0);
    if (status === 206 && slice)
      expect(answer.headers["content-range"]).toBe(`bytes ${slice[0]}-${slice[1] - 1}/100000`);
  }
});

it("serve(options) ignores a range of a version that is gone (If-Range)", async () => {
  const path = "/_file/events.0123abcd.duckdb";
  const {headers} = await get(path, {}, "HEAD");
  expect((await get(path, {Range: "bytes=0-9", "If-Range": headers.etag!})).status).toBe(206);
  expect((await get(path, {Range: "bytes=0-9", "If-Range": '"old"'})).body.length).toBe(100_000);
});

it("serve(options) answers HEAD with the headers of GET and no body", async () => {
  for (const path of ["/explore", "/_file/events.0123abcd.duckdb", "/empty.txt", "/absent"]) {
    const [head, whole] = [await get(path, {}, "HEAD"), await get(path)];
    expect(head.body.length).toBe(0);
    expect(head.status).toBe(whole.status);
    for (const name of ["content-length", "content-type", "etag", "accept-ranges"])
      expect(head.headers[name]).toBe(whole.headers[name]);
  }
});

it("serve(options) compresses text as the client accepts it, and tables never", async () => {
  const brotli = await get("/explore", {"Accept-Encoding": "gzip, deflate, br"});
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.body).toString()).toBe(page);
  const gzip = await get("/explore", {"Accept-Encoding": "br;q=0, gzip;q=0.5"});
  expect(gunzipSync(gzip.body).toString()).toBe(page);
  expect(gzip.headers.vary).toBe("Accept-Encoding");
  expect(gzip.headers.etag).not.toBe(brotli.headers.etag);
  const raw = await get("/_file/events.0123abcd.duckdb", {"Accept-Encoding": "br"});
  expect(raw.headers["content-encoding"]).toBeUndefined();
  expect(raw.headers["accept-ranges"]).toBe("bytes");
});

it("serve(options) lets a client keep what has not changed, and digested names forever", async () => {
  const first = await get("/explore");
  expect(first.headers["cache-control"]).toBe("no-cache");
  const second = await get("/explore", {"If-None-Match": `"other", W/${first.headers.etag}`});
  expect([second.status, second.body.length]).toEqual([304, 0]);
  const digested = await get("/_file/events.0123abcd.duckdb");
  expect(digested.headers["cache-control"]).toContain("immutable");
});

it("serve(options) never reads outside of the site, nor a hidden file", async () => {
  const paths = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/_file/../../secret.txt",
    "/..%5csecret.txt",
    "/.hidden",
    "/%2ehidden",
    "//../secret.txt",
    "/\0",
    "/%00",
    "/%",
    "/explore.html%00.js"
  ];
  for (const path of paths.filter((path) => !path.includes("\0"))) {
    const {status, body} = await get(path);
    expect([path, status]).toEqual([path, 404]);
    expect(body.toString()).toBe("<p>nothing here");
  }
});

it("serve(options) refuses what is neither GET nor HEAD", async () => {
  const {status, headers} = await get("/", {}, "POST");
  expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
});

it("serve(options) allows the inline scripts of a page by their digests, and no others", async () => {
  const {headers} = await get("/explore");
  const policy = String(headers["content-security-policy"]);
  const digest = createHash("sha256").update(script).digest("base64");
  const sources = /script-src ([^;]*)/.exec(policy)?.[1].split(" ");
  expect(sources).toEqual(["'self'", "'wasm-unsafe-eval'", `'sha256-${digest}'`]);
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/'unsafe-eval'|https?:|\*/);
});

it("serve(options) isolates every response", async () => {
  for (const path of ["/", "/absent", "/_file/events.0123abcd.duckdb"]) {
    const {headers} = await get(path);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["cross-origin-embedder-policy"]).toBe("require-corp");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
  }
});

it("serve(options) throws a UsageError if the port is taken or the host is none", async () => {
  const port = Number(new URL(served.address).port);
  await expect(serve({root: folder, port})).rejects.toThrow(UsageError);
  await expect(serve({root: folder, port})).rejects.toThrow(`port in use: ${port}`);
  await expect(serve({root: folder, port: 0, host: "256.0.0.1"})).rejects.toThrow("invalid --host");
});
