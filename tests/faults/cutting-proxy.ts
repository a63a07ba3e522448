import net from "node:net";
import type {AddressInfo, Socket} from "node:net";

/** A proxy between a client and a server that speak anything over TCP. */
export interface CuttingProxy {
  /** What a client uses in place of the server’s port. */
  readonly port: number;

  /** Called with how many pieces came from clients so far; cuts the connection of the last if it returns true. */
  isTruncated: (pieces: number) => boolean;

  /** Whether it takes connections; true at first. */
  isUp: boolean;

  /** Returns how many pieces came from clients. */
  pieces(): number;

  /** Stops listening, and cuts what is under way. */
  stop(): Promise<void>;
}

/** Starts a proxy in front of *port* on this machine. */
export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = net.createServer((client) => {
    if (!proxy.isUp) return void client.destroy();
    const upstream = net.connect(port, "127.0.0.1");
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (piece) => {
      if (!proxy.isUp || proxy.isTruncated(++count)) cut();
      else upstream.write(piece);
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    isTruncated: () => false,
    isUp: true,
    pieces: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return proxy;
}
