import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readTracking} from "../../../../pipeline/config/tracking.js";
import {mlflowListener} from "../../../../pipeline/tracking/mlflow/listener.js";
import {startHttp} from "../http-server.js";
import {momentsOf} from "../moments.js";

const secret = "pa55word-of-mlflow";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mlflow-listener-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Tells of a whole run, and returns what was warned of. */
async function tell(env: Record<string, string>, patience?: number): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const listener = mlflowListener(readTracking(env).mlflow!, {
    warn,
    ...(patience !== undefined && {patience})
  });
  for (const moment of momentsOf()) listener.notify(moment);
  await listener.close();
  return warnings;
}

it("mlflowListener(settings) authenticates, and never shows how", async () => {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${secret}\n`);
  const basic = Buffer.from(`soc:${secret}`).toString("base64");
  const user = {MLFLOW_TRACKING_USERNAME: "soc", MLFLOW_TRACKING_PASSWORD_FILE: passwordFile};
  const token = {MLFLOW_TRACKING_TOKEN: secret};
  for (const [env, expected] of [
    [user, `Basic ${basic}`],
    [token, `Bearer ${secret}`],
    [{...user, ...token}, `Basic ${basic}`]
  ] as const) {
    const server = await startHttp((response, _, {headers}) =>
      response.writeHead(401).end(`not ${headers.authorization}`)
    );
    const warnings = await tell({MLFLOW_TRACKING_URI: server.url, ...env});
    await server.close();
    expect(server.received[0].headers.authorization).toBe(expected);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("answered 401");
    expect(warnings[0]).not.toContain(secret);
    expect(warnings[0]).not.toContain(basic);
  }
});

it("mlflowListener(settings) asks no more of a server on which the run was not begun", async () => {
  const server = await startHttp((response) => response.writeHead(500).end("broken"));
  const [warning] = await tell({MLFLOW_TRACKING_URI: server.url});
  await server.close();
  expect(server.received.map(({url}) => url)).toEqual([
    "/api/2.0/mlflow/experiments/get-by-name?experiment_name=atalaya"
  ]);
  expect(warning).toContain("answered 500: broken");
});

it("mlflowListener(settings) takes what is no JSON for a failure", async () => {
  const server = await startHttp((response) => response.end("<html>sign in</html>"));
  const warnings = await tell({MLFLOW_TRACKING_URI: server.url});
  await server.close();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("the answer is no JSON; is it a server of MLflow?");
});

it("mlflowListener(settings) leaves a server that never answers after its patience", async () => {
  const server = await startHttp(() => undefined);
  const begun = performance.now();
  const [warning] = await tell({MLFLOW_TRACKING_URI: server.url}, 0.3);
  expect(performance.now() - begun).toBeLessThan(4_000);
  await server.close();
  expect(warning).toContain("no answer within 0.3 s");
});
