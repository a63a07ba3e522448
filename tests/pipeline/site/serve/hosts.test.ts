import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {connect} from "node:net";
import {networkInterfaces, tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../../pipeline/config/errors.js";
import {hostNames, isForUs} from "../../../../pipeline/site/serve/hosts.js";
import {serve} from "../../../../pipeline/site/serve/serve.js";
import type {Served} from "../../../../pipeline/site/serve/serve.js";

let root: string;
let served: Served;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "hosts-"));
  await writeFile(join(root, "index.html"), "<!doctype html><p>a secret of the network");
  served = await serve({root, port: 0, allowHosts: ["Atalaya.Example.org"]});
});
afterAll(async () => {
  await served.close();
  await rm(root, {recursive: true, force: true});
});

/** Sends *text* as it is; returns all that comes back until the other side, or this one after *wait* ms, ends it. */
function send(text: string, {port, hostname} = new URL(served.address)): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({port: Number(port), host: hostname});
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write(text);
  });
}

const get = (host: string, path = "/", more = "") =>
  send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

it("serve(options) answers by the names of this machine, its own, and those it was allowed", async () => {
  const {port} = new URL(served.address);
  for (const name of [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "atalaya.example.org",
    "ATALAYA.example.org."
  ])
    // prettier-ignore
    for (const host of [name, `${name}:${port}`, `${name}:80`])
      expect([host, statusOf(await get(host))]).toEqual([host, 200]);
});

it("serve(options) refuses every other name with 421 and what to do, so that no page can rebind its own", async () => {
  const others = [
    "evil.example", "evil.example:3000", "localhost.evil.example", "evil.example.", "127.0.0.1.evil.example",
    "atalaya.example.org.evil.example", "10.0.0.1", "127.0.0.2", "[::2]", "::1", "localhost:evil", "localhost:80:80",
    "localhost@evil.example", "evil.example/localhost", "evil.example, localhost", "local host", "0.0.0.0", "2130706433", "127.1", "" // prettier-ignore
  ]; // prettier-ignore
  for (const host of others) {
    const answer = await get(
      host,
      "/",
      "X-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n"
    );
    expect([host, statusOf(answer)]).toEqual([host, 421]);
    expect(answer).toMatch(/start it with --allow-host NAME/);
    expect(answer).not.toMatch(/secret/);
    if (host !== "") expect(answer.split("\r\n\r\n")[1]).not.toContain("evil");
    expect(answer).toMatch(/X-Content-Type-Options: nosniff/i);
  }
});

it("serve(options) refuses a request that names two hosts, none, or one in its first line", async () => {
  const end = "Connection: close\r\n\r\n";
  for (const [text, status] of [
    [`GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n${end}`, 421],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n${end}`, 421],
    [`GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n${end}`, 421],
    [`GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n${end}`, 421],
    [`POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n${end}`, 421],
    [`OPTIONS * HTTP/1.1\r\nHost: localhost\r\n${end}`, 421],
    [`GET / HTTP/1.1\r\n${end}`, 400],
    [`GET / HTTP/1.0\r\n\r\n`, 421]
  ] as const)
    expect([text, statusOf(await send(text))]).toEqual([text, status]);
});

it("serve(options) on all addresses answers by the address that was asked, and by no other name", async () => {
  const all = await serve({root, port: 0, host: "0.0.0.0"});
  try {
    const {port} = new URL(all.address);
    const outer = Object.values(networkInterfaces()).flat().find((one) => one?.family === "IPv4" && !one.internal)?.address; // prettier-ignore
    const ask = (address: string, host: string) =>
      send(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, new URL(`http://${address}:${port}`)); // prettier-ignore
    if (outer) expect(statusOf(await ask(outer, `${outer}:${port}`))).toBe(200);
    if (outer) expect(statusOf(await ask("127.0.0.1", `${outer}:${port}`))).toBe(421);
    expect(statusOf(await ask("127.0.0.1", "127.0.0.1"))).toBe(200);
    expect(statusOf(await ask("127.0.0.1", "0.0.0.0"))).toBe(421);
    expect(statusOf(await ask("127.0.0.1", "evil.example"))).toBe(421);
  } finally {
    await all.close();
  }
});

it("hostNames(host, allowed) throws a UsageError for what is no name", () => {
  for (const name of [
    "",
    "*",
    "https://a.example",
    "a.example:8080",
    "a.example/",
    "a b",
    "-a",
    "[::1",
    "[a]"
  ])
    expect(() => hostNames(undefined, [name])).toThrow(UsageError);
  expect(hostNames("192.0.2.1", ["A.example.", "[2001:DB8::1]"]).slice(3)).toEqual([
    "192.0.2.1",
    "a.example",
    "2001:db8::1"
  ]);
  expect(hostNames("0.0.0.0")).toEqual(["localhost", "127.0.0.1", "::1"]);
});

it("isForUs(request, names) knows an IPv4 address behind a socket of IPv6", () => {
  const request = (host: string, localAddress: string) => ({rawHeaders: ["Host", host], socket: {localAddress}}); // prettier-ignore
  expect(isForUs(request("192.0.2.1:80", "::ffff:192.0.2.1"), [])).toBe(true);
  expect(isForUs(request("[fe80::1]", "fe80::1%eth0"), [])).toBe(true);
  expect(isForUs(request("192.0.2.2", "::ffff:192.0.2.1"), [])).toBe(false);
});

it(
  "serve(options) ends who sends no request, a slow one, or a body",
  {timeout: 120_000},
  async () => {
    const started = performance.now();
    const slow = send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "); // and nothing more
    const body = send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nsome");
    expect(statusOf(await body)).toBe(405);
    expect(statusOf(await slow)).toBe(408);
    expect(performance.now() - started).toBeLessThan(60_000);
    const long = await get("localhost", `/${"a".repeat(20_000)}`);
    expect(statusOf(long)).toBe(431);
    expect(statusOf(await get("localhost", `/${"a/".repeat(4_000)}`))).toBe(404);
    expect(statusOf(await get("localhost", `/${"a".repeat(8_000)}`))).toBe(404);
    const split = await get("localhost", "/%0d%0aX-Injected:%201");
    expect(statusOf(split)).toBe(404);
    expect(split).not.toMatch(/^X-Injected/im);
  }
);
