import {mkdir, mkdtemp, realpath, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLogs} from "../../../pipeline/ingestion/find-logs.js";

let root: string;
const names = [
  "2024-04-19/conn.9:00.log",
  "2024-04-19/conn.10:00.log",
  "2024-04-20/conn.9:00.log",
  "odd [1] *{a,b}.log",
  "odd 1.log"
];

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "find-logs-")));
  for (const day of ["2024-04-19", "2024-04-20"]) await mkdir(join(root, day));
  for (const name of names) await writeFile(join(root, name), "");
  for (const folder of ["empty", "in [a] {b}"]) await mkdir(join(root, folder));
  for (const name of [".hidden", "x.log"]) await writeFile(join(root, "in [a] {b}", name), "");
  await symlink(join(root, names[0]), join(root, "link.log"));
});

afterAll(() => rm(root, {recursive: true}));

const found = async (...patterns: string[]) =>
  (await findLogs(patterns.map((pattern) => join(root, pattern)))).map(({name}) => name);

it("findLogs(patterns) returns files in natural order, named below the folder they share", async () => {
  expect(await found("*/conn*.log")).toEqual(names.slice(0, 3));
  expect(await found(names[2], names[1], names[0])).toEqual(names.slice(0, 3));
  expect(await found("2024-04-19/*")).toEqual(["conn.9:00.log", "conn.10:00.log"]);
  expect(await found(names[0])).toEqual(["conn.9:00.log"]);
});

it("findLogs(patterns) takes the path of a file literally, whatever stands in its name", async () => {
  expect(await found("odd [1] *{a,b}.log")).toEqual(["odd [1] *{a,b}.log"]);
  expect(await found("odd [0-9].log")).toEqual(["odd 1.log"]);
});

it("findLogs(patterns) returns each file once, by whatever name it is reached", async () => {
  expect(await found(names[0], "2024-04-19/*", "link.log", `./${names[0]}`)).toEqual([
    "conn.9:00.log",
    "conn.10:00.log"
  ]);
});

it("findLogs(patterns) returns every file below a folder but hidden ones, whatever stands in its name", async () => {
  expect(await found("2024-04-19/")).toEqual(["conn.9:00.log", "conn.10:00.log"]);
  expect(await found("2024-04-19", "2024-04-20")).toEqual(names.slice(0, 3));
  expect(await found("in [a] {b}")).toEqual(["x.log"]);
});

it("findLogs(patterns) says which files are named by their path", async () => {
  const named = async (...patterns: string[]) =>
    (await findLogs(patterns.map((pattern) => join(root, pattern)))).map((file) => file.named);
  expect(await named("2024-04-19", names[1])).toEqual([false, true]);
  expect(await named(names[1], "2024-04-19")).toEqual([false, true]);
  expect(await named("2024-04-19/*")).toEqual([false, false]);
});

it("findLogs(patterns) refuses patterns that mean nothing", async () => {
  await expect(findLogs([join(root, "empty")])).rejects.toThrow(`empty folder: ${root}/empty`);
  await expect(findLogs([join(root, "*.pcap")])).rejects.toThrow(`file not found: ${root}/*.pcap`);
  await expect(findLogs([join(root, "conn.log")])).rejects.toThrow("file not found:");
  await expect(findLogs(["/dev/null"])).rejects.toThrow("not a regular file: /dev/null");
  await expect(findLogs([])).rejects.toThrow("missing files");
});
