import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";
import {run} from "../../../pipeline/run/flow.js";
import type {FlowEffects} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {loggedEffects, resultOf, silent} from "./logged-effects.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flow-tracking-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** Returns effects that write down, in *heard*, what a listener is told of; failing in training if *fails*. */
function heardEffects(heard: string[], fails: boolean): FlowEffects {
  const train = async () => {
    if (fails) throw new Error("disk full");
    return {...resultOf("training", {models: []}), reused: true};
  };
  return {
    ...loggedEffects([], {train}),
    openTracking: async () => ({
      notify(moment) {
        const result = "result" in moment && moment.result.reused ? "reused" : "";
        const error = "error" in moment ? (moment.error as Error).message : "";
        const phase = "phase" in moment ? moment.phase : "";
        heard.push([moment.kind, phase, result, error].filter(Boolean).join(" "));
      },
      async close() {
        heard.push("close");
      }
    })
  };
}

const untilTraining = [
  "run-begun",
  "phase-begun ingestion",
  "phase-done ingestion",
  "phase-begun transformation",
  "phase-done transformation",
  "phase-begun training"
];

it("run(request, settings, reporter, effects) tells of the run and of each phase, from begin to end", async () => {
  const settings = readSettings({workspace: join(folder, "heard")}, {});
  const heard: string[] = [];
  await run(defaultRequest, settings, silent, heardEffects(heard, false));
  const rest = ["phase-done training reused", "phase-begun evaluation", "phase-done evaluation"];
  expect(heard).toEqual([...untilTraining, ...rest, "run-succeeded", "close"]);
});

it("run(request, settings, reporter, effects) tells of the phase and of the run that failed", async () => {
  const settings = readSettings({workspace: join(folder, "unheard")}, {});
  const heard: string[] = [];
  const running = run(defaultRequest, settings, silent, heardEffects(heard, true));
  await expect(running).rejects.toThrow("disk full");
  const rest = ["phase-failed training disk full", "run-failed disk full", "close"];
  expect(heard).toEqual([...untilTraining, ...rest]);
});
