import {realpath} from "node:fs/promises";
import type {IncomingMessage, RequestListener, ServerResponse} from "node:http";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {chooseEncoding, compressor} from "./compress.js";
import type {Encoding} from "./compress.js";
import {hostNames, isForUs, misdirected} from "./hosts.js";
import {contentSecurityPolicy, securityHeaders} from "./policy.js";
import {readRange} from "./range.js";
import {openSiteFile, openPlain, readSiteFile} from "./site-file.js";
import type {OpenSiteFile} from "./site-file.js";

type Compress = ReturnType<typeof compressor>;

/**
 * Returns what answers requests to the hosts called *names* from the files in *root*: GET and HEAD, one byte
 * range, ETag, Brotli and gzip, clean URLs, and the headers that keep a page to itself. Nothing outside
 * *root* is ever read, nor through a link in it.
 */
export function siteHandler(
  root: string,
  names: readonly string[] = hostNames(undefined)
): RequestListener {
  const compress = compressor();
  return (request, response) => {
    answer({root, names, compress}, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, {"Content-Type": "text/plain"}).end("500 internal error\n");
    });
  };
}

/** A site that is served. */
interface Site {
  root: string;
  names: readonly string[];
  compress: Compress;
}

async function answer(
  {root, names, compress}: Site,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader("Content-Security-Policy", contentSecurityPolicy());
  if (!isForUs(request, names)) return refuse(response, 421, misdirected(names));
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "405 method not allowed\n");
  }
  const path = (request.url ?? "/").split(/[?#]/)[0];
  const folder = await realpath(root); // the root itself may be a link, and lead elsewhere after a new release
  const found = await openSiteFile(folder, path);
  const file = found ?? (await openPlain(join(folder, "404.html")));
  if (!file) {
    response.writeHead(404, {"Content-Type": "text/plain"}).end("404 not found\n");
    return;
  }
  try {
    await send(file, found ? 200 : 404, request, response, compress);
  } finally {
    await file.handle.close();
  }
}

/** Answers with *text* alone, and reads nothing more of who asked. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {"Content-Type": "text/plain", Connection: "close"}).end(text);
}

async function send(
  file: OpenSiteFile,
  status: number,
  request: IncomingMessage,
  response: ServerResponse,
  compress: Compress
): Promise<void> {
  const {headers} = request;
  const ranged = headers.range !== undefined && status === 200;
  const encoding =
    file.compressible && !ranged ? chooseEncoding(headers["accept-encoding"] as string) : undefined;
  const etag = `"${file.version}${encoding ? `-${encoding}` : ""}"`;
  response.setHeader("ETag", etag);
  response.setHeader("Content-Type", file.type);
  response.setHeader(
    "Cache-Control",
    status === 200 && file.immutable ? "public, max-age=31536000, immutable" : "no-cache"
  );
  if (file.compressible) response.setHeader("Vary", "Accept-Encoding");
  if (file.type.startsWith("text/html"))
    response.setHeader(
      "Content-Security-Policy",
      contentSecurityPolicy((await readSiteFile(file)).toString("utf8"))
    );
  if (status === 200 && matches(headers["if-none-match"], etag)) {
    response.writeHead(304).end();
    return;
  }
  if (encoding) return sendCompressed(file, status, encoding, request, response, compress);
  const range =
    headers["if-range"] === undefined || headers["if-range"] === etag ? headers.range : undefined;
  return sendBytes(file, status, status === 200 ? range : undefined, request, response);
}

async function sendCompressed(
  file: OpenSiteFile,
  status: number,
  encoding: Encoding,
  request: IncomingMessage,
  response: ServerResponse,
  compress: Compress
): Promise<void> {
  const body = await compress(file, encoding);
  response.writeHead(status, {"Content-Encoding": encoding, "Content-Length": body.length});
  response.end(request.method === "HEAD" ? undefined : body);
}

async function sendBytes(
  file: OpenSiteFile,
  status: number,
  header: string | undefined,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  response.setHeader("Accept-Ranges", "bytes");
  const range = readRange(header, file.bytes);
  if (range === "unsatisfiable") {
    response.writeHead(416, {"Content-Range": `bytes */${file.bytes}`}).end();
    return;
  }
  const {start, end} = range ?? {start: 0, end: file.bytes - 1};
  if (range) response.setHeader("Content-Range", `bytes ${start}-${end}/${file.bytes}`);
  response.writeHead(range ? 206 : status, {"Content-Length": end - start + 1});
  if (request.method === "HEAD" || file.bytes === 0) {
    response.end();
    return;
  }
  await pipeline(file.handle.createReadStream({start, end, autoClose: false}), response);
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")));
}
