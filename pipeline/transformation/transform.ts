import {features} from "../../src/core/features/list.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {materialiseArtifact} from "../artifacts/artifacts.js";

/** Raised when the same events would give other bytes. */
const phaseVersion = 4;

/**
 * Makes SILVER from the events of an ingestion: canonical flows with their features and service facts as
 * Parquet, one file a day (UTC), ordered by time, and a file a day for each table of services. Nothing in it is
 * learned from the data. Features need no other day; service facts need what DNS answered before, of which a
 * bounded table is carried over. Memory is bounded by the largest day.
 */
export async function transform(raw: Manifest, context: PhaseContext): Promise<PhaseResult> {
  const begun = performance.now();
  const parameters = {
    window_seconds: 300,
    features: features.map(({name, sql}) => `${name} = ${sql}`)
  };
  const {manifest, reused} = await materialiseArtifact(
    {
      phase: "transformation",
      phaseVersion,
      parameters,
      inputs: [{name: "ingestion", sha256: raw.sha256}]
    },
    context,
    async (folder) => {
      const {makeSilver} = await import("./make-silver.js"); // DuckDB is slow to load
      return makeSilver(raw, folder, context);
    }
  );
  const seconds = (performance.now() - begun) / 1000;
  return {manifest, reused, seconds, rowsIn: raw.rows, rowsOut: manifest.rows, rejected: 0};
}
