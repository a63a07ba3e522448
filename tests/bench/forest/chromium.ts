import {readFileSync} from "node:fs";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {join, normalize} from "node:path";
import ts from "typescript";
import {contentSecurityPolicy, securityHeaders} from "../../../pipeline/site/serve/policy.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {launch} from "../../browser/open.js";
import {root} from "../machine.js";
import type {Answer, Request} from "./browser-worker.js";

/** A worker in Chromium that holds the rows of a matrix. */
export interface BrowserWorker {
  version: string;

  /** Asks the worker, and returns its answer; rejects with what it threw. */
  ask(request: Request): Promise<Answer>;

  close(): Promise<void>;
}

type Asker = {ask(request: Request): Promise<Answer & {error?: string}>};

/** The script of the page: starts the worker, and hands it one request after the other. */
const script = `
const worker = new Worker("/tests/bench/forest/browser-worker.js", {type: "module"});
globalThis.ask = (request) => new Promise((resolve, reject) => {
  worker.onmessage = ({data}) => resolve(data);
  worker.onerror = ({message}) => reject(new Error(message || "the worker does not load"));
  worker.postMessage(request);
});`;

/**
 * Starts Chromium with a worker that has the core as it is, types taken off file by file, under the
 * headers of `atalaya serve`.
 */
export async function openBrowserWorker(matrix: Matrix): Promise<BrowserWorker> {
  const server = serve(matrix);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const ask = async (request: Request) => {
    const answer = await page.evaluate(
      (asked) => (globalThis as unknown as Asker).ask(asked),
      request
    );
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  await ask({make: {rows: matrix.rows, columns: matrix.columns}});
  return {
    version: browser.version(),
    ask,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  };
}

function serve({values}: Matrix) {
  return createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, {...headers, "Content-Type": type}).end(body);
    if (path === "/") return send("text/html", '<script src="/page.js"></script>');
    if (path === "/page.js") return send("text/javascript", script);
    if (path === "/rows") {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return send("application/octet-stream", Uint8Array.from(bytes));
    }
    if (path.endsWith(".js")) return send("text/javascript", javaScriptOf(path));
    return response.writeHead(404, headers).end();
  });
}

const headers = {...securityHeaders, "Content-Security-Policy": contentSecurityPolicy()};

/** Returns the source file behind *path*, without its types. */
function javaScriptOf(path: string): string {
  const file = join(root, normalize(path).replace(/\.js$/, ".ts"));
  const {outputText} = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: {target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext}
  });
  return outputText;
}
