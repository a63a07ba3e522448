import type {ServerResponse} from "node:http";
import {expect, it} from "vitest";
import {readTracking} from "../../../../pipeline/config/tracking.js";
import {SetAsideError} from "../../../../pipeline/tasks/executor.js";
import type {Moment} from "../../../../pipeline/tracking/listener.js";
import {prefectListener} from "../../../../pipeline/tracking/prefect/listener.js";
import {trackedExecutor} from "../../../../pipeline/tracking/tracked-executor.js";
import {startHttp} from "../http-server.js";
import type {Received} from "../http-server.js";
import {at, momentsOf} from "../moments.js";

const secret = "pa55word-of-prefect";

/** Notifies of *moments*, and returns what was warned of. */
async function notifyAll(
  env: Record<string, string>,
  moments: readonly Moment[] = momentsOf(),
  patience?: number
): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const listener = prefectListener(readTracking(env).prefect!, {
    warn,
    ...(patience !== undefined && {patience})
  });
  for (const moment of moments) listener.notify(moment);
  await listener.close();
  return warnings;
}

const idOf = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`;

/** Answers with the id of the request, by its number. */
function answerId(response: ServerResponse, i: number): void {
  response.writeHead(201).end(JSON.stringify({id: idOf(i)}));
}

/** The body of a request, as far as it is looked at. */
interface Body {
  name?: string;
  key?: string;
  state?: {type?: string; name?: string; message?: string};
  task_inputs?: object;
  data?: string;
  parameters: {input: {patterns: string[]; kind: string}};
}

/** Returns what was asked for: the path, and what of the body says which and how. */
function asked({url, body}: Received): string {
  const {name, state, key} = JSON.parse(body) as Body;
  const {type, name: stateName, message} = state ?? {};
  return [url, name, key, type, stateName, message].filter(Boolean).join(" ");
}

it("prefectListener(settings) makes a run a flow run, and its phases task runs, with their states", async () => {
  const server = await startHttp(answerId);
  const moments = momentsOf({reused: true});
  const last = moments.at(-1) as Extract<Moment, {kind: "run-succeeded"}>;
  const summary = {alerts: 3, events: 10, incidents: 2, threshold: 0.6, auroc: null};
  const {evaluation} = last.results;
  const manifest = {...evaluation.manifest, facts: {summary}};
  const results = {...last.results, evaluation: {...evaluation, manifest}};
  const told = moments.map((moment) =>
    moment.kind === "run-succeeded"
      ? {...moment, results}
      : moment.kind === "phase-done" && moment.phase === "evaluation"
        ? {...moment, result: {...moment.result, manifest}}
        : moment
  );
  const warnings = await notifyAll({PREFECT_API_URL: `${server.url}/api/`}, told);
  await server.close();
  expect(warnings).toEqual([]);
  expect(server.received.map(asked)).toEqual([
    "/api/flows/ atalaya",
    "/api/flow_runs/ 20261123-130400-7f3a RUNNING began at 2026-11-23T13:04:00.007Z",
    "/api/task_runs/ ingestion RUNNING",
    `/api/task_runs/${idOf(2)}/set_state COMPLETED Cached 10 events from 1 file, 1 line rejected, as made before`,
    "/api/task_runs/ transformation RUNNING",
    `/api/task_runs/${idOf(4)}/set_state COMPLETED Cached 10 rows of features, as made before`,
    "/api/task_runs/ training RUNNING",
    `/api/task_runs/${idOf(6)}/set_state COMPLETED Cached  on 10 rows, as made before`,
    "/api/task_runs/ evaluation RUNNING",
    `/api/task_runs/${idOf(8)}/set_state COMPLETED Cached 3 alerts among 10 events, as made before`,
    `/api/flow_runs/${idOf(1)}/set_state COMPLETED 3 alerts among 10 events; ended at 2026-11-23T13:04:09.000Z`,
    "/api/artifacts/ atalaya-headlines"
  ]);
  const bodies = server.received.map(({body}) => JSON.parse(body) as Body);
  expect(bodies[1]).toMatchObject({
    flow_id: idOf(0),
    idempotency_key: "atalaya/20261123-130400-7f3a",
    parameters: {trees: 100},
    tags: ["atalaya", "run:20261123-130400-7f3a"]
  });
  expect(bodies[4].task_inputs).toEqual({after: [{input_type: "task_run", id: idOf(2)}]});
  expect(JSON.parse(bodies[11].data!)).toEqual([
    {figure: "events", value: 10},
    {figure: "alerts", value: 3},
    {figure: "incidents", value: 2},
    {figure: "threshold", value: 0.6}
  ]);
});

it("prefectListener(settings) tags the runs of a feed with its name", async () => {
  const server = await startHttp(answerId);
  const settings = {...readTracking({PREFECT_API_URL: server.url}).prefect!, feed: "office"};
  const listener = prefectListener(settings, {warn: () => undefined});
  listener.notify(momentsOf()[0]);
  await listener.close();
  await server.close();
  expect(JSON.parse(server.received[1].body)).toMatchObject({
    tags: ["atalaya", "run:20261123-130400-7f3a", "feed:office"]
  });
});

it("prefectListener(settings) gives a failure its message, in one line", async () => {
  const server = await startHttp(answerId);
  const error = new Error(`disk\u0007 full\n${"x".repeat(2_000)}`);
  await notifyAll({PREFECT_API_URL: server.url}, momentsOf({failing: "training", error}));
  await server.close();
  const states = server.received.map(asked).filter((text) => text.includes("FAILED"));
  expect(states).toHaveLength(2);
  expect(states[0]).toMatch(/^\/task_runs\/.* FAILED disk/);
  expect(states[1]).toMatch(/^\/flow_runs\/.* FAILED disk/);
  for (const state of states) {
    expect(state.length).toBeLessThan(1_200);
    expect(state).not.toContain("\u0007");
  }
});

it("prefectListener(settings) shows a cancelled run, and the phase that ran, as cancelled", async () => {
  const server = await startHttp(answerId);
  const reason = "interrupted by SIGTERM";
  const moments = momentsOf().slice(0, 4);
  await notifyAll({PREFECT_API_URL: server.url}, [
    ...moments,
    {kind: "run-cancelled", reason, at: at(9)}
  ]);
  await server.close();
  expect(server.received.map(asked).slice(-2)).toEqual([
    `/task_runs/${idOf(4)}/set_state CANCELLED ${reason}`,
    `/flow_runs/${idOf(1)}/set_state CANCELLED ${reason}`
  ]);
});

it("prefectListener(settings) shows the tasks of a distributed run in groups, and some of those that were set aside", async () => {
  const server = await startHttp(answerId);
  const {prefect} = readTracking({PREFECT_API_URL: server.url});
  const listener = prefectListener(prefect!, {warn: () => undefined});
  const moments = momentsOf().slice(0, 3);
  for (const moment of moments.slice(0, 2)) listener.notify(moment);
  const executor = trackedExecutor(
    {
      concurrency: 1,
      async run({name}) {
        if (name.endsWith("/x")) throw new SetAsideError(name, "corrupt file");
        return null;
      }
    },
    listener,
    () => at(1)
  )!;
  const run = (name: string) =>
    executor.run({name: `ingestion/${name}`, kind: "file", input: null}, AbortSignal.timeout(1e6));
  for (let i = 0; i < 1_000; ++i) await run(String(i));
  for (let i = 0; i < 30; ++i) await expect(run(`${i}/x`)).rejects.toThrow("corrupt file");
  listener.notify(moments[2]);
  await listener.close();
  await server.close();
  const texts = server.received.map(asked);
  expect(texts.slice(3, 6)).toEqual([
    "/task_runs/ ingestion tasks RUNNING",
    `/task_runs/${idOf(3)}/set_state RUNNING 1 done`,
    `/task_runs/${idOf(3)}/set_state RUNNING 2 done`
  ]);
  expect(texts.filter((text) => text.includes("corrupt file"))).toHaveLength(20);
  expect(texts.at(-2)).toBe(`/task_runs/${idOf(3)}/set_state FAILED 1,000 done, 30 set aside`);
  expect(texts.at(-1)).toContain("COMPLETED");
  expect(texts).toHaveLength(3 + 1 + 10 + 2 * 20 + 1 + 1);
});

it("prefectListener(settings) shows a distributed run that is cancelled as such", async () => {
  const server = await startHttp(answerId);
  const error = Object.assign(new Error("cancelled by ana"), {name: "CancelledError"});
  await notifyAll({PREFECT_API_URL: server.url}, momentsOf({failing: "training", error}));
  await server.close();
  expect(server.received.map(asked).slice(-2)).toEqual([
    `/task_runs/${idOf(6)}/set_state CANCELLED cancelled by ana`,
    `/flow_runs/${idOf(1)}/set_state CANCELLED cancelled by ana`
  ]);
});

it("prefectListener(settings) truncates long parameters", async () => {
  const server = await startHttp(answerId);
  const [begun] = momentsOf() as Extract<Moment, {kind: "run-begun"}>[];
  const patterns = Array.from({length: 5_000}, (_, i) => `${i}.log`);
  const start = {...begun.start, parameters: {input: {patterns, kind: "x".repeat(5_000)}}};
  await notifyAll({PREFECT_API_URL: server.url}, [{...begun, start}]);
  await server.close();
  const {parameters} = JSON.parse(server.received[1].body) as Body;
  expect(parameters.input.patterns).toHaveLength(101);
  expect(parameters.input.patterns[100]).toBe("… and 4,900 more");
  expect(parameters.input.kind).toHaveLength(1_000);
});

it("prefectListener(settings) authenticates, and never shows how", async () => {
  const basic = Buffer.from(`soc:${secret}`).toString("base64");
  const user = {PREFECT_API_AUTH_STRING: `soc:${secret}`};
  const key = {PREFECT_API_KEY: secret};
  for (const [env, expected] of [
    [user, `Basic ${basic}`],
    [key, `Bearer ${secret}`],
    [{...user, ...key}, `Basic ${basic}`]
  ] as const) {
    const server = await startHttp((response, _, {headers}) =>
      response.writeHead(401).end(`not ${headers.authorization}`)
    );
    const warnings = await notifyAll({PREFECT_API_URL: server.url, ...env});
    await server.close();
    expect(server.received).toHaveLength(1); // what is rejected is not asked for twice
    expect(server.received[0].headers.authorization).toBe(expected);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("answered 401");
    expect(warnings[0]).not.toContain(secret);
    expect(warnings[0]).not.toContain(basic);
  }
});

it("prefectListener(settings) shows no key that no header can carry", async () => {
  const env = {PREFECT_API_URL: "http://127.0.0.1:9", PREFECT_API_KEY: `${secret}\nx`};
  const warnings = await notifyAll(env);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).not.toContain(secret);
});

it("prefectListener(settings) asks twice of a server that was busy, then gives up, and says so once", async () => {
  const server = await startHttp((response) => response.writeHead(503).end("busy"));
  const warnings = await notifyAll({PREFECT_API_URL: server.url});
  await server.close();
  expect(server.received.map(({url}) => url)).toEqual(["/flows/", "/flows/"]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("answered 503: busy");
});

it.each(["<html>sign in</html>", "{}", '{"id": "../admin"}', "null"])(
  "prefectListener(settings) takes the answer %s for a failure",
  async (answer) => {
    const server = await startHttp((response) => response.end(answer));
    const warnings = await notifyAll({PREFECT_API_URL: server.url});
    await server.close();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("the answer has no id; does PREFECT_API_URL end in /api?");
  }
);

it("prefectListener(settings) leaves a server that never answers after its patience", async () => {
  const server = await startHttp(() => undefined);
  const begun = performance.now();
  const [warning] = await notifyAll({PREFECT_API_URL: server.url}, momentsOf(), 0.3);
  expect(performance.now() - begun).toBeLessThan(4_000);
  await server.close();
  expect(warning).toContain("no answer within 0.3 s");
});
