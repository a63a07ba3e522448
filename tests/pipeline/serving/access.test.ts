import {connect} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import {expect, it, onTestFinished} from "vitest";
import {tokenBuckets} from "../../../pipeline/serving/access/token-buckets.js";
import {defaultLimits} from "../../../pipeline/serving/limits.js";
import {Secret} from "../../../pipeline/config/secret.js";
import {readServeToken} from "../../../pipeline/config/serving.js";
import {readServeRequest} from "../../../pipeline/cli/read-serve-request.js";
import {jsonOf, randomRows, requestOf, smallApp} from "./small-app.js";

const token = "0123456789abcdef-a-token";
const authentication = {token: new Secret(token), byCertificate: false};

it("a service with a token answers who bears it, and probes; the token is in no log and no response", async () => {
  const {app, post, lines, context} = await smallApp({authentication});
  const ask = (authorization?: string) =>
    app.inject({url: "/v2", headers: authorization === undefined ? {} : {authorization}});
  expect((await ask(`Bearer ${token}`)).statusCode).toBe(200);
  for (const wrong of [
    undefined,
    "",
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    "Bearer",
    `Bearer ${"a".repeat(10_000)}`
  ]) {
    const response = await ask(wrong);
    expect(response.statusCode).toBe(401);
    expect(response.headers["www-authenticate"]).toBe("Bearer");
    expect(response.body).not.toContain(token);
  }
  for (const probe of ["live", "ready"])
    expect((await app.inject(`/v2/health/${probe}`)).statusCode).toBe(200);
  expect((await post(requestOf(randomRows(1)))).status).toBe(401);
  expect((await app.inject("/metrics")).statusCode).toBe(401);
  expect((await app.inject(`/v2?token=${token}`)).statusCode).toBe(401);
  expect(lines.join("")).not.toContain(token);
  expect(lines.length).toBeGreaterThan(8);
  expect(await context.metrics.registry.metrics()).toContain('rejected_total{reason="token"} 10');
});

it("readServeToken(env) rejects a token that is short, or that a header cannot bear, without showing it", () => {
  expect(readServeToken({})).toBeNull();
  expect(readServeToken({ATALAYA_SERVE_TOKEN: token})?.reveal()).toBe(token);
  for (const wrong of ["short", "a token of sixteen characters", "ü".repeat(20)])
    expect(() => readServeToken({ATALAYA_SERVE_TOKEN: wrong})).toThrow(/^invalid ATALAYA_SERVE_TOKEN: (?!.*(short-|ü))/); // prettier-ignore
});

it("readServeRequest(values) listens on other addresses with a proof alone, or if it is told that none is needed", async () => {
  await expect(readServeRequest({host: "0.0.0.0"})).rejects.toThrow("missing token");
  expect(await readServeRequest({host: "0.0.0.0", insecure: true})).toMatchObject({host: "0.0.0.0", port: 8080}); // prettier-ignore
  expect(await readServeRequest({model: ["a=champion", "isolation-forest@3"], threshold: ["a=0.7", "isolation-forest=.5"]})).toMatchObject({
    models: [
      {name: "a", reference: "champion", threshold: 0.7},
      {name: "isolation-forest", reference: "isolation-forest@3", threshold: 0.5}
    ]
  }); // prettier-ignore
  const wrong: [object, RegExp][] = [
    [{model: ["champion", "champion"]}, /^duplicate model/],
    [{model: ["a b=champion"]}, /^invalid --model/],
    [{threshold: ["b=0.5"]}, /^unknown model/],
    [{threshold: ["1.5"]}, /^invalid --threshold/],
    [{shadow: "b=challenger"}, /^unknown model/],
    [{"tls-cert": "x.pem"}, /^missing --tls-cert or --tls-key/],
    [{"max-rows": "0"}, /^invalid --max-rows/],
    [{"allow-host": ["http://x"]}, /^invalid --allow-host/]
  ];
  for (const [values, message] of wrong) await expect(readServeRequest(values as never)).rejects.toThrow(message); // prettier-ignore
});

it("a service without a token answers for its own names, and for no page of another site", async () => {
  const {app} = await smallApp({hosts: ["localhost", "127.0.0.1"]});
  const code = async (headers: {[name: string]: string}) => (await app.inject({url: "/v2", headers})).statusCode; // prettier-ignore
  expect(await code({host: "localhost:8080"})).toBe(200);
  expect(await code({host: "evil.example"})).toBe(421);
  expect(await code({host: "localhost", origin: "http://evil.example"})).toBe(421);
});

