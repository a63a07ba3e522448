import {spawnSync} from "node:child_process";
import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Runs `atalaya build` in an empty workspace: what it says of *out* comes before any run is made. */
function build(out: string, uid?: number) {
  const bin = fileURLToPath(new URL("../../../pipeline/atalaya.js", import.meta.url));
  return spawnSync(process.execPath, [bin, "build", "--workspace", at("workspace"), "--out", out], {
    encoding: "utf8",
    timeout: 60_000,
    ...(uid !== undefined && {uid, env: {PATH: process.env.PATH, TMPDIR: at("tmp")}})
  });
}

it("atalaya build says that --out cannot be written, before it makes anything", async () => {
  await writeFile(at("file"), "");
  const below = build(at("file", "dist"));
  expect(below).toMatchObject({status: 2, stdout: ""});
  expect(below.stderr).toMatch(
    /^atalaya: invalid --out: .*dist cannot be written \(ENOTDIR\); name/
  );

  await mkdir(at("closed"), {mode: 0o555});
  await mkdir(at("tmp"));
  await chmod(at("tmp"), 0o777);
  const isRoot = process.getuid?.() === 0; // who may write anywhere
  const closed = build(at("closed", "dist"), isRoot ? 65_534 : undefined);
  expect(closed.stderr).toMatch(
    /^atalaya: invalid --out: .*dist cannot be written \(EACCES\); name/
  );
  expect(closed.status).toBe(2);
  expect((await readdir(folder)).sort()).toEqual(["closed", "file", "tmp"]);
});
