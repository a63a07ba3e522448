import {readVersion} from "../../config/package.js";

/** A facet: a part of an event that says what it is by the address of its schema. */
export interface Facet {
  _producer: string;
  _schemaURL: string;
  [field: string]: unknown;
}

/** Facets by the names that the specification gives them. */
export type Facets = Readonly<Record<string, Facet>>;

/** The producer of the events, as a URI. */
export const producer = `urn:atalaya:pipeline:${readVersion()}`;

/** The schema of the events: version 2-0-2 of the specification. */
export const eventSchema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/** The version and the schema of each facet that is used, by its name in an event. */
const schemas = {
  dataQualityAssertions: "1-1-0/DataQualityAssertionsDatasetFacet",
  dataQualityMetrics: "1-0-3/DataQualityMetricsInputDatasetFacet",
  dataSource: "1-0-1/DatasourceDatasetFacet",
  errorMessage: "1-0-1/ErrorMessageRunFacet",
  inputStatistics: "1-0-0/InputStatisticsInputDatasetFacet",
  jobType: "2-0-4/JobTypeJobFacet",
  nominalTime: "1-0-1/NominalTimeRunFacet",
  outputStatistics: "1-0-2/OutputStatisticsOutputDatasetFacet",
  parent: "1-2-0/ParentRunFacet",
  processing_engine: "1-1-1/ProcessingEngineRunFacet",
  schema: "1-2-0/SchemaDatasetFacet",
  tags: "1-0-0/TagsRunFacet",
  version: "1-0-1/DatasetVersionDatasetFacet"
} as const;

/** The name of a facet. */
export type FacetName = keyof typeof schemas;

/** Returns the facet *name* that says *fields*. */
export function facet(name: FacetName, fields: {[field: string]: unknown}): Facets {
  const [version, type] = schemas[name].split("/");
  const _schemaURL = `https://openlineage.io/spec/facets/${version}/${type}.json#/$defs/${type}`;
  return {[name]: {_producer: producer, _schemaURL, ...fields}};
}

/** Returns the facet that says *tags* of a run. */
export function tagsFacet(tags: {[key: string]: string | undefined}): Facets {
  const set = Object.entries(tags).filter(([, value]) => value !== undefined);
  return facet("tags", {tags: set.map(([key, value]) => ({key, value, source: "ATALAYA"}))});
}
