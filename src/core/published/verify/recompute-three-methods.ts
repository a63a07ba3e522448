import {defaultFlowModel} from "../../detectors/flow-model.js";
import {firstComparison, measureFirst} from "../../first-comparison/figures.js";
import type {ThreeComparison, ThreeMethodsPage} from "../../schema/three-methods.js";
import type {Findings} from "../findings.js";
import type {LoadedModel} from "../loaded-model.js";
import {
  alertsOf,
  countDrawn,
  drawnEvents,
  headOf,
  isRaised,
  rowsOf,
  verdictOf,
  viewOf
} from "../pages/three-methods.js";
import type {Tables} from "../tables.js";
import type {PartlyComputed} from "./recompute-findings.js";

/**
 * Returns three-methods.json, recomputed but for what depends on the two methods whose models are not published. The first comparison
 * is measured anew.
 */
export async function recomputeThreeMethods(
  tables: Tables,
  findings: Findings,
  [{file}]: readonly LoadedModel[],
  {comparison}: ThreeMethodsPage
): Promise<PartlyComputed<ThreeMethodsPage>> {
  return {
    ...headOf(findings),
    comparison:
      comparison && file.name === "isolation-forest"
        ? await recompute(tables, findings, comparison)
        : comparison && undefined,
    first: {...firstComparison, detectors: measureFirst()}
  };
}

async function recompute(
  tables: Tables,
  findings: Findings,
  published: ThreeComparison
): Promise<PartlyComputed<ThreeComparison>> {
  const drawn = await drawnEvents(tables, findings);
  const head = countDrawn(findings, drawn);
  const isFirst = findings.parameters.flowModel === defaultFlowModel;
  const scores = Float64Array.from(drawn, ({score, scoreMl}) => (isFirst ? score : scoreMl));
  const forest = viewOf("isolation-forest", scores, head.budget);
  const places = new Map(drawn.map(({event}, i) => [event, i]));
  const events = published.listed.map(({event}) => event).filter((event) => places.has(event));
  const rows = await rowsOf(tables, events);
  return {
    ...head,
    methods: [
      alertsOf(forest, drawn),
      undefined,
      undefined
    ] as unknown as ThreeComparison["methods"],
    pairs: undefined,
    sets: undefined,
    listed: events.map((event) => {
      const i = places.get(event)!;
      return {
        ...rows.get(event)!,
        ranks: [forest.places[i], undefined, undefined],
        raised: [isRaised(forest, i), undefined, undefined],
        ...verdictOf(drawn[i])
      };
    }) as unknown as ThreeComparison["listed"],
    raised: undefined
  };
}
