import * as Plot from "@observablehq/plot";
import type {MethodPage} from "../../core/schema/method.js";
import {chart} from "../charts/plot.js";
import {rowTexts} from "./row-texts.js";
import type {TextRow} from "./row-texts.js";
import {caseColor, featureLabel, featureValue, readCase} from "./worked-example.js";

/** The strip of a feature: the values of the events and of the anomalous one, in [0, 1]. */
interface Strip extends TextRow {
  own: number;
  others: number[];
}

/**
 * Draws every feature as a strip from the least to the greatest value of the drawn events: a tick an
 * event, and the most anomalous event marked with its value.
 */
export function featureStrips(page: MethodPage, {width}: {width: number}): SVGSVGElement {
  const strips = page.features.map((_, j) => stripOf(page, j));
  const narrow = width < 480; // the name of a strip is above it
  const height = narrow ? 38 : 26;
  const middle = (j: number): number => j * height + (narrow ? 25 : height / 2);
  return chart({
    width,
    height: strips.length * height,
    ariaLabel: `${strips.length} features of ${page.normal.length} events`,
    marginTop: 0,
    marginBottom: 0,
    marginLeft: narrow ? 6 : 196,
    marginRight: narrow ? 6 : 112,
    x: {domain: [0, 1], axis: null},
    y: {domain: [strips.length * height, 0], axis: null},
    marks: [
      Plot.ruleY(strips, {y: (_: Strip, j: number) => middle(j), className: "hairline"}),
      // The ticks of a strip are one path with gaps: an element for each would be thousands.
      Plot.line(
        strips.flatMap(({others}, j) => others.flatMap((x) => tick(x, middle(j)))),
        {x: "x", y: "y", z: null, strokeWidth: 1, className: "ticks"}
      ),
      Plot.dot(strips, {
        x: "own",
        y: (_: Strip, j: number) => middle(j),
        r: 4.5,
        fill: {value: () => caseColor({name: "anomalous"}), scale: null}
      }),
      ...rowTexts(strips, {
        y: (_, j) => middle(j),
        narrow,
        left: narrow ? -6 : -14,
        right: narrow ? 6 : 112
      })
    ]
  });
}

function stripOf(page: MethodPage, j: number): Strip {
  const own = readCase(page, "anomalous").row[j];
  const values = page.normal.map(({row}) => row[j]);
  const low = Math.min(own, ...values);
  const high = Math.max(own, ...values);
  const place = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
  return {
    name: featureLabel(page, j),
    value: featureValue(page, j, own),
    own: place(own),
    others: values.map(place)
  };
}

/** Returns the ends of a tick, and a gap after it. */
function tick(x: number, y: number): {x: number; y: number}[] {
  return [
    {x, y: y - 5},
    {x, y: y + 5},
    {x, y: NaN}
  ];
}
