import * as Plot from "@observablehq/plot";
import type {Certificate, CertificateLevel, ThresholdPage} from "../../core/schema/threshold.js";
import {chart} from "../charts/plot.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, formatTime} from "../kit/format.js";
import {liveFigure} from "../kit/live-figure.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {certificateSentence, checkText, reasonsOf} from "./certificate-text.js";
import type {Part, PartOptions} from "./threshold-part.js";
import {certificateQuery} from "./threshold-queries.js";

/** Returns what can be certified, and how alike the windows are that it rests on; nothing without a test window. */
export function certificateParts(page: ThresholdPage, {data}: PartOptions): Part[] {
  const {certificate} = page;
  if (!certificate) return [];
  const {calibration, heldOut, tested} = certificate;
  const query = certificateQuery(calibration.from, heldOut.from, tested.from);
  const n = calibration.events + heldOut.events + tested.events;
  const source = {n, data, query};
  return [levelsPart(page, certificate, source), checkPart(page, certificate, source)];
}

/** Where the numbers of a part come from. */
interface Source {
  n: number;
  data: string;
  query: string;
}

function levelsPart({provenance}: ThresholdPage, certificate: Certificate, source: Source): Part {
  const {calibration, tested, levels} = certificate;
  const exports = {name: "certificate", rows: () => levels.map((level) => ({...level}))};
  const node = section(
    {
      title: "Can a share of false alerts be certified?",
      about: `${certificateSentence(certificate)} A p-value is the share of ${formatCount(calibration.events)} events from ${formatTime(calibration.from)} to ${formatTime(calibration.to)} UTC that score at least as high: no model was trained on them. The alerts are of the ${formatCount(tested.events)} events from ${formatTime(tested.from)} on.`,
      class: "certificate"
    },
    levelTable(certificate),
    ...reasonsOf(certificate).map((text) => element("p", {class: "about"}, text)),
    element(
      "p",
      {class: "about"},
      "The guarantee is for the mean over many logs, and only if normal events of both windows are exchangeable: a new service, a working day after a weekend, or an attack that nobody labelled in the calibration window breaks it. The alert budget above needs none of this, and guarantees nothing."
    ),
    provenanceLine(provenance, {...source, exports})
  );
  return {node, draw() {}};
}

function checkPart({provenance}: ThresholdPage, certificate: Certificate, source: Source): Part {
  const figure = liveFigure((width) => quantileFigure(certificate, width));
  figure.draw(undefined);
  const exports = {name: "p-values", rows: () => quantilePoints(certificate), figure: figure.svg};
  const node = section(
    {
      title: "Are later events like those of the calibration window?",
      about: checkText(certificate),
      class: "certificate-check"
    },
    element("figure", {}, figure.node),
    provenanceLine(provenance, {...source, exports})
  );
  return {node, draw() {}};
}

function levelTable(certificate: Certificate): HTMLElement {
  const labelled = certificate.levels.some(({attacks, benign}) => attacks + benign > 0);
  return table(certificate.levels, {
    label: "what can be certified",
    columns: [
      {
        name: "false alerts at most",
        header: true,
        number: true,
        cell: ({alpha}) => formatShare(alpha)
      },
      {
        name: "alerts",
        number: true,
        cell: ({certified, alerts}) => (certified ? formatCount(alerts) : "none")
      },
      {name: "from score", number: true, cell: ({score}) => score?.toFixed(4) ?? "–"},
      ...(labelled ? [{name: "of them benign, by label", number: true, cell: benignShare}] : [])
    ]
  });
}

function benignShare({attacks, benign}: CertificateLevel): string {
  return attacks + benign > 0 ? formatShare(benign / (attacks + benign)) : "–";
}

/** Returns each quantile of the p-values with that of a uniform distribution. */
function quantilePoints({quantiles}: Certificate) {
  return quantiles.map((heldOut, i) => ({uniform: (i + 1) / (quantiles.length + 1), heldOut}));
}

function quantileFigure(certificate: Certificate, width: number): SVGSVGElement {
  const side = Math.min(width, 320);
  return chart({
    width: side,
    height: side * 0.8,
    marginTop: 28,
    marginBottom: 34,
    ariaLabel:
      "Quantiles of the p-values of held-out events against those of a uniform distribution",
    x: {domain: [0, 1], ticks: 5, label: "uniform", labelAnchor: "center", labelArrow: "none"},
    y: {domain: [0, 1], ticks: 5, grid: true, label: "held out", labelArrow: "none"},
    marks: [
      Plot.line([[0, 0], [1, 1]], {className: "line dashed"}), // prettier-ignore
      Plot.dot(quantilePoints(certificate), {x: "uniform", y: "heldOut", r: 2, className: "dots"})
    ]
  });
}
