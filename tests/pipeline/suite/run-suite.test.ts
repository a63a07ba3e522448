import {mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {folderStore} from "../../../pipeline/storage/folder.js";
import {runSuite} from "../../../pipeline/suite/run-suite.js";
import {openWorkers} from "../../../pipeline/tasks/workers.js";
import type {Workers} from "../../../pipeline/tasks/workers.js";
import {clusterCsv, withFolder} from "./folder.js";

const reporter = {begin() {}, progress() {}, end() {}, warn() {}};

async function makeSets(folder: string): Promise<void> {
  await mkdir(join(folder, "deep"), {recursive: true});
  await writeFile(join(folder, "one.csv"), clusterCsv(60, 4));
  await writeFile(join(folder, "two.csv"), clusterCsv(80, 6, 3).replace("label", "other")); // a last one of 0 and 1
  await writeFile(join(folder, "deep/three.csv"), clusterCsv(50, 5, 0.1).replace("name,label", "name,y")); // prettier-ignore
  await writeFile(join(folder, "broken.csv"), "a,label\n1,0\nx,1\n3,0\n");
  await writeFile(join(folder, "none.csv"), "a,b\n1,5\n2,7\n");
  await writeFile(join(folder, "README.md"), "# Sets\n");
}

const run = (folder: string, workers: Workers, threads: number) =>
  runSuite(
    {folder: join(folder, "sets"), seeds: 2, label: null},
    {store: folderStore(join(folder, `store-${threads}`)), workers, reporter, threads, scratch: folder} // prettier-ignore
  );

it("runSuite(request, context) measures every set, lists the others, goes on where it was, and is the same on any threads", async () => {
  await withFolder(async (folder) => {
    await makeSets(join(folder, "sets"));
    const workers = openWorkers(2);
    const suite = await run(folder, workers, 2).finally(() => workers.close());
    expect(suite.sets.map(({name, rows, columns, anomalies}) => [name, rows, columns, anomalies])).toEqual([["deep/three", 50, 2, 5], ["one", 60, 2, 4], ["two", 80, 2, 6]]); // prettier-ignore
    expect(suite.sets[0].about).toContain('Left aside, without numbers or an id: "name"');
    expect(suite.damaged).toEqual([{path: "broken.csv", reason: 'invalid number: "x" in row 2 of broken.csv, column "a"; give a finite number in each row'}]); // prettier-ignore
    expect(suite.skipped.map(({path}) => path)).toEqual(["README.md", "none.csv"]);
    expect(suite.results).toHaveLength(3 * 10 * 2);
    const nearest = suite.results.filter(({detector}) => detector === "k-nearest-neighbours");
    for (const {measures} of nearest) {
      expect([...measures!.auroc, ...measures!.precision]).toEqual([1, 1, 1, 1]);
      for (const ap of measures!.ap) expect(ap).toBeCloseTo(1, 12);
    }
    const chance = suite.results.filter(({detector}) => detector === "random");
    for (const {measures} of chance) expect(measures!.auroc[0]).not.toBe(measures!.auroc[1]);
    const novel = suite.results.find(({set, regime}) => set === "one" && regime === "novel")!;
    expect([novel.trained, novel.tested, novel.anomalies]).toEqual([28, 32, 4]);
    expect(suite.summary.ranks.map(({sets}) => sets.length)).toEqual([3, 3, 3, 3]);

    const alone = await run(folder, openWorkers(0), 1);
    expect(alone).toEqual(suite);
    const none: Workers = {threads: 0, call: () => Promise.reject(new Error("measured twice")), async close() {}}; // prettier-ignore
    expect(await run(folder, none, 2)).toEqual(suite);
  });
});
