import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {format, resolveConfig} from "prettier";
import {constantsPath, readConstants} from "./scaling/constants.js";
import {asBuilt, divided} from "./scaling/day.js";
import {simulateGrid} from "./scaling/grid.js";
import type {GridRow} from "./scaling/grid.js";
import {measureConstants} from "./scaling/measure-constants.js";
import {simulationPath, writeTables} from "./scaling/tables.js";

const {values} = parseArgs({
  options: {
    flows: {type: "string", default: "50000,200000"},
    tasks: {type: "string", default: "1000"},
    folder: {type: "string", default: tmpdir()},
    machine: {type: "string"},
    simulate: {type: "boolean", default: false},
    csv: {type: "boolean", default: false},
    "over-the-day": {type: "boolean", default: false},
    crashes: {type: "string", default: "0"}
  }
});

if (values.simulate) {
  const rows = simulateGrid(readConstants(), [asBuilt, divided], {
    filesCome: values["over-the-day"] ? "over the day" : "at once",
    crashesPerDay: Number(values.crashes)
  });
  process.stdout.write(values.csv ? csvOf(rows) : `${JSON.stringify(rows, null, 2)}\n`);
} else {
  const folder = await mkdtemp(join(values.folder, "atalaya-scaling-"));
  try {
    await mkdir(folder, {recursive: true});
    const flows = values.flows.split(",").map(Number);
    const {tasks, machine} = values;
    const constants = await measureConstants(folder, {flows, tasks: Number(tasks), machine});
    await writeJson(constantsPath, constants);
    const rows = simulateGrid(constants, [asBuilt, divided]);
    await writeJson(simulationPath, rows);
    await writeTables(constants, rows);
    process.stdout.write(`${JSON.stringify(constants, null, 2)}\n`);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Writes *value* to *path* as the format check of the repository expects it. */
async function writeJson(path: string, value: unknown): Promise<void> {
  const options = await resolveConfig(path);
  await writeFile(path, await format(JSON.stringify(value), {...options, filepath: path}));
}

function csvOf(rows: readonly GridRow[]): string {
  const names = Object.keys(rows[0]) as (keyof GridRow)[];
  const lines = rows.map((row) => names.map((name) => row[name]).join(","));
  return `${names.join(",")}\n${lines.join("\n")}\n`;
}
