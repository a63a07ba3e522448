import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import type {Server} from "./atalaya.js";

/** What a server that hosts files knows to do. */
export interface PlainServerOptions {
  /** The folder of the site below the root of the server; e.g., `/some/team`; defaults to none. */
  prefix?: string;

  /** Whether it answers range requests; otherwise the whole file is always the answer. */
  ranges: boolean;

  /** Whether `/explore` is found at `explore.html`. */
  clean: boolean;
}

/**
 * Serves the files of *site* as a server does that knows no more than *options*: no compression, no policy,
 * no clean addresses, nothing outside of its folder. It gets the files from where they are served.
 */
export async function plainServer(
  site: string,
  {prefix = "", ranges, clean}: PlainServerOptions
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0];
    const inside = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null;
    const isFile = inside !== null && (clean || inside.endsWith("/") || /\.[^/]+$/.test(inside));
    if (!isFile) return void response.writeHead(404, {"Content-Type": "text/plain"}).end("404\n");
    const {range} = request.headers;
    const headers = {"Accept-Encoding": "identity", ...(ranges && range ? {Range: range} : {})};
    fetch(site + inside, {headers, method: request.method})
      .then(async (found) => {
        const kept = ["content-type", "content-length", ...(ranges ? ["content-range", "accept-ranges"] : [])]; // prettier-ignore
        const sent = kept.flatMap((name) => found.headers.get(name) ?? []);
        const names = kept.filter((name) => found.headers.has(name));
        response.writeHead(found.status, Object.fromEntries(names.map((name, i) => [name, sent[i]]))); // prettier-ignore
        response.end(Buffer.from(await found.arrayBuffer()));
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}
