import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readTracking} from "../../../../pipeline/config/tracking.js";
import {openLineageListener} from "../../../../pipeline/tracking/openlineage/listener.js";
import type {OutboxOptions} from "../../../../pipeline/tracking/outbox.js";
import {startHttp} from "../http-server.js";
import {momentsOf} from "../moments.js";

const secret = "s3cr3t-k3y-of-lineage";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineage-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Tells of a whole run, and returns what was warned of. */
async function tell(env: Record<string, string>, options: Partial<OutboxOptions> = {}) {
  const warnings: string[] = [];
  const settings = readTracking(env).openLineage!;
  const warn = (message: string) => void warnings.push(message);
  const listener = openLineageListener(settings, {warn, ...options});
  for (const moment of momentsOf()) listener.notify(moment);
  await listener.close();
  return warnings;
}

it("openLineageListener(settings) posts each event, in order, with the key", async () => {
  const server = await startHttp((response) => response.writeHead(201).end());
  const warnings = await tell({OPENLINEAGE_URL: server.url, OPENLINEAGE_API_KEY: secret});
  await server.close();
  expect(warnings).toEqual([]);
  const jobs = server.received.map(({body}) => (JSON.parse(body) as {eventType: string}).eventType);
  expect(jobs).toEqual(["START", ...Array(4).fill(["START", "COMPLETE"]).flat(), "COMPLETE"]);
  for (const {method, url, headers} of server.received) {
    expect(`${method} ${url}`).toBe("POST /api/v1/lineage");
    expect(headers["content-type"]).toBe("application/json");
    expect(headers.authorization).toBe(`Bearer ${secret}`);
  }
});

it("openLineageListener(settings) tries again when the server is busy, and loses nothing", async () => {
  const server = await startHttp((response, i) => response.writeHead(i === 2 ? 503 : 200).end());
  expect(await tell({OPENLINEAGE_URL: server.url})).toEqual([]);
  await server.close();
  expect(server.received).toHaveLength(11);
  expect(server.received[3].body).toBe(server.received[2].body);
});

it("openLineageListener(settings) gives up on a server that refuses, warns once, and shows no key", async () => {
  const server = await startHttp((response, _, {headers}) =>
    response.writeHead(403).end(`no: ${headers.authorization}`)
  );
  const warnings = await tell({OPENLINEAGE_URL: server.url, OPENLINEAGE_API_KEY: secret});
  await server.close();
  expect(server.received).toHaveLength(3);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("10 of 10 messages not delivered");
  expect(warnings[0]).toContain("answered 403: no: Bearer [secret]");
  expect(warnings.join()).not.toContain(secret);
});

it("openLineageListener(settings) sends nobody elsewhere", async () => {
  const other = await startHttp((response) => response.end());
  const server = await startHttp((response) =>
    response.writeHead(307, {location: `${other.url}/api/v1/lineage`}).end()
  );
  const [warning] = await tell({OPENLINEAGE_URL: server.url, OPENLINEAGE_API_KEY: secret});
  await Promise.all([server.close(), other.close()]);
  expect(warning).toContain("answered 307");
  expect(other.received).toEqual([]);
});

it("openLineageListener(settings) leaves a server that never answers after its patience", async () => {
  const server = await startHttp(() => undefined);
  const begun = performance.now();
  const [warning] = await tell({OPENLINEAGE_URL: server.url}, {patience: 0.3});
  expect(performance.now() - begun).toBeLessThan(4_000);
  await server.close();
  expect(warning).toContain("no answer within 0.3 s");
});

it("openLineageListener(settings) says that nobody listens", async () => {
  const server = await startHttp(() => undefined);
  await server.close();
  const [warning] = await tell({OPENLINEAGE_URL: server.url});
  expect(warning).toContain("ECONNREFUSED");
});

it("openLineageListener(settings) appends to a file, one event a line, in a folder that it makes", async () => {
  const file = join(folder, "new", "events.jsonl");
  for (let run = 0; run < 2; ++run)
    expect(await tell({ATALAYA_OPENLINEAGE_FILE: file})).toEqual([]);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(20);
  expect(lines.slice(10)).toEqual(lines.slice(0, 10));
});

it("openLineageListener(settings) warns once of a file that cannot be written", async () => {
  await writeFile(join(folder, "file"), "");
  const warnings = await tell({ATALAYA_OPENLINEAGE_FILE: join(folder, "file", "events.jsonl")});
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/not delivered: (ENOTDIR|EEXIST)/);
});