it("tokenBuckets(perSecond, burst) gives a client its burst, then its rate, and remembers few clients", () => {
  let now = 0;
  const buckets = tokenBuckets(10, 20, () => now);
  const taken = (client: string, n: number) => Array.from({length: n}, () => buckets.take(client)).filter((wait) => wait === 0).length; // prettier-ignore
  expect(taken("a", 30)).toBe(20);
  expect(buckets.take("a")).toBeCloseTo(0.1, 9);
  expect(taken("b", 1)).toBe(1);
  now = 1;
  expect(taken("a", 30)).toBe(10);
  now = 1000;
  expect(taken("a", 30)).toBe(20);
  for (let i = 0; i < 20_000; ++i) buckets.take(`client ${i}`);
  expect(taken("a", 30)).toBe(20);
});

it("a client that asks too often is rejected with 429 and when to ask next; the body may have so many bytes, and no coding", async () => {
  const limits = {...defaultLimits, requestsPerSecond: 1, bodyBytes: 100};
  const {app, post} = await smallApp({limits});
  const large = await post({inputs: "x".repeat(200)});
  expect([large.status, jsonOf(large.raw)]).toEqual([413, {error: "too many bytes in the body"}]);
  expect((await post("{}", {headers: {"content-encoding": "gzip"}})).status).toBe(415);
  const limited = await app.inject("/v2");
  expect(limited.statusCode).toBe(429);
  expect(limited.headers["retry-after"]).toBe("1");
  expect((await app.inject("/v2/health/live")).statusCode).toBe(200);
});

it("paths that there are not, other methods, and faults of ours are answered as {error}", async () => {
  const {app, served, lines} = await smallApp();
  const ask = async (method: "GET" | "POST" | "DELETE", url: string) => {
    const {statusCode, body, headers} = await app.inject({method, url});
    return [statusCode, (JSON.parse(body) as {error: string}).error, headers.allow];
  };
  expect(await ask("GET", "/nothing?token=x")).toEqual([
    404,
    'unknown path: "/nothing"',
    undefined
  ]);
  expect(await ask("POST", "/v2")).toEqual([405, "unsupported method: POST", "GET, HEAD"]);
  expect(await ask("DELETE", "/v2/models/flows/infer")).toEqual([405, "unsupported method: DELETE", "POST"]); // prettier-ignore
  expect(await ask("GET", "/v2/models/other")).toEqual([404, 'unknown model: "other"; the service has flows', undefined]); // prettier-ignore
  expect(await ask("GET", "/v2/models/flows/versions/2")).toEqual([404, 'unknown version: "2" of flows; the service has 1', undefined]); // prettier-ignore
  expect(await ask("GET", "/v2/models/%ff")).toEqual([400, "invalid path", undefined]);
  served.model.score = () => {
    throw new Error("a secret of ours");
  };
  const response = await app.inject({method: "POST", url: "/v2/models/flows/infer", payload: requestOf(randomRows(1))}); // prettier-ignore
  expect([response.statusCode, response.json()]).toEqual([500, {error: "unexpected error"}]);
  expect(lines.some((line) => line.includes("unexpected error"))).toBe(true);
});

it("a service that is about to end is not ready, and each response is the last of its connection", async () => {
  let isReady = true;
  const {app, post} = await smallApp({isReady: () => isReady});
  expect((await app.inject("/v2/models/flows/ready")).json()).toEqual({name: "flows", ready: true});
  isReady = false;
  const ready = await app.inject("/v2/health/ready");
  expect([ready.statusCode, ready.json()]).toEqual([503, {ready: false}]);
  expect(ready.headers.connection).toBe("close");
  expect((await app.inject("/v2/health/live")).statusCode).toBe(200);
  const last = await post(requestOf(randomRows(1)));
  expect([last.status, last.headers.connection]).toEqual([200, "close"]);
});

it("a connection that sends its headers too slowly, or no HTTP, is ended; more than there may be are not answered", async () => {
  const limits = {...defaultLimits, headerSeconds: 0.1, connections: 2};
  const {app, context} = await smallApp({limits});
  await app.listen({host: "127.0.0.1", port: 0});
  onTestFinished(() => app.close());
  const {port} = app.server.address() as {port: number};
  const talk = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (data) => (answer += data.toString()));
      socket.on("error", () => {});
      socket.on("close", () => resolve(answer));
    });
  expect(await talk("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 .*\{"error":"invalid HTTP"\}$/s);
  const slow = [talk("GET /v2 HTTP/1.1\r\nHost: x\r\n"), talk("GET /v2 HTTP/1.1\r\nHost: x\r\n")];
  await sleep(50);
  expect(await talk("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n")).toBe("");
  for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(await context.metrics.registry.metrics()).toContain('rejected_total{reason="connections"} 1'); // prettier-ignore
});
