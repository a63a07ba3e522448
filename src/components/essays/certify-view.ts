import type {Certificate, ThresholdPage} from "../../core/schema/threshold.js";
import {certificateSource, quantileFigure, quantilePoints} from "../charts/certificate-check.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {liveFigure} from "../kit/live-figure.js";
import {methodFigure} from "../method/method-figure.js";
import {slider} from "../method/slider.js";
import {levelTable} from "../threshold/certificate-part.js";
import {pValueTable} from "./p-value-table.js";
import {rowsAt, tailDiscoveries, tailPValues} from "./tail-p-values.js";
import {rowsCurves, rowsFigure} from "./rows-needed-figure.js";
import {discoveryText, rowsText} from "./certify-sentences.js";

/** The figures of the notebook “Can we certify a false discovery rate?”; all null without a test window. */
export interface CertifyView {
  worked: HTMLElement | null;
  controls: HTMLElement | null;
  rows: HTMLElement | null;
  found: HTMLElement | null;
  check: HTMLElement | null;
  levels: HTMLElement | null;
}

/** The levels and the shares on the sliders. */
const alphas = Array.from({length: 28}, (_, i) => rounded(10 ** (-3 + i / 10))); // 0.001 to 0.5
const shares = Array.from({length: 41}, (_, i) => rounded(10 ** (-5 + i / 10))); // 0.00001 to 0.1

/** Returns the figures and controls of the notebook; *data* is the URL of threshold.json. */
export function certifyView(page: ThresholdPage, data: string): CertifyView {
  const {certificate, provenance} = page;
  if (!certificate)
    return {worked: null, controls: null, rows: null, found: null, check: null, levels: null};
  const source = {provenance, data};
  const {n, query} = certificateSource(certificate, data);
  return {
    worked: workedFigure(page, certificate, data),
    ...interactive(page, certificate, data),
    check:
      certificate.quantiles.length === 0
        ? null
        : methodFigure(source, {
            id: "figure-check",
            picture: (width) => quantileFigure(certificate, width),
            n,
            query,
            exports: {
              name: "p-values",
              rows: () => quantilePoints(certificate),
              figure: () => document.querySelector<SVGSVGElement>("#figure-check svg")
            },
            caption:
              "Quantiles of the p-values of held-out events against those of a uniform distribution. On the diagonal, later events score like those of the calibration window. Below it, p-values are smaller than they should be: more alarms than promised."
          }),
    levels: methodFigure(source, {
      picture: levelTable(certificate),
      n,
      query,
      exports: {name: "certificate", rows: () => certificate.levels.map((level) => ({...level}))}
    })
  };
}

function workedFigure(page: ThresholdPage, certificate: Certificate, data: string): HTMLElement {
  const pValues = tailPValues(page, certificate);
  return methodFigure(
    {provenance: page.provenance, data},
    {
      picture: pValueTable(page, pValues.slice(0, 5)),
      n: pValues.length,
      exports: {
        name: "p-values-of-events",
        rows: () =>
          pValues.map(({place, ...one}) => ({event_id: page.tail.event[place], ...one, label: page.tail.attack[place]})) // prettier-ignore
      }
    }
  );
}

function interactive(
  page: ThresholdPage,
  certificate: Certificate,
  data: string
): Pick<CertifyView, "controls" | "rows" | "found"> {
  const {calibration, tested, expectedShare, levels} = certificate;
  const pValues = tailPValues(page, certificate);
  const level = slider("share of false alerts at most, α", {min: 0, max: alphas.length - 1, value: nearest(alphas, 0.1)}); // prettier-ignore
  const rate = slider("base rate: alerts among events", {min: 0, max: shares.length - 1, value: nearest(shares, expectedShare)}); // prettier-ignore
  const [rowsStatus, foundStatus] = [element("p", {role: "status"}), element("p", {role: "status"})]; // prettier-ignore
  const own = {share: expectedShare, rows: calibration.events};
  const drawn = levels.map(({alpha}) => alpha);
  const state = () => ({alpha: alphas[Number(level.input.value)], share: shares[Number(rate.input.value)]}); // prettier-ignore
  const figure = liveFigure((width, at: {alpha: number; share: number}) =>
    rowsFigure({width, alphas: drawn, ...at, own})
  );
  const draw = () => {
    const {alpha, share} = state();
    level.output.textContent = formatShare(alpha);
    rate.output.textContent = `1 in ${formatCount(1 / share)}`;
    rowsStatus.textContent = rowsText({alpha, share}, rowsAt(share, alpha, calibration));
    const found = tailDiscoveries(pValues, tested, {alpha, attack: page.tail.attack});
    foundStatus.textContent = discoveryText(found, {alpha, certificate});
    figure.draw({alpha, share});
  };
  for (const {input} of [level, rate]) input.addEventListener("input", draw);
  draw();
  const source = {provenance: page.provenance, data};
  return {
    controls: element("div", {class: "plot"}, level.node, rate.node),
    rows: methodFigure(source, {
      picture: element("div", {}, rowsStatus, figure.node),
      caption:
        "The calibration events that a certificate takes, by the share of alerts, for the levels of this run and for yours. The dot is this run: the share that its budget allows, and the events that it has. Below a curve there are too few for that level, whatever the scores.",
      n: calibration.events,
      exports: {
        name: "calibration-rows",
        rows: () => rowsCurves([...new Set([...drawn, state().alpha])].sort((a, b) => a - b)).map((point) => ({...point})), // prettier-ignore
        figure: figure.svg
      }
    }),
    found: methodFigure(source, {
      picture: foundStatus,
      n: tested.events,
      exports: {
        name: "discoveries-by-alpha",
        rows: () => alphas.map((alpha) => ({alpha, ...tailDiscoveries(pValues, tested, {alpha, attack: page.tail.attack})})) // prettier-ignore
      }
    })
  };
}

function nearest(values: readonly number[], value: number): number {
  const distance = (one: number) => Math.abs(Math.log(one / value));
  return values.reduce((best, one, i) => (distance(one) < distance(values[best]) ? i : best), 0);
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
