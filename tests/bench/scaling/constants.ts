import {readFileSync} from "node:fs";
import {join} from "node:path";
import {root} from "../machine.js";

/** Processor seconds of one core: of each million events, and of each partition or, where there are none, of each run. */
export interface Cost {
  perMillionEvents: number;
  each: number;
}

/** What the simulation computes with: measured on one machine, by `npm run bench:scaling`. */
export interface ScalingConstants {
  measured: {
    /** The day, as 2026-12-01. */
    on: string;
    /** The machine, in words. */
    machine: string;
    /** The sizes of the feeds, in flows. */
    flows: number[];
  };

  /** Of each phase, or of a part of one that is done by partition. */
  processorSeconds: {
    ingestion: Cost;
    transformation: Cost;
    /** The part of transformation that is made day after day: what DNS answered until then. */
    known: Cost;
    scoring: Cost;
    summaries: Cost;
    training: Cost;
    /** Rules, incidents, tables and pages: what is made of all events at once. */
    evaluation: Cost;
    /** To find a partition that is there, and to list it in what is merged. */
    merge: Cost;
  };

  /** Of the log as it comes, compressed, and of what each layer keeps. */
  bytesPerEvent: Record<"log" | "raw" | "silver" | "scores" | "summaries" | "published", number>;

  /** Calls of the store for each partition that is made, those for what it reads among them. */
  requestsPerPartition: Record<"ingestion" | "transformation" | "scoring" | "summaries", number>;

  /** The queue, for each task that does nothing. */
  queue: {
    transactionsPerTask: number;
    /** Processor seconds of PostgreSQL for each transaction. */
    databaseSecondsPerTransaction: number;
    /** Processor seconds of the worker for each task. */
    workerSecondsPerTask: number;
  };
}

/** The path of the constants, beside the document that is about them. */
export const constantsPath = join(root, "docs/scaling.json");

/** Reads the constants that were measured last. */
export function readConstants(path = constantsPath): ScalingConstants {
  return JSON.parse(readFileSync(path, "utf8")) as ScalingConstants;
}
