import {copyFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {sha256OfFile} from "../../../pipeline/artifacts/digest.js";
import type {DigestedLog} from "../../../pipeline/ingestion/land-bytes.js";
import {readFile} from "../../../pipeline/ingestion/read-file.js";
import type {readFileOnThread} from "../../../pipeline/ingestion/read-file.js";
import {openWorkers} from "../../../pipeline/tasks/workers.js";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {partitionNames} from "../../../src/core/schema/raw-facts.js";
import {factsOf} from "./read-raw.js";
import {testContext} from "./test-context.js";
import type {TestContext} from "./test-context.js";

const files = (...patterns: string[]) => ({kind: "files" as const, patterns});
const header = "#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tconn_state\tlabel\n";
const row = (i: number) => `${i}.5\t10.0.0.1\t10.0.0.2\tSF\t${i % 2 ? "Benign" : "Malicious"}\n`;
const rows = (n: number) => Array.from({length: n}, (_, i) => row(i)).join("");
const put = (context: TestContext, name: string, text: string) =>
  writeFile(join(context.folder, name), text);

it("partitionNames(digests) gives two files that share 16 digits different names, in any order", () => {
  const [a, b, c] = ["0".repeat(64), "0".repeat(63) + "1", "f".repeat(64)];
  const expected = [
    [a, "file=0000000000000000"],
    [b, `file=${b}`],
    [c, "file=ffffffffffffffff"]
  ];
  expect([...partitionNames([a, b, c])]).toEqual(expected);
  expect([...partitionNames([c, b, a, b])]).toEqual(expected);
});

it("ingest(files) reads two equal files once, warns, and lists the second as skipped", async () => {
  const context = await testContext();
  await put(context, "a.log", header + rows(2));
  await copyFile(join(context.folder, "a.log"), join(context.folder, "b.log"));
  const {manifest, rowsIn, rowsOut} = await ingest(files(`${context.folder}/?.log`), context);
  expect([rowsIn, rowsOut]).toEqual([4, 2]);
  expect(context.warnings).toEqual(["same bytes twice: b.log and a.log; they are read once"]);
  expect((await context.stores.raw.list("bytes/")).length).toBe(1);
  const facts = factsOf(manifest);
  expect(facts.files.map(({name}) => name)).toEqual(["a.log"]);
  expect(facts.skipped).toEqual([{name: "b.log", reason: "a file with the same bytes as a.log"}]);
});

it("ingest(files) makes one partition of one more file, and the same artifact in any order", async () => {
  const texts = [header + rows(5), header + rows(7) + "x\n", "", header + row(1) + "1e9\t::1\n"];
  const land = async (context: TestContext, count: number, ...rest: number[]) => {
    context.partitions = {made: 0, reused: 0};
    for (const i of [...Array(count).keys(), ...rest]) await put(context, `${i}.log`, texts[i]);
    const {manifest} = await ingest(files(`${context.folder}/*.log`), context);
    return {manifest, ...context.partitions};
  };
  const context = await testContext();
  const one = await land(context, 1);
  const two = await land(context, 2);
  const all = await land(context, 4);
  expect([one, two, all].map(({made, reused}) => [made, reused])).toEqual([
    [1, 0],
    [1, 1],
    [2, 2]
  ]);
  expect(await land(context, 4)).toEqual({manifest: all.manifest, made: 0, reused: 4});
  const again = await land(await testContext(2), 0, 3, 2, 1, 0);
  expect(again.manifest).toEqual(all.manifest);
  const facts = factsOf(all.manifest);
  expect(facts.lines).toBe(facts.comments + facts.accepted + facts.rejected);
  expect(facts).toMatchObject({accepted: 13, rejected: 2, labelled: 13});
  expect(facts.reasons.map(({file, line}) => [file, line])).toEqual([
    ["1.log", 10],
    ["3.log", 4]
  ]);
});

it("readFile(log) writes the same on another thread, and says there why a file is rejected", async () => {
  const {folder} = await testContext();
  const path = join(folder, "a.log");
  await writeFile(path, header + rows(500) + "x\n");
  const log = {name: "a.log", path, ...(await sha256OfFile(path))};
  const optionsIn = (name: string) => ({
    ...{slot: 7, partition: "file=a", bounds: null},
    folder: join(folder, name)
  });
  const workers = openWorkers(1);
  const module = new URL("../../../pipeline/ingestion/read-file.ts", import.meta.url);
  const read = (one: DigestedLog, name: string) =>
    workers.call<typeof readFileOnThread>(module, "readFileOnThread", {
      log: one,
      ...optionsIn(name)
    });
  try {
    const here = await readFile(log, optionsIn("here"));
    expect(here).toMatchObject({events: 500, facts: {accepted: 500, rejected: 1, labelled: 500}});
    expect(await read(log, "there")).toEqual(here);
    for (const name of Object.keys(here.fileRows))
      expect(await sha256OfFile(join(folder, "there", name))).toEqual(
        await sha256OfFile(join(folder, "here", name))
      );
    await writeFile(path, "Dear diary\n");
    expect(await read(log, "again")).toEqual({problem: expect.stringContaining("not a log")});
  } finally {
    await workers.close();
  }
});
