import {cp, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, afterEach, beforeAll, expect, it} from "vitest";
import {openAudit} from "../../../pipeline/audit/open.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import type {VerifyOptions} from "../../../pipeline/proof/verify-run.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {run} from "../../../pipeline/run/flow.js";
import {newWorkspace, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;
const runs: string[] = [];

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  runs.push((await runSmallLogs(settings, join(folder, "logs"))).run);
  await cp(settings.workspace, join(folder, "first"), {recursive: true});
  const input = {kind: "files" as const, patterns: [join(folder, "logs", "b", "conn.log")]};
  const request = {...defaultRequest, input, trees: 5, sampleSize: 16};
  runs.push((await run(request, settings, silent)).run);
  await cp(settings.workspace, join(folder, "second"), {recursive: true});
}, 300_000);

afterEach(async () => {
  await rm(settings.workspace, {recursive: true});
  await cp(join(folder, "second"), settings.workspace, {recursive: true});
});

afterAll(() => rm(folder, {recursive: true, force: true}));

async function findings(options: VerifyOptions = {}): Promise<string> {
  const {parts} = await verifyRun(settings, options, silent);
  const found = parts.flatMap((part) => part.findings);
  return found.map(({what, expected, found: now}) => `${what}: ${expected} → ${now}`).join("\n");
}

/** The path of an object of EVAL in the workspace, or in the copy of it called *copy*. */
const evalPath = (key: string, copy = "workspace") =>
  join(folder, copy, "store", settings.buckets.eval, key);
const statementOf = (i: number) => `statements/${runs[i]}.dsse.json`;

/** Puts *keys* of EVAL back to what they were after the first run. */
async function putBack(...keys: string[]): Promise<void> {
  for (const key of keys) await writeFile(evalPath(key), await readFile(evalPath(key, "first")));
}

async function putBackAudit(): Promise<void> {
  await rm(settings.audit, {recursive: true});
  await cp(join(folder, "first", "audit"), settings.audit, {recursive: true});
}

it("verifyRun(settings) names a pointer to an older run than the newest that succeeded", async () => {
  expect(await findings()).toBe("");
  await putBack("latest.json");
  const named = `eval/latest.json: ${runs[1]}, the newest that succeeded → ${runs[0]}`;
  for (const asked of [undefined, ...runs]) expect(await findings({run: asked})).toBe(named);
});

it("verifyRun(settings) names the statement on an older run in the place of another", async () => {
  await writeFile(evalPath(statementOf(1)), await readFile(evalPath(statementOf(0))));
  expect(await findings()).toContain(`eval/${statementOf(1)}: ${runs[1]} → ${runs[0]}`);
});

it("verifyRun(settings) names an audit that was put back to an old copy, by the newest statement", async () => {
  await putBackAudit();
  await putBack("latest.json");
  expect(await findings()).toMatch(/the log ends at entry \d+; it once had \d+/);
});

it("verifyRun(settings, {anchors}) names a workspace that was put back whole, by a head that was kept elsewhere", async () => {
  const audit = await openAudit(settings);
  const head = await audit.auditHead();
  await audit.close();
  expect(await findings({anchors: [head]})).toBe("");
  await putBackAudit();
  await putBack("latest.json");
  await rm(evalPath(statementOf(1)));
  expect(await findings()).toBe(""); // all that is left says that there was one run
  const named = new RegExp(`the log ends at entry \\d+; it once had ${head.count}`);
  expect(await findings({anchors: [head]})).toMatch(named);
});
