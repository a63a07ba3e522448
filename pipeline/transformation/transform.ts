import {connections} from "../../src/core/readers/kinds/registry.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {RawFacts} from "../../src/core/schema/raw-facts.js";
import {setAsideOf, setAsideText} from "../../src/core/schema/set-aside.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {materialiseArtifact} from "../artifacts/artifacts.js";
import {goOnWithout} from "../artifacts/set-aside.js";
import {silverSpec} from "./silver-spec.js";

/** How to transform. */
export interface TransformOptions {
  /** The partitions to go on without, as the parameters of a SILVER have them; defaults to none. */
  setAside?: readonly SetAside[];
}

/**
 * Makes SILVER from the events of an ingestion: canonical flows with their features and service facts as
 * Parquet, one file a day (UTC), ordered by time, and a file a day for each table of services. Nothing in it is
 * learned from the data. A day is a partition, made of the partitions of RAW with events and records of that day and,
 * where a connection and its records may lie on both sides of midnight, of the days beside it. What DNS answered
 * before, and what logs of the next day say of its flows, are partitions too, so that a day is recomputed only if they say
 * something else. Memory is bounded whatever the size of a day. What the executor sets aside, and what needs it, SILVER is
 * without: that is a parameter of it, and a sentence each in *partial*. Throws an OutageError if that is every day.
 */
export async function transform(
  raw: Manifest,
  context: PhaseContext,
  {setAside: given = []}: TransformOptions = {}
): Promise<PhaseResult> {
  const begun = performance.now();
  const withFlows = flowDays(raw);
  const inputs = [{name: "ingestion", sha256: raw.sha256}];
  const {manifest, reused} = await goOnWithout(
    (setAside) =>
      materialiseArtifact({...specWithout(setAside), inputs}, context, async () => {
        const {makeSilver} = await import("./make-silver.js"); // DuckDB is slow to load
        return makeSilver(raw, silverSpec, context, {setAside});
      }),
    {given, what: "days with flows", total: withFlows.size, isPart: (name) => withFlows.has(name)}
  );
  const seconds = (performance.now() - begun) / 1000;
  const partial = setAsideOf([manifest]).map(setAsideText);
  return {
    ...{manifest, reused, seconds, rowsIn: raw.rows, rowsOut: manifest.rows, rejected: 0},
    ...(partial.length > 0 && {partial})
  };
}

/** Returns the specification of SILVER without partitions; that of a complete one does not have the parameter. */
function specWithout(setAside: readonly SetAside[]): typeof silverSpec {
  if (setAside.length === 0) return silverSpec;
  const parameters = {...silverSpec.parameters, setAside: setAside as SetAside[]};
  return {...silverSpec, parameters};
}

/** Returns the names of the days of *raw* with flows. */
function flowDays({facts}: Manifest): Set<string> {
  const {files} = facts as unknown as RawFacts;
  const kinds = files.flatMap(({days}) => days.filter(({kind}) => kind === connections.name));
  return new Set(kinds.flatMap(({days}) => days.map((day) => `day=${day}`)));
}
