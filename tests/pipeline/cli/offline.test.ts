import {spawnSync} from "node:child_process";
import {mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {bin} from "./atalaya.js";

const cwd = mkdtempSync(join(tmpdir(), "offline-"));
afterAll(() => rmSync(cwd, {recursive: true, force: true}));

// A process of a network namespace of its own reaches nothing at all, not even this machine.
const alone = ["--net", "--", process.execPath, bin];
const missing = spawnSync("unshare", ["--net", "--", "true"]).status !== 0;

/** Runs a command of Atalaya where there is no network. */
function atalayaAlone(...args: string[]) {
  const {status, stderr} = spawnSync("unshare", [...alone, ...args], {cwd, encoding: "utf8"});
  return {status, stderr};
}

it("atalaya run and atalaya build ask nobody for anything", {timeout: 600_000}, ({skip}) => {
  skip(missing, "unshare --net is for root on Linux");
  expect(atalayaAlone("run", "--flows", "2000")).toMatchObject({status: 0});
  const build = atalayaAlone("build");
  expect([build.status, build.stderr.includes("fetch")]).toEqual([0, false]);
  expect(readdirSync(join(cwd, "dist"))).toContain("index.html");
});
