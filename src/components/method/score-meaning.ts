import {extent, min, range, sum} from "d3-array";
import {scaleLinear, scaleLog} from "d3-scale";
import {alertValue} from "../../core/evaluation/alert-value.js";
import type {Histogram, Today} from "../../core/schema/published.js";
import {element, svgElement} from "../kit/element.js";
import {formatCount, formatScore, formatShare, plural} from "../kit/format.js";
import {fairest} from "../../core/evaluation/choose-metrics.js";
import {table} from "../kit/table.js";
import {scoreColor} from "../kit/score-color.js";
import {slider} from "./slider.js";

/** A score, and the share of all events that have at least it. */
export interface SharePoint {
  score: number;
  share: number;
}

/** Returns the share of events at or above the start of each bin of a histogram, in [0, 1], falling. */
export function sharesAbove({from, step, counts}: Histogram): SharePoint[] {
  const total = sum(counts);
  let above = total;
  return counts.flatMap((count, i) => {
    const share = total > 0 ? above / total : 0;
    above -= count;
    return share > 0 ? [{score: from + i * step, share}] : [];
  });
}

/**
 * Draws the share of events at or above each score, by powers of ten, and the threshold. Drawn by hand: each
 * step has the colour of its score, which changes within a line.
 */
export function shareCurve(today: Today, {width}: {width: number}): SVGElement {
  const height = 250;
  const right = width - 20;
  const points = sharesAbove(today.histogram);
  const used = points.filter(({share}, i) => share < 1 || points[i + 1]?.share < 1);
  const [low = 0, high = 1] = extent(used, ({score}) => score);
  const x = scaleLinear([low, Math.max(high, low + 0.01, today.threshold)], [72, right]);
  const least = min(used, ({share}) => share) ?? 1;
  const y = scaleLog([Math.min(0.5, least), 1], [height - 28, 12]);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "share of events at or above each score"
  });
  for (const tick of range(0, -9, -1).map((power) => 10 ** power)) {
    if (tick < y.domain()[0]) continue;
    const one = tick === 1 ? "every event" : `1 in ${formatCount(1 / tick)}`;
    svg.append(
      svgElement("line", {class: "hairline", x1: 72, x2: right, y1: y(tick), y2: y(tick)}),
      svgElement("text", {x: 66, y: y(tick), dy: "0.35em", "text-anchor": "end"}, width < 500 && tick === 1 ? "all" : one) // prettier-ignore
    );
  }
  const max = today.tail[0] ?? today.threshold;
  for (const [i, {score, share}] of used.entries()) {
    const next = used[i + 1];
    const mark = svgElement("path", {d: `M${x(score)},${y(share)}H${next ? x(next.score) : x(score) + 3}${next ? `V${y(next.share)}` : ""}`, fill: "none", "stroke-width": 2}); // prettier-ignore
    mark.style.stroke = scoreColor(score, today.threshold, max);
    svg.append(mark);
  }
  const at = x(today.threshold);
  const left = at > (72 + right) / 2;
  svg.append(
    svgElement("line", {class: "line", x1: at, x2: at, y1: 8, y2: height - 28}),
    svgElement("text", {class: "accent", x: at + (left ? -5 : 5), y: 16, "text-anchor": left ? "end" : "start"}, `threshold ${formatScore(today.threshold)}`), // prettier-ignore
    ...x.ticks(Math.max(3, width / 110)).map((tick) => svgElement("text", {x: x(tick), y: height - 8, "text-anchor": "middle"}, String(tick))) // prettier-ignore
  );
  return svg;
}

/** Shows what a few scores of this run mean: how many events have at least as much. */
export function quantileTable({tail, events, threshold}: Today): HTMLElement {
  const shares = [0.1, 0.01, 0.001, 0.0001].filter((share) => share * events >= 1);
  const ranks = [1, ...shares.map((share) => Math.round(share * events)).reverse()];
  const known = [...new Set(ranks)].filter((rank) => rank <= tail.length);
  return table(known, {
    columns: [
      {name: "rank", number: true, cell: (rank) => formatCount(rank)},
      {name: "share of events", number: true, cell: (rank) => formatShare(rank / events)},
      {name: "score", number: true, cell: (rank) => formatScore(tail[rank - 1])},
      {
        name: "in this run",
        cell: (rank) => (tail[rank - 1] >= threshold ? "an alert" : "below the threshold")
      }
    ]
  });
}

/** Returns two sliders, the rate of attacks and the share of them found, and what an alert is then worth. */
export function baseRateControl(today: Today): HTMLElement {
  const measured = fairest(today.metrics);
  const recall = measured?.recallAtBudget ?? null;
  const rates = range(-60, 0).map((i) => 10 ** (i / 10)); // 1e-6 to 0.8
  const rate = slider("attacks among all events", {min: 0, max: rates.length - 1, value: 30});
  const found = slider("share of them at or above the threshold", {min: 0, max: 100, value: Math.round(100 * (recall ?? 0.5))}); // prettier-ignore
  const status = element("p", {role: "status"});
  const bar = element("div", {class: "worth", "aria-hidden": "true"});
  const draw = (): void => {
    const baseRate = rates[Number(rate.input.value)];
    const share = Number(found.input.value) / 100;
    rate.output.textContent = `1 in ${formatCount(1 / baseRate)}`;
    found.output.textContent = `${found.input.value} %`;
    const alertRate = today.events > 0 ? today.alerts / today.events : 0;
    const worth = alertValue({baseRate, recall: share, alertRate}, today.alerts);
    status.textContent = alertValueSentence(today.alerts, worth);
    const part = element("span");
    part.style.width = `${100 * (worth.precision ?? 0)}%`;
    bar.replaceChildren(part);
  };
  rate.input.addEventListener("input", draw);
  found.input.addEventListener("input", draw);
  draw();
  return element("div", {class: "plot"}, rate.node, found.node, bar, status);
}

/** Returns what *alerts* alerts hold, in a sentence. */
export function alertValueSentence(
  alerts: number,
  {precision, attacks, benign, falseShare}: ReturnType<typeof alertValue>
): string {
  if (precision === null)
    return "No event reaches the threshold, so there is no alert to be worth anything.";
  const one = attacks >= 1 && benign > 0 ? `; for each attack ${formatCount(benign / attacks)} others are read` : ""; // prettier-ignore
  return `Of ${formatCount(alerts)} ${plural(alerts, "alert")}, ${attacks < 1 && attacks > 0 ? "fewer than one" : formatCount(attacks)} would be attacks: ${formatShare(precision)}${one}. ${formatShare(falseShare)} of the benign events are alerts.`;
}
