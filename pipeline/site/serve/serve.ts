import {createServer} from "node:http";
import type {RequestListener, Server} from "node:http";
import type {AddressInfo} from "node:net";
import {UsageError} from "../../config/errors.js";
import {siteDefaults} from "../defaults.js";
import {siteHandler} from "./handler.js";
import {hostNames} from "./hosts.js";

/** The options of serving a site. */
export interface ServeOptions {
  /** The folder of the site. */
  root: string;
  /** The name or address to listen on; defaults to that of siteDefaults. */
  host?: string;
  /** The port; 0 for any. If undefined: the first free one of a hundred, from that of siteDefaults on. */
  port?: number;
  /** What else it is called: requests for other names than these, *host* and this machine are refused. */
  allowHosts?: readonly string[];
  /** Returns a handler that does as the one of the site, and observes it; defaults to that one itself. */
  observed?(handler: RequestListener): RequestListener;
}

/** What a client may take: a site has no input, so that a request is short, and sent at once. */
const limits = {
  headersTimeout: 5_000, // milliseconds
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384 // bytes
};

/** How long a connection may be idle, also while an answer is on its way; in milliseconds. */
const idleTimeout = 60_000;

/** The most connections at once: a browser opens six. */
const maxConnections = 512;

/** A site that is being served. */
export interface Served {
  /** E.g., `http://127.0.0.1:3000/`. */
  address: string;
  /** Stops at once. */
  close(): Promise<void>;
}

/** Serves the site in a folder; throws a UsageError if the port is in use or not allowed, or a name is none. */
export async function serve({
  root,
  host = siteDefaults.host,
  port,
  allowHosts,
  observed = (handler) => handler
}: ServeOptions): Promise<Served> {
  const server = createServer(limits, observed(siteHandler(root, hostNames(host, allowHosts))));
  server.maxConnections = maxConnections;
  server.timeout = idleTimeout;
  const first = port ?? siteDefaults.port;
  const last = port ?? siteDefaults.port + 99;
  for (let candidate = first; ; ++candidate) {
    const code = await listen(server, host, candidate);
    if (code === undefined) break;
    if (code !== "EADDRINUSE" || candidate === last) throw cannotListen(code, host, candidate);
  }
  const address = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    address: `http://${name}:${address.port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}

/** Returns undefined once *server* listens, or the code of the error that keeps it from listening. */
function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve(undefined);
    });
  });
}

function cannotListen(code: string, host: string, port: number): UsageError {
  if (code === "EADDRINUSE")
    return new UsageError(
      `port in use: ${port} on ${host}; try another --port, or none to have one chosen`
    );
  if (code === "EACCES")
    return new UsageError(`port not allowed: ${port}; try --port ${siteDefaults.port}`);
  return new UsageError(`invalid --host: ${host} (${code}); try ${siteDefaults.host}`);
}
