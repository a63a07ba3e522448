import {mkdtemp, readdir, readFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it} from "vitest";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {writeSyntheticLogs} from "../../../../pipeline/ingestion/synthetic/write-logs.js";

const reporter = {begin() {}, end() {}, progress() {}, warn() {}};

it("writeSyntheticLogs(folder, options, reporter) writes a file a kind, and the ground truth", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "atalaya-generate-")), "logs");
  const options = {flows: 2_000, seed: 3};
  const {files} = writeSyntheticLogs(folder, options, reporter);
  expect((await readdir(folder)).sort()).toEqual(files.toSorted());
  expect(files.slice(0, 1)).toEqual(["conn.log"]);
  expect(files).toContain("dns.log");
  const conn = await readFile(join(folder, "conn.log"));
  expect(conn.equals(Buffer.concat([...syntheticFeed(options)]))).toBe(true);
  const truth = JSON.parse(await readFile(join(folder, "attacks.json"), "utf8")) as {
    options: object;
    attacks: {flows: number}[];
  };
  expect(truth.options).toMatchObject({generator: 2, flows: 2_000, seed: 3, difficulty: 1});
  const labelled = conn.toString("latin1").match(/\tMalicious#\d+\t/g)?.length;
  expect(truth.attacks.reduce((sum, {flows}) => sum + flows, 0)).toBe(labelled);
  expect(() => writeSyntheticLogs(folder, options, reporter)).toThrow(
    `invalid --out: ${folder} is not empty; name a new folder`
  );
});

it("writeSyntheticLogs(folder, options, reporter) writes nothing for an invalid option", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "atalaya-generate-")), "logs");
  expect(() => writeSyntheticLogs(folder, {flows: 1}, reporter)).toThrow("invalid --flows: 1");
  await expect(readdir(folder)).rejects.toThrow("ENOENT");
});
