import * as Plot from "@observablehq/plot";
import type {Provenance} from "../../core/schema/published.js";
import type {Certificate} from "../../core/schema/threshold.js";
import {certificateQuery} from "../database/queries.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {answeredSection} from "../kit/answered-section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {chart} from "./plot.js";

/** Where the numbers of a certificate come from: their count, the file, and the query for the scores behind them. */
export interface CertificateSource {
  n: number;
  data: string;
  query: string;
}

/** Returns where the numbers of *certificate* come from; *data* is the URL of threshold.json. */
export function certificateSource(
  {calibration, heldOut, tested}: Certificate,
  data: string
): CertificateSource {
  const query = certificateQuery(calibration.from, heldOut.from, tested.from);
  return {n: calibration.events + heldOut.events + tested.events, data, query};
}

/** What stands around the figure of the check. */
export interface CertificateCheckOptions {
  title: string;
  provenance: Provenance;
  source: CertificateSource;

  /** The answer in a sentence, below the heading; none by default. */
  answer?: string;

  /** A sentence after the one of the check; none by default. */
  remark?: string;
}

/** Shows whether events after the calibration window score like those in it: the quantiles of their p-values. */
export function certificateCheck(
  certificate: Certificate,
  {title, provenance, source, answer, remark = ""}: CertificateCheckOptions
): HTMLElement {
  const figure = responsive((width) => quantileFigure(certificate, width));
  const exports = {
    name: "p-values",
    rows: () => quantilePoints(certificate),
    figure: () => figure.querySelector("svg")
  };
  const about = [checkText(certificate), remark].filter(Boolean).join(" ");
  return answeredSection(
    {title, answer, about, class: "certificate-check"},
    certificate.quantiles.length > 0 ? element("figure", {}, figure) : null,
    provenanceLine(provenance, {...source, exports})
  );
}

/** Returns whether later events were like those of the calibration window. */
export function checkText({heldOut, distance, chance}: Certificate): string {
  if (distance === null || chance === null)
    return "Too few events were held out to check that p-values of later events are uniform.";
  const often = chance < 0.001 ? "less than 0.1 %" : formatShare(chance);
  return `The check: p-values of the ${formatCount(heldOut.events)} events between the two windows should be uniform, on the diagonal. Their scores are ${distance.toFixed(3)} apart from those of the calibration window (Kolmogorov–Smirnov); by chance that much happens in ${often} of logs, and below 1 % nothing is certified.`;
}

/** Returns each quantile of the p-values with that of a uniform distribution. */
export function quantilePoints({quantiles}: Certificate) {
  return quantiles.map((heldOut, i) => ({uniform: (i + 1) / (quantiles.length + 1), heldOut}));
}

/** Draws the quantiles of the p-values of held-out events against those of a uniform distribution. */
export function quantileFigure(certificate: Certificate, width: number): SVGSVGElement {
  const side = Math.min(width, 300);
  return chart({
    width: side,
    height: side,
    marginTop: 28,
    marginBottom: 34,
    ariaLabel:
      "Quantiles of the p-values of held-out events against those of a uniform distribution",
    x: {domain: [0, 1], ticks: 5, label: "uniform", labelAnchor: "center", labelArrow: "none"},
    y: {domain: [0, 1], ticks: 5, grid: true, label: "held out", labelArrow: "none"},
    marks: [
      Plot.line([[0, 0], [1, 1]], {className: "reference"}), // prettier-ignore
      Plot.dot(quantilePoints(certificate), {x: "uniform", y: "heldOut", r: 2, className: "dots"})
    ]
  });
}
