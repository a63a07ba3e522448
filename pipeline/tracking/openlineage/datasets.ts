import {features, windowColumns} from "../../../src/core/features/list.js";
import {layerOf} from "../../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import {eventColumns} from "../../../src/core/schema/events.js";
import type {EventColumn} from "../../../src/core/schema/events.js";
import {serviceFacts} from "../../../src/core/schema/service-facts.js";
import type {PhaseResult} from "../../artifacts/phase-result.js";
import type {Stores} from "../../storage/store.js";
import {facet} from "./facets.js";
import type {Facets} from "./facets.js";

/** A dataset of an event: something that a job read or wrote. */
export interface Dataset {
  namespace: string;
  name: string;
  facets: Facets;
  inputFacets?: Facets;
  outputFacets?: Facets;
}

/** The most log files of an ingestion that are listed; the others are counted. */
export const listedInputs = 100;

/** The name of the output of each phase: the same in every run, so that lineage connects them; a facet has its version. */
const names: Readonly<Record<Phase, string>> = {
  ingestion: "events",
  transformation: "features",
  training: "models",
  evaluation: "scores"
};

/** The inputs of each phase. */
const readBy: Readonly<Record<Phase, readonly Phase[]>> = {
  ingestion: [],
  transformation: ["ingestion"],
  training: ["transformation"],
  evaluation: ["ingestion", "transformation", "training"]
};

/** The artifacts of a run so far, by the phase that made them. */
export type Artifacts = Partial<Record<Phase, Manifest>>;

/** Returns what *phase* is about to read, of what the run has made. */
export function inputsOf(phase: Phase, artifacts: Artifacts, stores: Stores): Dataset[] {
  return readBy[phase].flatMap((source) => {
    const manifest = artifacts[source];
    if (!manifest) return [];
    const {size, fileCount} = sizeOf(manifest);
    const statistics = facet("inputStatistics", {rowCount: manifest.rows, size, fileCount});
    return [{...artifactOf(manifest, stores), inputFacets: statistics}];
  });
}

/** Returns the log files that an ingestion read: by their base names, since a manifest holds no path of a machine. */
export function logsOf({manifest}: PhaseResult): Dataset[] {
  const files = manifest.facts.files as unknown as {lines: number; rejected: number}[];
  return manifest.inputs.slice(0, listedInputs).map(({name, sha256, bytes}, i) => {
    const {lines, rejected} = files[i]; // of files there is one fact an input, in the same order
    return {
      namespace: "file",
      name,
      facets: facet("version", {datasetVersion: sha256}),
      inputFacets: {
        ...facet("dataQualityMetrics", {rowCount: lines, bytes, columnMetrics: {}}),
        ...everyLineReads(rejected)
      }
    };
  });
}

function everyLineReads(rejected: number): Facets {
  const assertion = "every_line_reads";
  const found = {expected: "0", actual: String(rejected), severity: "warn"};
  return facet("dataQualityAssertions", {
    assertions: [{assertion, success: rejected === 0, ...found}]
  });
}

/** Returns what a phase made. */
export function outputOf({manifest, rowsOut}: PhaseResult, stores: Stores): Dataset {
  const {size, fileCount} = sizeOf(manifest);
  return {
    ...artifactOf(manifest, stores),
    outputFacets: facet("outputStatistics", {rowCount: rowsOut, size, fileCount})
  };
}

function artifactOf({phase, key, sha256}: Manifest, stores: Stores): Dataset {
  const {location} = stores[layerOf[phase]];
  const isRemote = location.includes("://");
  const uri = `${isRemote ? location : `file://${location}`}/artifacts/${key}`;
  const fields = fieldsOf[phase];
  return {
    namespace: isRemote ? location : "file",
    name: isRemote ? names[phase] : `${location}/${names[phase]}`,
    facets: {
      ...facet("version", {datasetVersion: sha256}),
      ...facet("dataSource", {name: location, uri}),
      ...(fields && facet("schema", {fields}))
    }
  };
}

const fieldOf = ({name, type, meaning, unit}: EventColumn) => ({
  name,
  type,
  description: unit ? `${meaning} (${unit})` : meaning
});

const eventFields = eventColumns.map(fieldOf);

const serviceFields = serviceFacts.map(fieldOf);

const windowFields = windowColumns.map((name) => ({name, type: "INTEGER"}));

const featureFields = features.map(({name, meaning, unit}) => ({
  name,
  type: "FLOAT",
  description: unit ? `${meaning} (${unit})` : meaning
}));

/** The columns of each table, from the official lists. Models are no table, and scores are several. */
const fieldsOf: Readonly<Partial<Record<Phase, object[]>>> = {
  ingestion: eventFields,
  transformation: [...eventFields, ...serviceFields, ...windowFields, ...featureFields]
};

function sizeOf({files}: Manifest): {size: number; fileCount: number} {
  return {size: files.reduce((total, {bytes}) => total + bytes, 0), fileCount: files.length};
}
