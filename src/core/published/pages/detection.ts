import {entityDetectors} from "../../detectors/entity/registry.js";
import type {DetectionMeasures, DetectionPage} from "../../schema/detection.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";

/** Returns what the pages say of how good the incidents of hosts are. */
export function detectionPage(
  {chain, key, parameters}: Findings,
  measures: DetectionMeasures | null
): DetectionPage {
  return {
    provenance: provenanceOf(chain, key, parameters),
    detectors: entityDetectors.map(({name, title}) => ({name, title})),
    measures
  };
}
