import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, rename, rm, symlink, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {newWorkspace, objectsOf, runSmallLogs, silent} from "./small-run.js";

let folder: string;
let settings: Settings;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  await runSmallLogs(settings, join(folder, "logs"));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

async function findings(): Promise<string[]> {
  const {parts} = await verifyRun(settings, {}, silent);
  return parts.flatMap((part) => part.findings.map(({what, found}) => `${what}: ${found}`));
}

async function pathOf(end: string): Promise<string> {
  return (await objectsOf(settings)).find(({name}) => name.endsWith(end))!.path;
}

const pipe = (path: string) => void execFileSync("mkfifo", [path]);

const strays: [what: string, name: string, make: (path: string) => unknown, found: string][] = [
  ["a hidden file", ".hidden", (path) => writeFile(path, "x"), "a hidden file"],
  ["a hidden folder", ".folder", (path) => mkdir(path), "a hidden folder"],
  ["a link", "more.json", (path) => symlink("metrics.json", path), "a link"],
  ["a link to nothing", "none.json", (path) => symlink("none", path), "a link"],
  ["an empty folder", "empty", (path) => mkdir(path), "an empty folder"],
  ["a pipe", "pipe", pipe, "no file"],
  ["a name that no key has", "a\nb", (path) => writeFile(path, "x"), "no name of a key"]
];

it("verifyRun(settings) names whatever is in an artifact and is no file of it: links, hidden files, empty folders", async () => {
  const artifact = dirname(await pathOf("metrics.json"));
  for (const [, name, make] of strays) await make(join(artifact, name));
  const found = (await findings()).join("\n");
  for (const [what, name, , kind] of strays)
    expect(found, what).toMatch(new RegExp(`^eval/artifacts/.*/${name}: ${kind}$`, "m"));
  for (const [, name] of strays) await rm(join(artifact, name), {recursive: true});
});

/** Objects of a run, by the end of their name, and how far above the object a link takes its place. */
const linked: [what: string, end: string, levels: number][] = [
  ["a file of an artifact", "metrics.json", 0],
  ["the folder of an artifact", "metrics.json", 1],
  ["the folder of artifacts", "metrics.json", 2],
  ["a statement", ".dsse.json", 0],
  ["a key", ".pem", 0],
  ["the pointer", "eval/latest.json", 0]
];

it.each(linked)("verifyRun(settings) names a link in the place of %s", async (_, end, levels) => {
  let path = await pathOf(end.replace("eval/", ""));
  for (let i = 0; i < levels; ++i) path = dirname(path);
  const aside = join(folder, "aside");
  await rename(path, aside);
  await symlink(aside, path);
  expect((await findings()).join("\n")).toContain("a link");
  await rm(path);
  await rename(aside, path);
});

it("verifyRun(settings) names a pipe in the place of an object, and does not wait for it", async () => {
  for (const end of ["metrics.json", "latest.json", ".dsse.json"]) {
    const path = await pathOf(end);
    await rename(path, join(folder, "aside"));
    pipe(path);
    expect(await findings(), end).not.toEqual([]);
    await rm(path);
    await rename(join(folder, "aside"), path);
  }
  expect(existsSync(join(folder, "aside"))).toBe(false);
  expect(await findings()).toEqual([]); // all was put back
});
