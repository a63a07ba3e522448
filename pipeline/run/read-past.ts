import {anyTime} from "../../src/core/readers/time-bounds.js";
import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Phases} from "./phases.js";
import type {RunInput} from "./request.js";
import {summaryOf} from "./results.js";

/** RAW and SILVER of a clean past. */
export interface Past {
  raw: Manifest;
  silver: Manifest;
}

/**
 * Takes the files of a clean past, by path or glob, through ingestion and transformation; returns null if there are none.
 * Its times are bounded as those of *input* are, but by its own records; *skipped* are the files that were skipped where the
 * patterns are copies of the others.
 */
export async function readPast(
  patterns: string[],
  input: RunInput,
  context: PhaseContext,
  {ingest, transform}: Pick<Phases, "ingest" | "transform">,
  skipped?: readonly SkippedFile[]
): Promise<Past | null> {
  if (patterns.length === 0) return null;
  const {reporter} = context;
  reporter.begin("past");
  const given = input.kind === "files" ? input.time : undefined;
  const time = {...anyTime, automatic: given?.automatic ?? anyTime.automatic};
  const ingestion = await ingest({kind: "files", patterns, time, skipped}, context);
  const transformation = await transform(ingestion.manifest, context);
  reporter.end("past", summaryOf("ingestion", ingestion));
  for (const sentence of ingestion.partial ?? []) reporter.warn(sentence);
  return {raw: ingestion.manifest, silver: transformation.manifest};
}
