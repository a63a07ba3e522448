import type {ModelsPage} from "../../core/schema/models-page.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";

/** The figures and tables of the page Models that can be exported. */
export type ModelExports = Record<
  "metrics" | "models" | "histograms" | "joint" | "agreement" | "disagreements" | "features",
  ExportSource
>;

/** Returns the exports of the page Models: each table, and the numbers behind each figure. */
export function modelExports(page: ModelsPage): ModelExports {
  const {models, agreement, features} = page;
  return {
    metrics: table("models-found", () => models.flatMap(({metrics}) => metrics.map(plainRow))),
    models: table("models", () =>
      models.map(({parameters, ...model}) => ({
        ...plainRow(model),
        parameters: JSON.stringify(parameters)
      }))
    ),
    histograms: {
      ...table("model-scores", () =>
        models.flatMap(({name, histogram}) =>
          histogram.counts.map((events, i) => ({
            model: name,
            score_from: histogram.from + i * histogram.step,
            score_until: histogram.from + (i + 1) * histogram.step,
            events
          }))
        )
      ),
      figure: figure("scores")
    },
    joint: {
      ...table("model-agreement", () => jointRows(page)),
      figure: figure("agreement")
    },
    agreement: table("model-overlap", () =>
      agreement.overlap.map(({k, share}) => ({k, share, spearman: agreement.spearman}))
    ),
    disagreements: {
      ...table("disagreements", () => agreement.disagreements.map((row) => ({...row}))),
      alerts: true
    },
    features: table("features", () =>
      features.map(({typical, ...feature}) => ({...feature, typical: typical.join(" ")}))
    )
  };
}

function jointRows({models: [a, b], agreement}: ModelsPage): ExportRow[] {
  const {bins, from, to, cells} = agreement.joint;
  const edge = (i: number, axis: 0 | 1) => from[axis] + (i * (to[axis] - from[axis])) / bins;
  return cells.map(([i, j, events]) => ({
    [`${a.name} from`]: edge(i, 0),
    [`${a.name} until`]: edge(i + 1, 0),
    [`${b.name} from`]: edge(j, 1),
    [`${b.name} until`]: edge(j + 1, 1),
    events
  }));
}

function table(name: string, rows: () => ExportRow[]): ExportSource {
  return {name, rows};
}

function figure(id: string): () => SVGSVGElement | null {
  return () => document.querySelector<SVGSVGElement>(`#${id} figure svg`);
}
