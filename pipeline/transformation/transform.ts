import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {materialiseArtifact} from "../artifacts/artifacts.js";
import {silverSpec} from "./silver-spec.js";

/**
 * Makes SILVER from the events of an ingestion: canonical flows with their features and service facts as
 * Parquet, one file a day (UTC), ordered by time, and a file a day for each table of services. Nothing in it is
 * learned from the data. A day is a partition, made of the partitions of RAW with events and records of that day and,
 * where a connection and its records may lie on both sides of midnight, of the days beside it. What DNS answered
 * before, and what logs of the next day say of its flows, are partitions too, so that a day is recomputed only if they say
 * something else. Memory is bounded whatever the size of a day.
 */
export async function transform(raw: Manifest, context: PhaseContext): Promise<PhaseResult> {
  const begun = performance.now();
  const {manifest, reused} = await materialiseArtifact(
    {...silverSpec, inputs: [{name: "ingestion", sha256: raw.sha256}]},
    context,
    async () => {
      const {makeSilver} = await import("./make-silver.js"); // DuckDB is slow to load
      return makeSilver(raw, silverSpec, context);
    }
  );
  const seconds = (performance.now() - begun) / 1000;
  return {manifest, reused, seconds, rowsIn: raw.rows, rowsOut: manifest.rows, rejected: 0};
}
