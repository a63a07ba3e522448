import type {Phase} from "../../../src/core/schema/artifacts.js";
import type {RunStart} from "../../audit/audit.js";
import {plainText} from "../../cli/plain-text.js";
import type {Stores} from "../../storage/store.js";
import {shortErrorMessage} from "../listener.js";
import type {Moment} from "../listener.js";
import {inputsOf, listedInputs, logsOf, outputOf} from "./datasets.js";
import type {Artifacts, Dataset} from "./datasets.js";
import {eventSchema, facet, producer, tagsFacet} from "./facets.js";
import type {Facets} from "./facets.js";
import {uuidOf} from "./uuid.js";

/** A run event of OpenLineage, version 2-0-2 of the specification (openlineage.io/spec/2-0-2/OpenLineage.json). */
export interface RunEvent {
  eventType: "START" | "COMPLETE" | "FAIL" | "ABORT";
  /** The time of the event; ISO 8601, UTC. */
  eventTime: string;
  run: {runId: string; facets: Facets};
  job: {namespace: string; name: string; facets: Facets};
  inputs: Dataset[];
  outputs: Dataset[];
  producer: string;
  schemaURL: string;
}

/** The name of the job of a complete run. */
const flowJob = "run";

/** Returns the UUID of *run*, or of a phase of it, in *namespace*: always the same one. */
function runIdOf(namespace: string, run: string, phase?: Phase): string {
  return uuidOf(["urn:atalaya:run", namespace, run, phase].filter(Boolean).join("/"));
}

/**
 * Returns what makes the moments of one run into events: one START and one COMPLETE, FAIL or ABORT for the run
 * and for each phase that was begun, each phase with the run as its parent. Undefined for a moment
 * before the run has begun.
 */
export function runEvents(namespace: string): (moment: Moment) => RunEvent | undefined {
  const artifacts: Artifacts = {};
  let begun: Begun | undefined;
  return (moment) => {
    if (moment.kind === "run-begun") begun = {namespace, ...moment};
    if (!begun) return undefined;
    const event = eventOf(moment, begun, artifacts);
    if (moment.kind === "phase-done") artifacts[moment.phase] = moment.result.manifest;
    return event;
  };
}

interface Begun {
  namespace: string;
  start: RunStart;
  stores: Stores;
}

function eventOf(moment: Moment, begun: Begun, artifacts: Artifacts): RunEvent {
  const {namespace, start, stores} = begun;
  const phase = "phase" in moment ? moment.phase : undefined;
  const runId = runIdOf(namespace, start.run, phase);
  const type = {processingType: "BATCH", integration: "ATALAYA", jobType: phase ? "TASK" : "JOB"};
  return {
    eventType: typeOf(moment),
    eventTime: moment.at.toISOString(),
    run: {runId, facets: {...commonFacets(begun, phase), ...facetsOf(moment)}},
    job: {
      namespace,
      name: phase ? `${flowJob}.${phase}` : flowJob,
      facets: facet("jobType", type)
    },
    inputs: phase ? datasetsRead(moment, phase, artifacts, stores) : [],
    outputs: moment.kind === "phase-done" ? [outputOf(moment.result, stores)] : [],
    producer,
    schemaURL: eventSchema
  };
}

function typeOf({kind}: Moment): RunEvent["eventType"] {
  if (kind.endsWith("-begun")) return "START";
  if (kind === "run-cancelled") return "ABORT";
  return kind.endsWith("-failed") ? "FAIL" : "COMPLETE";
}

/** A run has no schedule of its own: its nominal time is when it began. */
function commonFacets({namespace, start}: Begun, phase: Phase | undefined): Facets {
  const {codeVersion} = start;
  const engine = {version: codeVersion, name: "Atalaya", openlineageAdapterVersion: codeVersion};
  const parent = {
    run: {runId: runIdOf(namespace, start.run)},
    job: {namespace, name: flowJob}
  };
  return {
    ...facet("nominalTime", {nominalStartTime: start.startedAt.toISOString()}),
    ...facet("processing_engine", engine),
    ...(phase && facet("parent", {...parent, root: parent}))
  };
}

function facetsOf(moment: Moment): Facets {
  switch (moment.kind) {
    case "run-begun":
      return tagsFacet({run: moment.start.run});
    case "run-failed":
    case "phase-failed":
      return facet("errorMessage", {
        message: plainText(shortErrorMessage(moment.error)),
        programmingLanguage: "TypeScript"
      });
    case "phase-done": {
      const {manifest, reused} = moment.result;
      const more = manifest.phase === "ingestion" ? manifest.inputs.length - listedInputs : 0;
      return tagsFacet({
        reused: String(reused), // nothing was done: the artifact was there
        artifact: manifest.key,
        inputs_not_listed: more > 0 ? String(more) : undefined
      });
    }
    case "phase-begun":
    case "run-succeeded":
    case "run-cancelled":
      return {};
  }
}

function datasetsRead(
  moment: Moment,
  phase: Phase,
  artifacts: Artifacts,
  stores: Stores
): Dataset[] {
  if (phase !== "ingestion") return inputsOf(phase, artifacts, stores);
  return moment.kind === "phase-done" ? logsOf(moment.result) : []; // before, nothing is known of them
}
