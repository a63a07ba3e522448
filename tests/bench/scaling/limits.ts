import type {ScalingConstants} from "./constants.js";
import {daySeconds, divided, oneRack} from "./day.js";
import {duration, number} from "./words.js";

/** Returns rows of what binds from which number on, by itself, and what to do then: the closed forms of the simulation. */
export function limitsOf({
  processorSeconds: cost,
  bytesPerEvent: bytes,
  queue
}: ScalingConstants): string[][] {
  const inADay = (secondsPerMillion: number) => events((daySeconds / secondsPerMillion) * 1e6);
  const byWorkers = ["ingestion", "transformation", "scoring", "summaries"] as const;
  const worker = byWorkers.reduce((sum, name) => sum + cost[name].perMillionEvents, 0);
  // RAW is written and read, SILVER written and read for scores, summaries, training and tables.
  const {log, raw, silver, scores, summaries, published} = bytes;
  const moved = log + 2 * raw + 3 * silver + scores + summaries;
  const partOf = (seconds: number) => events((daySeconds / seconds) * divided.partitionEvents);
  const tasksPerSecond =
    oneRack.databaseCores / (queue.transactionsPerTask * queue.databaseSecondsPerTransaction);
  return [
    [
      "evaluation in one place",
      `${inADay(cost.evaluation.perMillionEvents)} events a day`,
      "publish tables of the most anomalous events and of each day; find incidents by host, on workers"
    ],
    [
      "a day in one partition",
      `${inADay(cost.transformation.perMillionEvents)} events a day`,
      "partitions of an hour, or of some million events"
    ],
    [
      "one worker",
      `${inADay(worker)} events a day`,
      "more workers: all that is done by partition is divided by their number"
    ],
    [
      "the store, 10 Gbit/s",
      `${events((daySeconds * oneRack.storeBytesPerSecond) / moved)} events a day, of ${number(moved)} bytes moved each`,
      "more machines of MinIO; score and summarise a partition where it was transformed, from the cache of that worker"
    ],
    [
      "one published database",
      `${events(10e9 / published)} events are 10 GB`,
      "publish the most anomalous events alone, and those of each day beside it"
    ],
    [
      "the chain of what DNS answered",
      `${partOf(cost.known.each)} events a day in partitions of ${events(divided.partitionEvents)}`,
      "carry answers over by hour, and not by partition"
    ],
    [
      "PostgreSQL, four cores",
      `${number(tasksPerSecond)} tasks a second: ${number(10 * tasksPerSecond)} workers with tasks of ten seconds, ${number(tasksPerSecond / 10)} with tasks of a tenth`,
      "tasks of several seconds: small files and small days together"
    ],
    [
      "merging of manifests",
      `${events(60 / cost.merge.each)} partitions take ${duration(60)}`,
      "merge by workers, a hundred at a time"
    ]
  ];
}

/** Returns a great number by its power of ten; e.g., 6.1 · 10⁹. */
function events(value: number): string {
  const exponent = Math.floor(Math.log10(value));
  const digits = [...String(exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${(value / 10 ** exponent).toFixed(1)} · 10${digits}`;
}
