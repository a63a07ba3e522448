import {createServer} from "node:http";
import type {IncomingHttpHeaders, ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";

/** A request that a server was sent. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real HTTP server on a loopback address. */
export interface HttpServer {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** Starts a server that keeps what it is sent, and has *answer* reply to the *i*-th request, from 0. */
export async function startHttp(
  answer: (response: ServerResponse, i: number, received: Received) => void
): Promise<HttpServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const {method = "", url = "", headers} = request;
      received.push({method, url, headers, body});
      answer(response, received.length - 1, received.at(-1)!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}
