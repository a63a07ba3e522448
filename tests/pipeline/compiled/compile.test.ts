import {execFile, spawnSync} from "node:child_process";
import {cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile} from "node:fs/promises";
import {readFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {afterAll, beforeAll, beforeEach, expect, it} from "vitest";
import {compile} from "../../../pipeline/compiled/compile.js";
import {findCompiled, placeOf} from "../../../pipeline/compiled/find-compiled.js";
import {packageRoot} from "../../../pipeline/config/package.js";

let folder: string;
let root: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "compiled-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const main = `import {greeting} from "../../src/core/greeting.js";
import {startWorker} from "../compiled/start-worker.js";

export async function main(args: string[]): Promise<void> {
  if (args[0] === "fail") throw new Error("as told");
  if (args[0] === "thread") {
    const worker = startWorker(new URL("shout-worker.ts", import.meta.url), {workerData: 2});
    worker.postMessage(greeting);
    worker.once("message", (text) => console.log(text));
    return;
  }
  console.log(greeting, import.meta.url);
}
`;

const worker = `import {parentPort, workerData} from "node:worker_threads";

parentPort!.once("message", (text: string) => parentPort!.postMessage(text.repeat(workerData)));
`;

/** A package of three sources that starts as this one does. */
beforeEach(async () => {
  root = join(folder, String(++count));
  for (const name of ["pipeline/cli", "src/core", "src/components", "node_modules"])
    await mkdir(join(root, name), {recursive: true});
  await cp(join(packageRoot, "pipeline/compiled"), join(root, "pipeline/compiled"), {
    recursive: true
  });
  for (const name of ["pipeline/atalaya.js", "package.json", "tsconfig.json"])
    await cp(join(packageRoot, name), join(root, name));
  for (const name of ["tsx", "get-tsconfig", "resolve-pkg-maps", "esbuild", "@esbuild"])
    await symlink(join(packageRoot, "node_modules", name), join(root, "node_modules", name)).catch(
      () => {}
    );
  await writeFile(join(root, "src/pages.ts"), "export {};\n");
  await writeFile(join(root, "pipeline/cli/main.ts"), main);
  await writeFile(join(root, "pipeline/cli/shout-worker.ts"), worker);
  await writeFile(
    join(root, "src/core/greeting.ts"),
    `export const greeting = "hello" as string;\n`
  );
});

function start(...args: string[]) {
  const {stdout, stderr} = spawnSync(
    process.execPath,
    [join(root, "pipeline/atalaya.js"), ...args],
    {encoding: "utf8"}
  );
  return {stdout: stdout.trim(), stderr};
}

const mainUrl = () => `file://${join(root, "pipeline/cli/main.ts")}`;

it("atalaya compiles once, and a source finds what lies beside it", async () => {
  expect(start()).toEqual({stdout: `hello ${mainUrl()}`, stderr: ""});
  const before = readFileSync(placeOf(root).record);
  expect(start().stdout).toBe(`hello ${mainUrl()}`);
  expect(readFileSync(placeOf(root).record)).toEqual(before);
  expect(findCompiled(placeOf(root))).toBeDefined();
});

it("atalaya compiles again what was changed, also to the same length at the same time", async () => {
  start();
  const path = join(root, "src/core/greeting.ts");
  const time = new Date(1e12);
  await utimes(path, time, time);
  expect(start().stdout).toMatch(/^hello /);
  await writeFile(path, `export const greeting = "howdy" as string;\n`);
  await utimes(path, time, time);
  expect(start().stdout).toMatch(/^howdy /);
});

it("findCompiled(place) takes files with new times and the same bytes, as of an image", async () => {
  start();
  const time = new Date(1e12);
  await utimes(join(root, "pipeline/cli/main.ts"), time, time);
  expect(findCompiled(placeOf(root))).toBeDefined();
});

it("findCompiled(place) takes nothing of which a file is cut", async () => {
  start();
  const compiled = findCompiled(placeOf(root))!;
  await writeFile(join(compiled, "pipeline/cli/main.js"), "");
  expect(findCompiled(placeOf(root))).toBeUndefined();
  expect(start().stdout).toMatch(/^hello /);
});

it("compile(place) of several processes at once records one result", async () => {
  const bin = join(root, "pipeline/atalaya.js");
  const processes = [1, 2, 3].map(() => promisify(execFile)(process.execPath, [bin]));
  for (const {stdout} of await Promise.all(processes)) expect(stdout).toMatch(/^hello /);
  const names = await readdir(placeOf(root).folder);
  expect(names.filter((name) => name.endsWith(".json"))).toHaveLength(1);
  expect(findCompiled(placeOf(root))).toBeDefined();
});

it("compile(place) keeps some earlier results, which processes may still load from", async () => {
  const path = join(root, "src/core/greeting.ts");
  for (let i = 0; i < 12; ++i) {
    await writeFile(path, `export const greeting = "hello ${i}" as string;\n`);
    expect(await compile(placeOf(root))).toBeDefined();
  }
  expect(await readdir(placeOf(root).folder)).toHaveLength(10);
});

it("atalaya runs with tsx where nothing can be written", async () => {
  await writeFile(join(root, "node_modules/.cache"), "a file, no folder");
  expect(await compile(placeOf(root))).toBeUndefined();
  expect(start().stdout).toBe(`hello ${mainUrl()}`);
  expect(start("thread").stdout).toBe("hellohello");
});

it("startWorker(source, options) starts what was compiled", async () => {
  start();
  expect(start("thread")).toEqual({stdout: "hellohello", stderr: ""});
});

it("the stack of an error names the source, the line and the column", async () => {
  start();
  const {stderr} = start("fail");
  expect(stderr).toContain(`${join(root, "pipeline/cli/main.ts")}:5:`);
});
