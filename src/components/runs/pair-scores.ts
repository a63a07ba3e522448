import type {RunComparison} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {jointHistogram} from "../charts/joint-histogram.js";
import {responsive} from "../kit/responsive.js";

/** Draws how many events have which score in the two runs; both axes have one scale. */
export function pairScores({joint}: RunComparison): HTMLElement {
  const draw = (width: number) =>
    jointHistogram({joint}, {width: Math.min(width, 420), names: ["before", "now"]});
  return element("figure", {}, responsive(draw));
}
