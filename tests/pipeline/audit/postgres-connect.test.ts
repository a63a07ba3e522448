import {once} from "node:events";
import {createServer} from "node:net";
import type {AddressInfo, Socket} from "node:net";
import {expect, it} from "vitest";
import {clientConfig} from "../../../pipeline/audit/postgres-connect.js";
import {isLost} from "../../../pipeline/audit/postgres-error.js";
import {maybePostgres} from "../../../pipeline/config/postgres.js";

/** Calls *work* with the port of a server that gives *answer* to each connection once it has said something. */
async function withServer(
  answer: (socket: Socket) => void,
  work: (port: number) => Promise<void>
): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const settingsAt = (port: number) =>
  maybePostgres({
    PG_HOST: "127.0.0.1",
    PG_PORT: String(port),
    PG_USER: "u",
    PG_PASSWORD: "p",
    PG_DATABASE: "d",
    PG_SSLMODE: "prefer"
  })!;

it("clientConfig(settings) asks without TLS of a server that says it has none", async () => {
  const refuse = (socket: Socket) => void socket.end("N"); // the answer to SSLRequest: PostgreSQL, 55.2.11
  await withServer(refuse, async (port) => {
    expect((await clientConfig(settingsAt(port))).ssl).toBe(false);
  });
});

it("clientConfig(settings) does not take a connection that is cut for a server with TLS", async () => {
  const cut = (socket: Socket) => void socket.resetAndDestroy();
  await withServer(cut, async (port) => {
    const error: unknown = await clientConfig(settingsAt(port)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(isLost(error)).toBe(true);
  });
});
