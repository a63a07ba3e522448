import type {MethodPage} from "../../core/schema/method.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";

/** The figures of the notebook, by the id of the element that holds each. */
export type MethodFigure =
  | "figure-features"
  | "figure-fall"
  | "figure-paths"
  | "figure-convergence"
  | "figure-scores"
  | "figure-classes"
  | "figure-contributions";

/** Returns the export of a figure of the notebook: its numbers, and the picture. */
export function methodExport(page: MethodPage, figure: MethodFigure): ExportSource {
  return {
    name: figure.replace("figure", "method"),
    rows: () => rowsOf[figure](page),
    figure: () => document.querySelector<SVGSVGElement>(`#${figure} svg`)
  };
}

const rowsOf: {[figure in MethodFigure]: (page: MethodPage) => ExportRow[]} = {
  "figure-features": ({normal, features}) =>
    normal.map(({event, score, row}) => ({
      event,
      score,
      ...Object.fromEntries(features.map((name, j) => [name, row[j]]))
    })),
  "figure-fall": ({cases, features}) =>
    cases.flatMap(({name, event, path}) =>
      path.map(({feature, goesLeft, ...split}, i) => ({
        case: name,
        event: event.event,
        depth: i,
        feature: features[feature],
        goes_left: goesLeft,
        ...split
      }))
    ),
  "figure-paths": pathRows,
  "figure-convergence": pathRows,
  "figure-scores": ({cases, normalizer}) =>
    cases.map(({name, event, pathLengths}) => ({
      case: name,
      event: event.event,
      mean_path_length: pathLengths.reduce((sum, length) => sum + length, 0) / pathLengths.length,
      normalizer,
      score: event.score
    })),
  "figure-classes": ({histograms}) =>
    histograms.flatMap(({name, histogram: {from, step, counts}}) =>
      counts.map((events, i) => ({
        class: name,
        score_from: from + i * step,
        score_until: from + (i + 1) * step,
        events
      }))
    ),
  "figure-contributions": ({cases, features}) =>
    cases.flatMap(({name, event, row, contributions}) =>
      features.map((feature, j) => ({
        case: name,
        event: event.event,
        feature,
        value: row[j],
        contribution: contributions[j]
      }))
    )
};

function pathRows({cases}: MethodPage): ExportRow[] {
  return cases.flatMap(({name, event, pathLengths}) =>
    pathLengths.map((length, tree) => ({case: name, event: event.event, tree, path_length: length}))
  );
}
