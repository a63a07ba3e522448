import http from "node:http";
import type {AddressInfo, Socket} from "node:net";
import {Transform} from "node:stream";
import {seeded} from "../../src/core/forest/random.js";

/** What goes wrong with one request. */
export type Fault =
  /** The connection is lost before there is an answer. */
  | {kind: "refuse"}
  /** The server answers with a status of its own, and may ask to come back later. */
  | {kind: "status"; status: number; retryAfterSeconds?: number}
  /** There is never an answer. */
  | {kind: "hang"}
  /** The body of the answer stops, and the connection stays. */
  | {kind: "hang body"}
  /** The body of the answer trickles. */
  | {kind: "slow"; bytesPerSecond: number}
  /** The body of the answer is cut short. */
  | {kind: "cut response"}
  /** The body of the request is cut short. */
  | {kind: "cut request"}
  /** One bit of the body of the answer changes. */
  | {kind: "flip response"}
  /** One bit of the body of the request changes. */
  | {kind: "flip request"}
  /** The request is carried out, but its answer is lost. */
  | {kind: "lose answer"};

/** A request on its way through a proxy. */
export interface Passing {
  method: string;
  /** The path with its query. */
  path: string;
  /** How many requests went before it. */
  index: number;
}

/** A proxy between a client and a server. */
export interface FaultProxy {
  /** The host and port that a client uses in place of the server’s. */
  readonly endpoint: string;
  /** Decides what goes wrong with a request; nothing at first. */
  plan: (request: Passing) => Fault | undefined;
  /** Returns how many requests came. */
  requests(): number;
  /** Stops listening, and cuts what is under way. */
  stop(): Promise<void>;
}

/** Starts a proxy in front of *target*, a host and port; *seed* decides where bodies are cut and which bits flip. */
export async function startFaultProxy(target: string, seed = 42): Promise<FaultProxy> {
  const random = seeded(seed);
  const sockets = new Set<Socket>();
  const [host, port] = target.split(":");
  let count = 0;
  const server = http.createServer((incoming, outgoing) => {
    const {method = "GET", url: path = "/"} = incoming;
    const fault = proxy.plan({method, path, index: count++});
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    if (fault?.kind === "refuse") return void incoming.socket.destroy();
    if (fault?.kind === "hang") return void incoming.resume();
    if (fault?.kind === "status") return answer(incoming, outgoing, fault);
    forward({host, port, fault, random: random()}, incoming, outgoing);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultProxy = {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    plan: () => undefined,
    requests: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return proxy;
}

/** Returns a plan by which each of *faults* comes to *share* of the requests, drawn from *seed*. */
export function randomFaults(faults: readonly Fault[], share: number, seed: number) {
  const random = seeded(seed);
  return (): Fault | undefined => {
    const [hit, which] = [random(), random()];
    return hit < share ? faults[Math.floor(which * faults.length)] : undefined;
  };
}

function answer(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  {status, retryAfterSeconds}: {status: number; retryAfterSeconds?: number}
): void {
  incoming.resume();
  incoming.on("end", () => {
    if (retryAfterSeconds !== undefined) outgoing.setHeader("Retry-After", retryAfterSeconds);
    outgoing.writeHead(status).end("<html>a gateway, not a store</html>");
  });
}

interface Hop {
  host: string;
  port: string;
  fault: Fault | undefined;
  /** Where in a body the fault is, in [0, 1). */
  random: number;
}

function forward(
  {host, port, fault, random}: Hop,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse
): void {
  const {method, url: path, headers} = incoming;
  const abort = () => {
    incoming.socket.destroy();
    request.destroy();
  };
  const request = http.request({host, port, method, path, headers, agent: false}, (response) => {
    response.on("error", abort);
    if (fault?.kind === "lose answer") return void response.on("end", abort).resume();
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    const at = positionIn(response.headers, random);
    response.pipe(onTheWay(fault, "response", at, abort)).pipe(outgoing);
  });
  request.on("error", () => incoming.socket.destroy());
  incoming.pipe(onTheWay(fault, "request", positionIn(headers, random), abort)).pipe(request);
}

function positionIn(headers: http.IncomingHttpHeaders, random: number): number {
  return Math.floor(random * Number(headers["content-length"] ?? 0));
}

/** Returns what a body of *side* passes through: *fault* is done to the byte *at*. */
function onTheWay(
  fault: Fault | undefined,
  side: "request" | "response",
  at: number,
  abort: () => void
): Transform {
  const kind = fault?.kind;
  let position = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const i = at - position;
      const here = i >= 0 && i < chunk.length;
      position += chunk.length;
      if (here && kind === `flip ${side}`) chunk[i] ^= 1;
      if (here && kind === `cut ${side}`) {
        this.push(chunk.subarray(0, i));
        return void setTimeout(abort, 20);
      }
      if (here && kind === "hang body" && side === "response")
        return void this.push(chunk.subarray(0, i));
      if (fault?.kind !== "slow" || side !== "response") return void done(null, chunk);
      trickle(this, chunk, fault.bytesPerSecond, done);
    }
  });
}

function trickle(stream: Transform, chunk: Buffer, bytesPerSecond: number, done: () => void): void {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 20));
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < chunk.length && !stream.destroyed) stream.push(chunk.subarray(sent, (sent += step)));
    if (sent < chunk.length && !stream.destroyed) return;
    clearInterval(timer);
    done();
  }, 50);
}
