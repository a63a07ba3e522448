import type {RunEntry} from "../../core/schema/runs.js";
import type {FeatureDrift, RunComparison} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import type {Change} from "./run-changes.js";

/** The exports of two compared runs. */
export type PairExports = Record<"scores" | "churn" | "came" | "went" | "drift", ExportSource>;

/** Returns the exports of *comparison*; the alerts are those that the page lists. */
export function pairExports(comparison: RunComparison): PairExports {
  const {joint, churn, came, went} = comparison;
  const {bins, from, to, cells} = joint;
  const edge = (i: number, axis: 0 | 1) => from[axis] + (i * (to[axis] - from[axis])) / bins;
  const figure = (name: string) => () =>
    document.querySelector<SVGSVGElement>(`.run-pair .${name} figure svg`);
  return {
    scores: {
      name: "run-scores",
      figure: figure("scores"),
      rows: () =>
        cells.map(([i, j, events]) => ({
          before_from: edge(i, 0),
          before_until: edge(i + 1, 0),
          now_from: edge(j, 1),
          now_until: edge(j + 1, 1),
          events
        }))
    },
    churn: {name: "rank-churn", figure: figure("churn"), rows: () => churn.map(plainRow)},
    came: {name: "alerts-that-came", rows: () => came.rows.map(plainRow), times: ["time"]},
    went: {name: "alerts-that-went", rows: () => went.rows.map(plainRow), times: ["time"]},
    drift: {name: "feature-drift", rows: () => pairDrift(comparison).map(plainRow)}
  };
}

/** Returns the drift between two runs as rows: of the score, then of each feature. */
export function pairDrift({drift, scoreDrift}: RunComparison): FeatureDrift[] {
  return [...(scoreDrift ? [{feature: "score", ...scoreDrift}] : []), ...(drift ?? [])];
}

/** Returns the menu under the tables of what the audit recorded of two runs; null if nothing differs. */
export function changesMenu(groups: {[group: string]: Change[]}): HTMLElement | null {
  const rows = Object.entries(groups).flatMap(([kind, changes]) =>
    changes.map(({name, before, after, difference}) => ({
      kind,
      name,
      before,
      after,
      difference: difference ?? null
    }))
  );
  return rows.length ? footer({name: "run-changes", rows: () => rows}) : null;
}

/** Returns the menu under the phases of *run*, one row a phase. */
export function phasesMenu({run, phases}: RunEntry): HTMLElement {
  return footer({
    name: "run-phases",
    rows: () =>
      phases.map(({parameters, ...phase}) => ({
        run,
        ...plainRow(phase),
        parameters: JSON.stringify(parameters)
      }))
  });
}

/** Returns the menu under the list of runs, one row a run. */
export function runsMenu(runs: readonly RunEntry[]): HTMLElement {
  return footer({
    name: "runs",
    rows: () => runs.map(plainRow),
    times: ["startedAt", "finishedAt"]
  });
}

function footer(source: ExportSource): HTMLElement {
  return element("div", {class: "provenance"}, exportMenu(source));
}
