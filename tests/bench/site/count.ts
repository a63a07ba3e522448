import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {siteHandler} from "../../../pipeline/site/serve/handler.js";

/** What was sent to the browser, as it went over the wire: compressed where it was. */
export interface Sent {
  path: string;
  bytes: number;
}

/** A site that counts what it sends. */
export interface CountedSite {
  url: string;

  /** Forgets what was sent so far. */
  reset(): void;

  /** Returns the bytes of the bodies sent to paths that match. */
  bytes(matches: (path: string) => boolean): number;
  stop(): Promise<void>;
}

/** Serves the built site in *folder* as `atalaya serve` does, and counts the bodies that it sends. */
export async function countedSite(folder: string): Promise<CountedSite> {
  let sent: Sent[] = [];
  const handle = siteHandler(folder);
  const server = createServer((request, response) => {
    const one: Sent = {path: request.url ?? "/", bytes: 0};
    sent.push(one);
    const {write, end} = response;
    const count = (chunk: unknown) => {
      if (typeof chunk === "string" || chunk instanceof Uint8Array) one.bytes += chunk.length;
    };
    response.write = ((...args: Parameters<typeof write>) => {
      count(args[0]);
      return write.apply(response, args);
    }) as typeof write;
    response.end = ((...args: Parameters<typeof end>) => {
      count(args[0]);
      return end.apply(response, args);
    }) as typeof end;
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    reset: () => void (sent = []),
    bytes: (matches) =>
      sent.filter(({path}) => matches(path)).reduce((sum, {bytes}) => sum + bytes, 0),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}
