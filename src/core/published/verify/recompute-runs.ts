import {phases} from "../../schema/artifacts.js";
import type {Phase} from "../../schema/artifacts.js";
import type {RunsPage} from "../../schema/runs.js";
import {chainOf, isTrainedElsewhere} from "../provenance.js";
import type {RecomputeInputs, PartlyComputed} from "./recompute-findings.js";

/** How many inputs and partitions of a phase runs.json lists. */
const [listedInputs, listedPartitions] = [20, 100];

/**
 * Returns what runs.json must say of the run that is shown, from its signed manifests; of the other runs,
 * and of when and how fast, nothing.
 */
export function recomputeRuns(
  {run, manifests}: Pick<RecomputeInputs, "run" | "manifests">,
  published: RunsPage
): PartlyComputed<RunsPage> {
  const {ingestion, transformation} = manifests;
  const elsewhere = isTrainedElsewhere(chainOf(manifests));
  const rowsIn: Record<Phase, number | undefined> = {
    ingestion: ingestion.facts.lines as number,
    transformation: ingestion.rows,
    training: elsewhere ? undefined : transformation.rows, // of a past, or of no events, known to the audit alone
    evaluation: transformation.rows
  };
  const shown = {
    run,
    status: "succeeded" as const,
    startedAt: undefined,
    finishedAt: undefined,
    command: undefined,
    codeVersion: undefined,
    error: null,
    phases: phases.map((phase) => {
      const {key, sha256, parameters, inputs, rows, facts, partitions = []} = manifests[phase];
      return {
        phase,
        key,
        sha256,
        reused: undefined,
        seconds: undefined,
        rowsIn: rowsIn[phase],
        rowsOut: rows,
        rejected: phase === "ingestion" ? (facts.rejected as number) : 0,
        parameters,
        inputs: inputs.slice(0, listedInputs).map(({name, sha256}) => ({name, sha256})),
        moreInputs: Math.max(0, inputs.length - listedInputs),
        partitions: {
          count: partitions.length,
          made: undefined, // by this run or before: known to the audit alone
          listed: partitions.slice(0, listedPartitions).map(({name, key, rows}) => ({
            partition: name,
            key,
            rows,
            made: undefined
          }))
        }
      };
    }),
    models: undefined,
    metrics: manifests.evaluation.facts.metrics as unknown as RunsPage["runs"][number]["metrics"],
    retraining: (manifests.evaluation.facts.retraining ?? null) as RunsPage["runs"][number]["retraining"] // prettier-ignore
  };
  const runs = published.runs.map((entry) => (entry.run === run ? shown : undefined));
  return {runs: (runs.length > 0 ? runs : [shown]) as PartlyComputed<RunsPage["runs"]>};
}
