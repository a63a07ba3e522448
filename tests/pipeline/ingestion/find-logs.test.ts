import {execFileSync} from "node:child_process";
import {mkdir, mkdtemp, realpath, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLogs} from "../../../pipeline/ingestion/find-logs.js";
import {selectLogs} from "../../../pipeline/ingestion/select-logs.js";

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

it("findLogs(patterns) says of a folder what in it is no file that can be read, and follows no circle", async () => {
  const folder = join(root, "special");
  await mkdir(join(folder, "below"), {recursive: true});
  await writeFile(join(folder, "conn.log"), "");
  await writeFile(Buffer.concat([Buffer.from(`${folder}/d`), Buffer.from([0xff])]), "");
  execFileSync("mkfifo", [join(folder, "pipe.log")]);
  await symlink("..", join(folder, "below", "up"));
  await symlink("nowhere", join(folder, "below", "dangling.log"));
  const files = await findLogs([folder]);
  expect(files.map(({name, problem}) => [name, problem])).toEqual([
    ["below/dangling.log", "a symbolic link that leads nowhere (ENOENT)"],
    ["conn.log", null],
    ["d\ufffd", null],
    ["pipe.log", "a named pipe"]
  ]);
  await expect(selectLogs([join(folder, "d\ufffd")])).rejects.toThrow(
    "not a log of connections: d\ufffd is a file whose name is not UTF-8"
  );
  await rm(folder, {recursive: true});
});

it("findLogs(patterns) names the log, and the remedy, where it cannot be reached", async () => {
  await symlink("circle.log", join(root, "circle.log"));
  await expect(findLogs([join(root, "circle.log")])).rejects.toThrow(
    `unreadable file: ${root}/circle.log (ELOOP); its symbolic links lead in a circle`
  );
  await expect(findLogs([join(root, "x\ufffd.log")])).rejects.toThrow(
    "a name that is not UTF-8 cannot be given: rename the file"
  );
  await rm(join(root, "circle.log"));
});

it("findLogs(patterns) refuses patterns that mean nothing", async () => {
  await expect(findLogs([join(root, "empty")])).rejects.toThrow(`empty folder: ${root}/empty`);
  await expect(findLogs([join(root, "*.pcap")])).rejects.toThrow(`file not found: ${root}/*.pcap`);
  await expect(findLogs([join(root, "conn.log")])).rejects.toThrow("file not found:");
  await expect(findLogs(["/dev/null"])).rejects.toThrow("not a regular file: /dev/null");
  await expect(findLogs([])).rejects.toThrow("missing files");
});
