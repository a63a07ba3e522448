import {createServer} from "node:http";
import type {AddressInfo} from "node:net";

/** A server that passes on what another site serves, with some files changed. */
export interface FlippingProxy {
  /** Its address, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** Serves *site*; of each file in *paths*, the lowest bit of the byte in its middle is flipped. */
export function flippingProxy(site: string, paths: readonly string[]): Promise<FlippingProxy> {
  return changingProxy(site, (path, bytes) => {
    if (paths.includes(path) && bytes.length > 0) bytes[bytes.length >> 1] ^= 1;
    return bytes;
  });
}

/** Serves *site*, each file as *change* returns it. */
export async function changingProxy(
  site: string,
  change: (path: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
): Promise<FlippingProxy> {
  const server = createServer((request, response) => {
    const asked = decodeURIComponent((request.url ?? "/").split("?")[0]).slice(1);
    fetch(site + request.url, {method: request.method}).then(
      async (answer) => {
        const bytes = change(asked, new Uint8Array(await answer.arrayBuffer()));
        const headers = {
          "Content-Type": answer.headers.get("content-type") ?? "",
          "Cross-Origin-Resource-Policy": "same-origin"
        };
        response.writeHead(answer.status, headers).end(bytes);
      },
      () => response.writeHead(502).end()
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
}
