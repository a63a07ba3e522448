import type {ExportSource} from "../exports/export-menu.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {StudyContext} from "./evaluation-data.js";

/** Returns the line under a figure that is drawn from the study: of *n* things, with what its menu exports. */
export function studyLine(
  {evaluation: {provenance}, files}: Pick<StudyContext, "evaluation" | "files">,
  {n, exports}: {n: number; exports?: ExportSource}
): HTMLElement {
  return provenanceLine(provenance, {
    ...{n, exports, data: files["evaluation.json"]},
    command: "atalaya evaluate RUN"
  });
}
