import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {root} from "../machine.js";
import type {ScalingConstants} from "./constants.js";
import {asBuilt, divided, oneRack} from "./day.js";
import {scales, sensitivityOf, simulateDay, workerCounts} from "./grid.js";
import type {GridRow} from "./grid.js";
import {limitsOf} from "./limits.js";
import {duration, number, scale} from "./words.js";

/** The document, and what its tables are made from beside the constants. */
export const documentPath = join(root, "docs/scaling.md");
export const simulationPath = join(root, "docs/scaling-simulation.json");

/** Writes the tables of *constants* and *rows* into the document, between their marks. */
export async function writeTables(
  constants: ScalingConstants,
  rows: readonly GridRow[]
): Promise<void> {
  const text = await readFile(documentPath, "utf8");
  await writeFile(documentPath, withTables(text, tablesOf(constants, rows)));
}

/** Returns *text* with each of *tables* between its marks, `<!-- name -->` and `<!-- /name -->`. Throws if there are none. */
export function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((document, [name, table]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [document.indexOf(open), document.indexOf(close)];
    if (!(start >= 0 && end > start)) throw new Error(`marks not found: ${open}`);
    return `${document.slice(0, start + open.length)}\n\n${table}\n\n${document.slice(end)}`;
  }, text);
}

/** Returns the tables of the document by name, as Markdown. */
export function tablesOf(
  constants: ScalingConstants,
  rows: readonly GridRow[]
): Record<string, string> {
  return {
    measured: measuredOn(constants),
    costs: costs(constants),
    sizes: sizes(constants),
    queue: queue(constants),
    "as-built": grid(rows.filter(({design}) => design === asBuilt.name)),
    divided: grid(rows.filter(({design}) => design === divided.name)),
    limits: table(["what", "binds from", "what to do"], limitsOf(constants)),
    sensitivity: sensitivity(constants),
    crashes: crashes(constants)
  };
}

function measuredOn({measured: {on, machine, flows}}: ScalingConstants): string {
  return `Measured on ${on}: ${machine}; feeds of ${flows.map(number).join(" and ")} flows.`;
}

/** The costs with what they are of. */
const costNames: [keyof ScalingConstants["processorSeconds"], string, string][] = [
  ["ingestion", "file", "workers"],
  ["transformation", "partition of SILVER", "workers"],
  ["known", "partition of SILVER", "workers, one after the other"],
  ["scoring", "partition of SILVER", "workers"],
  ["summaries", "partition of SILVER", "workers"],
  ["training", "run", "coordinator"],
  ["evaluation", "run", "coordinator"],
  ["merge", "partition", "coordinator"]
];

function costs({processorSeconds}: ScalingConstants): string {
  const lines = costNames.map(([name, each, who]) => {
    const {perMillionEvents, each: seconds} = processorSeconds[name];
    return [name, number(perMillionEvents), `${number(seconds)} a ${each}`, who];
  });
  return table(["part", "processor seconds a million events", "and in addition", "who"], lines);
}

function sizes({bytesPerEvent, requestsPerPartition}: ScalingConstants): string {
  const bytes = Object.entries(bytesPerEvent).map(([name, value]) => [`bytes an event, ${name}`, number(value)]); // prettier-ignore
  const requests = Object.entries(requestsPerPartition).map(([name, value]) => [`requests a partition, ${name}`, number(value)]); // prettier-ignore
  return table(["what", "measured"], [...bytes, ...requests]);
}

function queue({queue: one}: ScalingConstants): string {
  const most =
    oneRack.databaseCores / (one.transactionsPerTask * one.databaseSecondsPerTransaction);
  return table(
    ["what", "measured"],
    [
      ["transactions a task", number(one.transactionsPerTask)],
      [
        "milliseconds of PostgreSQL a transaction",
        number(1000 * one.databaseSecondsPerTransaction)
      ],
      ["milliseconds of the worker a task", number(1000 * one.workerSecondsPerTask)],
      [
        `tasks a second that ${oneRack.databaseCores} cores of PostgreSQL serve at most`,
        number(most)
      ]
    ]
  );
}

function grid(rows: readonly GridRow[]): string {
  const cells = scales.map((events) => [
    scale(events),
    ...workerCounts.map((workers) => {
      const row = rows.find((one) => one.eventsPerDay === events && one.workers === workers)!;
      const late = row.keepsUp ? "" : " ✗";
      return `${duration(row.makespanSeconds)}${late}: ${row.bottleneck}`;
    })
  ]);
  const heads = workerCounts.map((n) => `${number(n)} ${n === 1 ? "worker" : "workers"}`);
  return table(["events a day", ...heads], cells);
}

function sensitivity(constants: ScalingConstants): string {
  const lines = [asBuilt, divided].flatMap((design) =>
    sensitivityOf(1e9, 100, constants, design)
      .slice(0, 6)
      .map(({constant, halved, doubled}) => [
        design.name,
        `\`${constant}\``,
        percent(halved),
        percent(doubled)
      ])
  );
  return table(["design", "constant", "halved", "doubled"], lines);
}

/** How often a worker crashes in a day, in words. */
const crashRates: [number, string][] = [
  [0, "never"],
  [1, "once a day"],
  [24, "once an hour"],
  [1_440, "once a minute"]
];

function crashes(constants: ScalingConstants): string {
  const lines = crashRates.map(([crashesPerDay, often]) => {
    const seconds = [10, 100].map(
      (workers) => simulateDay(1e9, workers, constants, divided, {crashesPerDay}).makespanSeconds
    );
    return [often, ...seconds.map(duration)];
  });
  return table(["each worker crashes", "10 workers", "100 workers"], lines);
}

function percent(share: number): string {
  return `${share >= 1 ? "+" : "−"}${Math.abs(Math.round(1000 * (share - 1)) / 10)} %`;
}

function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}
