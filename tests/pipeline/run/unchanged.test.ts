import {existsSync} from "node:fs";
import {appendFile, rm, stat, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {isQuiet, stampOf} from "../../../pipeline/artifacts/stamp.js";
import {countNotes, receiptOf, writeNote} from "../../../pipeline/audit/notes.js";
import type {RunNote} from "../../../pipeline/audit/notes.js";
import {openAudit} from "../../../pipeline/audit/open.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {run} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {newWorkspace, silent} from "../proof/small-run.js";

let folder: string;
let settings: Settings;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const input = {kind: "synthetic", flows: 1_000, days: 1, seed: 1} as const;
const request = {...defaultRequest, input, trees: 5, sampleSize: 16};
const again = () => run(request, settings, silent);

it(
  "run(request, settings) that finds nothing new opens no audit, which has the run when it is opened",
  {timeout: 180_000},
  async () => {
    const first = await again();
    expect(existsSync(receiptOf(settings.audit))).toBe(true);
    const second = await again();
    expect(await countNotes(settings.audit)).toBe(1);
    expect(Object.values(second.results).every(({reused}) => reused)).toBe(true);
    expect(second.partitions).toEqual({
      made: 0,
      reused: first.partitions.made + first.partitions.reused
    });
    expect(second.results.evaluation.manifest).toEqual(first.results.evaluation.manifest);

    const invalid = {start: {run: "20261123-130442-0000"}, events: {}} as unknown as RunNote;
    await writeNote(settings.audit, invalid); // by somebody else
    const audit = await openAudit(settings);
    const runs = await audit.runs();
    expect(runs.map(({run: name, status}) => [name, status])).toEqual([
      [second.run, "succeeded"],
      [first.run, "succeeded"]
    ]);
    expect(runs[0].metrics).toEqual(runs[1].metrics);
    expect(runs[0].retraining).toMatchObject({recommended: false});
    expect(runs[1].retraining).toEqual(runs[0].retraining);
    expect((await audit.verify()).breaches).toEqual([]);
    expect(await countNotes(settings.audit)).toBe(0);
    const verdict = {verdict: "true", note: "", by: "ana", at: new Date()} as const;
    await audit.recordVerdicts([{eventId: "of another log", ...verdict}]);
    await audit.close();
    expect(existsSync(receiptOf(settings.audit))).toBe(false);
    const {parts} = await verifyRun(settings, {run: second.run}, silent);
    expect(parts.flatMap(({findings}) => findings)).toEqual([]);
  }
);

it("stampOf(path) changes with the bytes, and isQuiet(stamp, now) once they are old", async () => {
  const path = join(folder, "log");
  await writeFile(path, "a");
  const stamp = stampOf(path)!;
  const {ctimeMs} = await stat(path);
  expect(stampOf(path)).toBe(stamp);
  expect([isQuiet(stamp, ctimeMs), isQuiet(stamp, ctimeMs + 3_000)]).toEqual([false, true]);
  await appendFile(path, "b");
  expect(stampOf(path)).not.toBe(stamp);
  expect(stampOf(join(path, "below"))).toBeUndefined();
  const coarse = "1 5000000000 5000000000 1"; // whole seconds: a clock that ticks slowly
  expect([isQuiet(coarse, 5_500), isQuiet(coarse, 7_001)]).toEqual([false, true]);
});
