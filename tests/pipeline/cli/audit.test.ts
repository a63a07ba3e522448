import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {embeddedAudit} from "../../../pipeline/audit/open.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {digest, startOf} from "../audit/contract.js";
import {fillAudit} from "../audit/proof-contract.js";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "audit-cli-"));
  const audit = await embeddedAudit(join(cwd, ".atalaya", "audit"));
  await fillAudit(audit);
  await audit.close();
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

it("atalaya audit verify exits with 0, and with 1 once a row was changed, which it names", async () => {
  const head = await atalaya(["audit", "head"], {cwd});
  expect(head.stdout).toMatch(/^\d+:[0-9a-f]{64}\n$/);
  const anchor = head.stdout.trim();
  const whole = await atalaya(["audit", "verify", "--anchor", anchor, "--json"], {cwd});
  expect([whole.code, whole.stderr]).toEqual([0, ""]);
  expect(JSON.parse(whole.stdout)).toMatchObject({ok: true, breaches: [], breachCount: 0});
  const other = `1:${digest("a")}`;
  const rewritten = await atalaya(["audit", "verify", "--anchor", `${anchor},${other}`], {cwd});
  expect(rewritten.code).toBe(1);
  expect(rewritten.stdout).toContain("wrong: entry 1 is another than the one that was kept");
  const change = async (reason: string) => {
    const database = await openPglite(join(cwd, ".atalaya", "audit"));
    await database.execute(
      `SET session_replication_role = replica; UPDATE promotions SET reason = E'${reason}'`
    );
    await database.close();
  };
  await change("worst\\u001b[2J");
  const touched = await atalaya(["audit", "verify"], {cwd});
  expect([touched.code, touched.stderr]).toEqual([1, ""]);
  expect(touched.stdout).toMatch(
    /^wrong: promotions \(promotion 1\) was changed: reason is worst\\x1b\[2J; entry \d+ says best/
  );
  expect(touched.stdout).toContain("NOT untouched");
  await change("best average precision");
  expect((await atalaya(["audit", "verify"], {cwd})).code).toBe(0);
});

it("atalaya models promote MODEL puts a version into a stage, by name or digest, and lists them", async () => {
  const promote = (model: string, ...args: string[]) =>
    atalaya(["models", "promote", model, "--by", "bo", ...args], {cwd});
  const why = ["--reason", "fewer false alerts"];
  const named = await promote("forest@2", "--stage", "champion", ...why);
  expect([named.code, named.stderr]).toEqual([0, ""]);
  expect(named.stdout).toMatch(/^forest@2 {2}champion/m);
  expect(named.stdout).toMatch(/^forest@1 {2}retired/m);
  expect(named.stdout).toContain("bo: fewer false alerts");
  expect((await promote(digest("1").slice(0, 8), "--stage", "challenger", ...why)).code).toBe(0);
  const listed = await atalaya(["models", "--json"], {cwd});
  const {models} = JSON.parse(listed.stdout) as {models: {version: number; stage: string}[]};
  expect(models.map(({version, stage}) => [version, stage])).toEqual([
    [2, "champion"],
    [1, "challenger"]
  ]);
  const refused: [message: string, args: Promise<{code: number | null; stderr: string}>][] = [
    ["unknown model: forest@9", promote("forest@9", "--stage", "retired", ...why)],
    ["invalid --stage: king", promote("forest@1", "--stage", "king", ...why)],
    ["missing --reason", promote("forest@1", "--stage", "retired")],
    ["forest@2 is champion already", promote("forest@2", "--stage", "champion", ...why)]
  ];
  for (const [message, outcome] of refused) {
    const {code, stderr} = await outcome;
    expect([code, stderr.includes(message)], stderr).toEqual([2, true]);
  }
});

it("atalaya gc shows what it would remove, removes it with --apply, and records who asked", async () => {
  const scratch = join(cwd, ".atalaya", "scratch", startOf("dead").run);
  await mkdir(scratch, {recursive: true});
  const dry = await atalaya(["gc"], {cwd});
  expect([dry.code, dry.stdout.includes(startOf("dead").run)]).toEqual([0, true]);
  expect(dry.stdout).toContain("nothing was removed");
  expect(existsSync(scratch)).toBe(true);
  const applied = await atalaya(["gc", "--apply", "--by", "bo", "--json"], {cwd});
  expect(JSON.parse(applied.stdout)).toMatchObject({applied: true, orphans: [{reason: "scratch"}]});
  expect(existsSync(scratch)).toBe(false);
  const audit = await embeddedAudit(join(cwd, ".atalaya", "audit"));
  expect((await audit.actions()).at(-1)).toMatchObject({kind: "gc", actedBy: "bo"});
  expect((await audit.verify()).breaches).toEqual([]);
  await audit.close();
});

it.each([[["audit", "verify"]], [["audit", "head"]], [["models"]], [["gc"]]])(
  "atalaya %j says that there is no audit yet, and makes none",
  async (args) => {
    const {code, stderr} = await atalaya([...args, "--workspace", "none"], {cwd});
    expect([code, stderr.includes("audit not found")]).toEqual([2, true]);
    expect(existsSync(join(cwd, "none", "audit"))).toBe(false);
  }
);

it.each([
  [["audit"], "unknown task: none"],
  [["audit", "burn"], "unknown task: burn"],
  [["audit", "verify", "x"], "unknown argument: x"],
  [["audit", "verify", "--anchor", "1:2"], "invalid --anchor: 1:2"],
  [["audit", "head", "--anchor", `1:${digest("a")}`], "--anchor is for verify"],
  [["models", "burn"], "unknown argument: burn"],
  [["models", "promote"], "invalid model: name one"]
])("atalaya %j is refused: %s", async (args, message) => {
  const {code, stdout, stderr} = await atalaya(args, {cwd});
  expect([code, stdout, stderr.includes(message)], stderr).toEqual([2, "", true]);
});
