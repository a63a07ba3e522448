import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import type {ComparedDetector, Comparison, ModelsPage} from "../../core/schema/models-page.js";
import {formatCount, formatShare} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";

/**
 * Returns which model alerts and why: that it is the default, or was chosen, and what it and the best of the others
 * measure on the same events, or that nothing can be measured without labels, or was omitted.
 */
export function flowModelSentence({
  flowModel,
  comparison
}: Pick<ModelsPage, "flowModel" | "comparison">): string {
  const own = comparison?.detectors.find(({name}) => name === flowModel);
  const title = own?.title ?? flowModel;
  const isDefault = flowModel === defaultFlowModel;
  const why = isDefault
    ? `Flows are scored, and alerts raised, by ${title}: the default, because its score is a sum of contributions and is as fast as the log is read. \`--flow-model\` chooses another.`
    : `Flows are scored, and alerts raised, by ${title}, chosen with \`--flow-model\`. Contributions and counterfactuals are of the Isolation Forest.`;
  return `${why} ${comparison ? measured(own, comparison) : omitted("How others rank")}`;
}

function measured(
  own: ComparedDetector | undefined,
  {detectors, events, baseRate}: Comparison
): string {
  if (!own || own.ap === null)
    return "Without labels of both classes nothing here says which ranks best.";
  const others = detectors.filter(({name, ap}) => name !== own.name && ap !== null);
  const best = others.toSorted((a, b) => b.ap! - a.ap!)[0];
  const base = `base rate ${formatShare(baseRate)}`;
  const mine = `On ${formatCount(events)} events its average precision is ${own.ap.toFixed(2)} (${base})`;
  if (!best) return `${mine}.`;
  return best.ap! > own.ap
    ? `${mine}; ${best.title} ranks better, ${best.ap!.toFixed(2)}.`
    : `${mine}, the highest; next is ${best.title}, ${best.ap!.toFixed(2)}.`;
}
