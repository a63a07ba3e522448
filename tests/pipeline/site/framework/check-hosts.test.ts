import {spawn} from "node:child_process";
import {request} from "node:http";
import {afterAll, beforeAll, expect, it} from "vitest";
import {checkHosts} from "../../../../pipeline/site/framework/observable.js";
import {hostNames} from "../../../../pipeline/site/serve/hosts.js";

const script = `
  const server = require("node:http").createServer((_, response) => response.end("a secret"));
  server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n"));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

let port: number;
let server: ReturnType<typeof spawn>;
beforeAll(async () => {
  const preload = checkHosts(hostNames(undefined, ["a.example"]));
  const env = {...process.env, NODE_OPTIONS: `--import=${preload}`};
  server = spawn(process.execPath, ["-e", script], {env, stdio: ["ignore", "pipe", "inherit"]});
  port = await new Promise((resolve) =>
    server.stdout?.once("data", (text) => resolve(Number(text)))
  );
});
afterAll(() => void server.kill());

function ask(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({port, host: "127.0.0.1", headers});
    sent.on("response", (response) => resolve(response.resume().statusCode));
    sent.on("upgrade", (response, socket) => resolve(response.statusCode) ?? socket.destroy());
    sent.on("error", reject).end();
  });
}

it("checkHosts(names) lets a preview answer requests for its hosts, and no others", async () => {
  expect(await ask({Host: `localhost:${port}`})).toBe(200);
  expect(await ask({Host: "A.example"})).toBe(200);
  expect(await ask({Host: `evil.example:${port}`})).toBe(421);
});

it("checkHosts(names) lets a preview talk to its own pages, and to no page of another host", async () => {
  const upgrade = {Connection: "Upgrade", Upgrade: "websocket"};
  const ours = `127.0.0.1:${port}`;
  expect(await ask({...upgrade, Host: ours, Origin: `http://${ours}`})).toBe(101);
  expect(await ask({...upgrade, Host: ours, Origin: "http://evil.example"})).toBe(421);
  expect(await ask({...upgrade, Host: "evil.example", Origin: "http://evil.example"})).toBe(421);
});
