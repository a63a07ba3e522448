import {mkdtemp, readdir, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {readSettings} from "../../../../pipeline/config/settings.js";
import type {Reporter} from "../../../../pipeline/artifacts/context.js";
import {run} from "../../../../pipeline/run/flow.js";
import type {RunResult} from "../../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {metricsOf, modelsOf} from "../../../../pipeline/run/results.js";
import {openTracking} from "../../../../pipeline/tracking/open.js";
import {findMissingMlflow, startMlflow} from "../../../services/mlflow.js";
import type {MlflowServer} from "../../../services/mlflow.js";
import {runSmallLogs} from "../../proof/small-run.js";
import {momentsOf} from "../moments.js";

const missing = await findMissingMlflow();

interface MlflowRun {
  info: {run_id: string; run_name: string; status: string; start_time: number; end_time: number};
  data: {
    metrics: {key: string; value: number}[];
    params: {key: string; value: string}[];
    tags: {key: string; value: string}[];
  };
}

describe.skipIf(missing !== undefined)(
  `with a server of MLflow${missing ? ` (${missing})` : ""}:`,
  () => {
    let folder: string;
    let server: MlflowServer;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "mlflow-"));
      server = await startMlflow();
    }, 240_000);

    afterAll(async () => {
      await server?.stop();
      await rm(folder, {recursive: true, force: true});
    });

    const call = async <T>(path: string, body?: object): Promise<T> => {
      const init = body && {method: "POST", body: JSON.stringify(body)};
      const headers = {"content-type": "application/json"};
      const response = await fetch(`${server.url}/api/2.0/${path}`, {...init, headers});
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    };

    async function runsOf(experiment: string): Promise<MlflowRun[]> {
      const found = await call<{experiment: {experiment_id: string}}>(
        `mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`
      );
      const ids = [found.experiment.experiment_id];
      return (await call<{runs: MlflowRun[]}>("mlflow/runs/search", {experiment_ids: ids})).runs;
    }

    const settingsOf = (experiment: string, workspace = experiment) =>
      readSettings(
        {workspace: join(folder, workspace), threads: 1},
        {MLFLOW_TRACKING_URI: server.url, MLFLOW_EXPERIMENT_NAME: experiment}
      );

    function listening(warnings: string[]): Reporter {
      const warn = (message: string) => void warnings.push(message);
      return {begin() {}, progress() {}, end() {}, warn};
    }

    it(
      "run(request, settings, reporter) leaves there what the run measured and made",
      {timeout: 120_000},
      async () => {
        const settings = settingsOf("atalaya, tests");
        const result = await runSmallLogs(settings, join(folder, "logs"));
        const [{info, data}] = await runsOf("atalaya, tests");
        expect(info).toMatchObject({run_name: result.run, status: "FINISHED"});
        expect(info.end_time).toBeGreaterThan(info.start_time);
        expect(data.params).toContainEqual({key: "trees", value: "5"});
        const tags = Object.fromEntries(data.tags.map(({key, value}) => [key, value]));
        expect(tags["atalaya.evaluation.sha256"]).toBe(result.results.evaluation.manifest.sha256);
        expect(tags["atalaya.ingestion.reused"]).toBe("false");
        expectMetrics(data.metrics, result);
        for (const {name, path} of modelsOf(result.results.training.manifest)) {
          const model = await download(info.run_id, `models/${path}`);
          const {key} = result.results.training.manifest;
          const made = join(settings.store, settings.buckets.models, "artifacts", key, path);
          expect(model.equals(await readFile(made)), name).toBe(true);
        }
        expect(JSON.parse((await download(info.run_id, "metrics.json")).toString())).toBeTruthy();
      }
    );

    it(
      "run(request, settings, reporter) says there what it made before, and here what the server does not take",
      {timeout: 120_000},
      async () => {
        const location = join(folder, "elsewhere");
        await call("mlflow/experiments/create", {name: "files", artifact_location: location});
        const warnings: string[] = [];
        const settings = settingsOf("files", "atalaya, tests");
        const logs = ["conn[1].log", "b/*.log"].map((name) => join(folder, "logs", name));
        const request = {...defaultRequest, trees: 5, sampleSize: 16, budgetPerDay: 3};
        const input = {kind: "files", patterns: logs} as const;
        await run({...request, input}, settings, listening(warnings));
        const [{info, data}] = await runsOf("files");
        expect(info.status).toBe("FINISHED");
        expect(data.tags).toContainEqual({key: "atalaya.training.reused", value: "true"});
        expect(data.metrics.length).toBeGreaterThan(50);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(
          /1 of 8 messages not delivered: artifacts go to .*--serve-artifacts/
        );
      }
    );

    function expectMetrics(metrics: MlflowRun["data"]["metrics"], {results}: RunResult): void {
      const logged = new Map(metrics.map(({key, value}) => [key, value]));
      for (const {model, window, name, value} of metricsOf(results.evaluation.manifest)) {
        const key = `${model}/${window}/${name}`;
        if (value === null) expect(logged.has(key), key).toBe(false);
        else expect(logged.get(key), key).toBe(value);
      }
      expect(logged.get("ingestion/rows_out")).toBe(70);
    }

    async function download(run: string, path: string): Promise<Buffer> {
      const query = `run_id=${run}&path=${encodeURIComponent(path)}`;
      const response = await fetch(`${server.url}/get-artifact?${query}`);
      expect(response.status, path).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    }

    it(
      "run(request, settings, reporter) says there that it failed, and why",
      {timeout: 60_000},
      async () => {
        const settings = settingsOf("failing");
        const warnings: string[] = [];
        const reporter = listening(warnings);
        const listener = await openTracking(settings, reporter);
        for (const moment of momentsOf({failing: "training"})) listener.notify(moment);
        await listener.close();
        expect(warnings).toEqual([]);
        const [{info, data}] = await runsOf("failing");
        expect(info.status).toBe("FAILED");
        expect(data.tags).toContainEqual({key: "atalaya.error", value: "disk full"});
      }
    );

    it(
      "run(request, settings, reporter) succeeds though the experiment is deleted, and says so",
      {timeout: 120_000},
      async () => {
        const made = await call<{experiment_id: string}>("mlflow/experiments/create", {
          name: "gone"
        });
        await call("mlflow/experiments/delete", {experiment_id: made.experiment_id});
        const warnings: string[] = [];
        const reporter = listening(warnings);
        const input = {kind: "synthetic", flows: 1_000, days: 1, seed: 1} as const;
        const request = {...defaultRequest, trees: 5, sampleSize: 16, input};
        const {run: name} = await run(request, settingsOf("gone"), reporter);
        expect(name).toMatch(/^\d{8}-/);
        expect(warnings.filter((text) => text.startsWith("MLflow"))).toHaveLength(1);
        expect(warnings.join("\n")).toContain("experiment gone is deleted; restore it");
        expect(await readdir(settingsOf("gone").workspace)).toContain("store");
      }
    );
  }
);
