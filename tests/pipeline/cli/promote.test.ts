import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import type {Records} from "../../../pipeline/audit/audit.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import {fileKey, findManifest} from "../../../pipeline/artifacts/artifacts.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {labelledFlows} from "../evaluation/small-evaluation.js";
import {smallLog} from "../small-log.js";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

/** Two forests of one log and one test window, and one that was trained on nearly all of it. */
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "promote-"));
  const flows = labelledFlows().map((flow, i) =>
    flow.detail ? {...flow, src: `10.0.0.${60 + (i % 10)}`} : flow
  ); // of one host alone, no interval could be drawn
  await writeFile(join(cwd, "conn.log"), smallLog(flows));
  const run = (...args: string[]) => atalaya(["run", "conn.log", "--fast", "--own-rules", "off", ...args], {cwd}); // prettier-ignore
  await run("--trees", "5", "--train-share", "0.9");
  await run("--trees", "1");
  await run("--trees", "40");
}, 120_000);

afterAll(() => rm(cwd, {recursive: true, force: true}));

const promote = (...args: string[]) => atalaya(["promote", ...args], {cwd});

async function withAudit<T>(work: (records: Records) => Promise<T>): Promise<T> {
  const records = await embeddedAudit(join(cwd, ".atalaya", "audit"));
  return work(records).finally(() => records.close());
}

const decisions = () =>
  withAudit(async (records) =>
    (await records.actions()).filter(({kind}) => kind === "promotion-decision")
  );

async function policyFile(changes: object): Promise<string> {
  const policy = {format: "atalaya-promotion-policy/1", metric: "auroc", against: "labels", minDifference: 0, lowerBoundAbove: false, minAttacks: 10, maxAgeDays: 1, dryRun: false}; // prettier-ignore
  const path = join(cwd, "policy.json");
  await writeFile(path, JSON.stringify({...policy, ...changes}));
  return path;
}

it("atalaya run records in the audit whether training anew is recommended, and `runs --json` has it", async () => {
  const {runs} = JSON.parse((await atalaya(["runs", "--json"], {cwd})).stdout);
  expect(runs).toHaveLength(3);
  for (const {retraining} of runs)
    expect(retraining).toMatchObject({
      recommended: false,
      reasons: [],
      ageDays: expect.any(Number)
    });
  const actions = await withAudit((records) => records.actions());
  expect(actions.filter(({kind}) => kind === "retraining")).toHaveLength(3);
});

it("atalaya promote MODEL without a champion asks, and without a terminal ends with 1 and a sentence, and changes nothing", async () => {
  const asked = await promote("isolation-forest@2");
  expect([asked.code, asked.stdout]).toEqual([
    1,
    "isolation-forest has no champion yet: there is nothing to compare isolation-forest@2 with\n"
  ]);
  expect(asked.stderr).toContain("isolation-forest@2 was not confirmed, since this is no terminal; pass --yes"); // prettier-ignore
  expect(await decisions()).toEqual([]);
  const denied = await promote("isolation-forest@2", "--policy", await policyFile({}));
  expect([denied.code, denied.stdout]).toEqual([1, expect.stringContaining("there is no champion to compare with")]); // prettier-ignore
  const made = await promote("isolation-forest@2", "--yes", "--by", "ana", "--reason", "the first");
  expect([made.code, made.stdout]).toEqual([0, expect.stringContaining("promoted: isolation-forest@2 is champion; the first")]); // prettier-ignore
});

it("atalaya promote MODEL compares on the same events, and a policy denies, decides dry, or promotes, all in the audit", async () => {
  const printed = await promote("isolation-forest@3", "--json");
  const {decision, comparison} = JSON.parse(printed.stdout);
  expect([printed.code, decision]).toEqual([1, "not-confirmed"]);
  expect(comparison).toMatchObject({labels: {positive: 30}, verdicts: null, overlap: expect.any(Number)}); // prettier-ignore
  expect(comparison.events).toBe(comparison.of);
  const auroc = comparison.labels.measures.find(({name}: {name: string}) => name === "auroc");
  expect(auroc.difference).toBeCloseTo(auroc.challenger - auroc.champion, 12);
  expect(auroc.interval.low).toBeLessThanOrEqual(auroc.interval.high);

  const denied = await promote(
    "isolation-forest@3",
    "--policy",
    await policyFile({minAttacks: 31})
  );
  expect([denied.code, denied.stdout]).toEqual([1, expect.stringContaining("30 labelled attacks are fewer than 31")]); // prettier-ignore
  const minDifference = Math.max(0, auroc.difference - 0.01);
  const dry = await promote("isolation-forest@3", "--policy", await policyFile({dryRun: true, minDifference})); // prettier-ignore
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining("not promoted (dry run)")]);
  const path = await policyFile({minDifference});
  const done = await promote("isolation-forest@3", "--policy", path, "--by", "bo");
  expect([done.code, done.stderr]).toEqual([0, ""]);
  const recorded = await decisions();
  const made = recorded.map(({details}) => details.decision);
  expect(made).toEqual(["denied", "promoted", "denied", "dry-run", "promoted"]);
  const last = recorded.at(-1)!;
  expect(last).toMatchObject({actedBy: "bo", details: {model: "isolation-forest@3", comparison: {labels: {positive: 30}}}}); // prettier-ignore
  expect(last.details.policy).toMatchObject({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    policy: JSON.parse(await readFile(path, "utf8"))
  });
  const versions = await withAudit((records) => records.modelVersions());
  const stage = (version: number) =>
    versions.find((one) => one.name === "isolation-forest" && one.version === version)!.stage;
  expect([stage(2), stage(3)]).toEqual(["retired", "champion"]);
  expect((await atalaya(["audit", "verify"], {cwd})).code).toBe(0);
});

it("atalaya promote MODEL says in one sentence what was trained on the test window, is damaged, or is asked wrongly", async () => {
  const leak = await promote("isolation-forest@1");
  expect([leak.code, leak.stdout]).toEqual([2, ""]);
  expect(leak.stderr).toMatch(
    /^atalaya: trained on the test window: isolation-forest@1 .* --on\n$/
  );
  const same = await promote("isolation-forest@3", "--yes");
  expect([same.code, same.stderr]).toEqual([2, expect.stringContaining("is champion already")]);
  const both = await promote("isolation-forest@2", "--yes", "--policy", await policyFile({}));
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("ambiguous decision")]);
  const stage = await promote("isolation-forest@2", "--stage", "retired");
  expect([stage.code, stage.stderr]).toEqual([2, expect.stringContaining("invalid --stage: retired")]); // prettier-ignore

  const stores = openStores(readSettings({workspace: join(cwd, ".atalaya")}, {}));
  const runs = await withAudit((records) => records.runs());
  const key = runs.at(-2)!.phases.find(({phase}) => phase === "training")!.key;
  const manifest = (await findManifest(stores, "training", key))!;
  const file = fileKey(manifest, "isolation-forest.json");
  const bytes = await stores.models.read(file);
  await stores.models.replace(file, Uint8Array.from([...bytes, 32]));
  const corrupt = await promote("isolation-forest@2");
  expect([corrupt.code, corrupt.stderr]).toEqual([2, expect.stringContaining("corrupt model file: isolation-forest@2")]); // prettier-ignore
});
