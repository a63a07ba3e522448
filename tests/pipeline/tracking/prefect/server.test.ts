import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {readSettings} from "../../../../pipeline/config/settings.js";
import type {Reporter} from "../../../../pipeline/artifacts/context.js";
import {run} from "../../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {readSummary} from "../../../../pipeline/run/results.js";
import {openTracking} from "../../../../pipeline/tracking/open.js";
import {phases} from "../../../../src/core/schema/artifacts.js";
import {findMissingPrefect, startPrefect} from "../../../services/prefect.js";
import type {PrefectServer} from "../../../services/prefect.js";
import {at, momentsOf} from "../moments.js";

const missing = await findMissingPrefect();

const userAndPassword = "soc:pa55word-of-prefect";

interface PrefectRun {
  id: string;
  name: string;
  state_type: string;
  state_name: string;
  state: {message: string | null};
  parameters: {[name: string]: unknown};
  tags: string[];
  start_time: string;
  end_time: string;
}

describe.skipIf(missing !== undefined)(
  `with a server of Prefect${missing ? ` (${missing})` : ""}:`,
  () => {
    let folder: string;
    let server: PrefectServer;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "prefect-"));
      server = await startPrefect(userAndPassword);
    }, 240_000);

    afterAll(async () => {
      await server?.stop();
      await rm(folder, {recursive: true, force: true});
    });

    async function find<T>(what: string, filter: object): Promise<T[]> {
      const authorization = `Basic ${Buffer.from(userAndPassword).toString("base64")}`;
      const response = await fetch(`${server.url}/${what}/filter`, {
        method: "POST",
        headers: {authorization, "content-type": "application/json"},
        body: JSON.stringify(filter)
      });
      expect(response.status).toBe(200);
      return (await response.json()) as T[];
    }

    const settingsOf = (workspace: string, auth = userAndPassword) =>
      readSettings(
        {workspace: join(folder, workspace), threads: 1},
        {PREFECT_API_URL: server.url, PREFECT_API_AUTH_STRING: auth}
      );

    const listening = (warnings: string[]): Reporter => ({
      begin() {},
      progress() {},
      end() {},
      warn: (message) => void warnings.push(message)
    });

    const flowRuns = (name: string) =>
      find<PrefectRun>("flow_runs", {flow_runs: {name: {any_: [name]}}});

    const taskRuns = async ({id}: PrefectRun) =>
      find<PrefectRun>("task_runs", {flow_runs: {id: {any_: [id]}}, sort: "EXPECTED_START_TIME_ASC"}); // prettier-ignore

    const request = {
      ...defaultRequest,
      ...{trees: 5, sampleSize: 16, fast: true},
      input: {kind: "synthetic", flows: 1_000, days: 1, seed: 1} as const
    };

    it(
      "run(request, settings, reporter) is a flow run there, with a task run a phase",
      {timeout: 120_000},
      async () => {
        const warnings: string[] = [];
        const result = await run(request, settingsOf("a"), listening(warnings));
        expect(warnings.filter((text) => text.startsWith("Prefect"))).toEqual([]);
        const [flowRun, ...others] = await flowRuns(result.run);
        expect(others).toEqual([]);
        expect(flowRun).toMatchObject({state_type: "COMPLETED", state_name: "Completed"});
        expect(flowRun.parameters).toMatchObject({trees: 5, input: {kind: "synthetic"}});
        expect(flowRun.tags).toContain(`run:${result.run}`);
        expect(Date.parse(flowRun.end_time)).toBeGreaterThan(Date.parse(flowRun.start_time));
        const tasks = await taskRuns(flowRun);
        expect(tasks.map(({name}) => name)).toEqual(phases);
        expect(tasks.map(({state_name}) => state_name)).toEqual(phases.map(() => "Completed"));
        const {events, alerts} = readSummary(result.results.evaluation.manifest);
        const [table] = await find<{data: string}>("artifacts", {
          artifacts: {flow_run_id: {any_: [flowRun.id]}}
        });
        const rows = JSON.parse(table.data) as {figure: string; value: number}[];
        expect(rows).toContainEqual({figure: "events", value: events});
        expect(rows).toContainEqual({figure: "alerts", value: alerts});
      }
    );

    it(
      "prefectListener(settings) leaves failures and interruptions there as such",
      {timeout: 60_000},
      async () => {
        const warnings: string[] = [];
        for (const [name, last] of [
          ["failing", momentsOf({failing: "training"})],
          [
            "cancelled",
            [
              ...momentsOf().slice(0, 4),
              {kind: "run-cancelled", reason: "interrupted by SIGTERM", at: at(9)} as const
            ]
          ]
        ] as const) {
          const listener = await openTracking(settingsOf("b"), listening(warnings));
          for (const moment of last)
            listener.notify(
              moment.kind === "run-begun"
                ? {...moment, start: {...moment.start, run: name}}
                : moment
            );
          await listener.close();
        }
        expect(warnings).toEqual([]);
        const [failing] = await flowRuns("failing");
        expect(failing).toMatchObject({state_type: "FAILED", state: {message: "disk full"}});
        expect((await taskRuns(failing)).at(-1)).toMatchObject({state_type: "FAILED"});
        const [cancelled] = await flowRuns("cancelled");
        expect(cancelled).toMatchObject({state_type: "CANCELLED"});
        expect((await taskRuns(cancelled)).map(({state_type}) => state_type)).toEqual([
          "COMPLETED",
          "CANCELLED"
        ]);
      }
    );

    it(
      "run(request, settings, reporter) succeeds though the server lets nobody in, and says so once",
      {timeout: 120_000},
      async () => {
        const warnings: string[] = [];
        const {run: name} = await run(request, settingsOf("a", "soc:other"), listening(warnings));
        expect(name).toMatch(/^\d{8}-/);
        const told = warnings.filter((text) => text.startsWith("Prefect"));
        expect(told).toHaveLength(1);
        expect(told[0]).toContain("answered 401");
      }
    );
  }
);
