import {spawn} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {expect, it} from "vitest";
import {endWithParent} from "../../../../pipeline/site/framework/observable.js";

/** Starts a process that starts one, and that another; all but the first have the preload, and all go on for minutes. */
async function startFamily() {
  const stay = "setTimeout(() => {}, 300_000);";
  const print = (name: string) => `console.log(${JSON.stringify(name)} + " " + process.pid);`;
  const start = (script: string, env: string) =>
    `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(script)}], {stdio: "inherit", env: ${env}});`;
  const grandchild = print("grandchild") + stay;
  const child = print("child") + start(grandchild, "process.env") + stay;
  const preload = JSON.stringify(endWithParent(0)).replace(
    "builder=0",
    'builder=" + process.pid + "'
  );
  const env = `{...process.env, NODE_OPTIONS: "--import=" + ${preload}}`;
  const script = print("parent") + start(child, env) + stay;
  const parent = spawn(process.execPath, ["-e", script], {stdio: ["ignore", "pipe", "inherit"]});
  const pids = new Map<string, number>();
  for await (const line of createInterface(parent.stdout)) {
    const [name, pid] = line.split(" ");
    pids.set(name, Number(pid));
    if (pids.size === 3) break;
  }
  return {parent, pids: [...pids.values()]};
}

/** Returns whether process *pid* runs; one that ended, and that nobody has asked for its code, does not. */
function runs(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  if (!existsSync("/proc/self/stat")) return isThere(pid);
  if (!existsSync(path)) return false;
  try {
    return !/\) Z /.test(readFileSync(path, "utf8"));
  } catch {
    return false; // it ended meanwhile
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it.each(["SIGKILL", "SIGTERM"] as const)(
  "endWithParent(builder) ends what a builder started, and what that did, when %s ends the builder",
  async (signal) => {
    const {parent, pids} = await startFamily();
    expect(pids.map(runs)).toEqual([true, true, true]);
    parent.kill(signal);
    await expect.poll(() => pids.filter(runs), {timeout: 60_000}).toEqual([]);
  }
);

it("endWithParent(builder) ends what is started when its builder is gone already", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.once("close", resolve));
  const env = {...process.env, NODE_OPTIONS: `--import=${endWithParent(gone.pid as number)}`};
  const late = spawn(process.execPath, ["-e", "setTimeout(() => {}, 300_000)"], {env});
  expect(await new Promise((resolve) => late.once("close", resolve))).toBe(143);
});
